package io.mededge.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Pins every key and default: changing one is a visible decision, and docs/reference/config.md says the same. */
class GatewayConfigTest {
    private static final String NONE = "none";
    private static final Path REFERENCE = Path.of("../docs/reference/config.md");
    private static final Pattern ROW = Pattern.compile("\\| `(gateway\\.[^`]+)` \\| (?:`([^`]*)`|([^|]*)) \\|");

    private static final Map<String, String> KEYS = new TreeMap<>(Map.ofEntries(
            Map.entry("gateway.region", NONE),
            Map.entry("gateway.facility", NONE),
            Map.entry("gateway.id", NONE),
            Map.entry("gateway.data", NONE),
            Map.entry("gateway.profile-files[*]", NONE),
            Map.entry("gateway.devices[*].id", NONE),
            Map.entry("gateway.devices[*].station", NONE),
            Map.entry("gateway.devices[*].zone", NONE),
            Map.entry("gateway.devices[*].profile", NONE),
            Map.entry("gateway.devices[*].address", NONE),
            Map.entry("gateway.devices[*].unit", "1"),
            Map.entry("gateway.devices[*].poll", "500ms"),
            Map.entry("gateway.devices[*].timeout", NONE),
            Map.entry("gateway.devices[*].retries", NONE),
            Map.entry("gateway.devices[*].serial", NONE),
            Map.entry("gateway.devices[*].firmware", NONE),
            Map.entry("gateway.modbus.connect-timeout", "1s"),
            Map.entry("gateway.modbus.timeout", "1s"),
            Map.entry("gateway.modbus.retries", "1"),
            Map.entry("gateway.modbus.tls.key-store", NONE),
            Map.entry("gateway.modbus.tls.trust-store", NONE),
            Map.entry("gateway.modbus.tls.password-file", NONE),
            Map.entry("gateway.modbus.retry-first", "200ms"),
            Map.entry("gateway.modbus.retry-max", "5s"),
            Map.entry("gateway.journal.max-bytes", "10737418240"),
            Map.entry("gateway.journal.queue", "10000"),
            Map.entry("gateway.journal.linger", "10ms"),
            Map.entry("gateway.journal.group", "500"),
            Map.entry("gateway.journal.check-bytes", "268435456"),
            Map.entry("gateway.journal.reserve-bytes", "33554432"),
            Map.entry("gateway.journal.retain-acknowledged", "0s"),
            Map.entry("gateway.uplink.mode", "region"),
            Map.entry("gateway.uplink.url", NONE),
            Map.entry("gateway.uplink.zone", NONE),
            Map.entry("gateway.uplink.standby[*].url", NONE),
            Map.entry("gateway.uplink.standby[*].zone", NONE),
            Map.entry("gateway.uplink.standby-after", "30s"),
            Map.entry("gateway.uplink.home-retry", "60s"),
            Map.entry("gateway.uplink.proxy", NONE),
            Map.entry("gateway.uplink.proxy-user", NONE),
            Map.entry("gateway.uplink.proxy-password-file", NONE),
            Map.entry("gateway.uplink.key-store", NONE),
            Map.entry("gateway.uplink.trust-store", NONE),
            Map.entry("gateway.uplink.password-file", NONE),
            Map.entry("gateway.uplink.user", NONE),
            Map.entry("gateway.uplink.user-password-file", NONE),
            Map.entry("gateway.uplink.payload", "protobuf"),
            Map.entry("gateway.uplink.keep-alive", "5s"),
            Map.entry("gateway.uplink.presence", "false"),
            Map.entry("gateway.uplink.session-expiry", "0s"),
            Map.entry("gateway.uplink.message-expiry", "0s"),
            Map.entry("gateway.uplink.connect-timeout", "5s"),
            Map.entry("gateway.uplink.reconnect-max", "5s"),
            Map.entry("gateway.uplink.window", "200"),
            Map.entry("gateway.uplink.batch", "10"),
            Map.entry("gateway.uplink.linger", "10ms"),
            Map.entry("gateway.uplink.live-queue", "4096"),
            Map.entry("gateway.uplink.resend-first", "5s"),
            Map.entry("gateway.uplink.resend-max", "60s"),
            Map.entry("gateway.uplink.backlog-rate", "5000"),
            Map.entry("gateway.uplink.backlog-bytes", "65536"),
            Map.entry("gateway.uplink.backlog-window", "8"),
            Map.entry("gateway.broker.url", NONE),
            Map.entry("gateway.broker.key-store", NONE),
            Map.entry("gateway.broker.trust-store", NONE),
            Map.entry("gateway.broker.password-file", NONE),
            Map.entry("gateway.broker.session-expiry", "14d"),
            Map.entry("gateway.broker.in-flight", "200"),
            Map.entry("gateway.broker.keep-alive", "5s"),
            Map.entry("gateway.broker.connect-timeout", "5s"),
            Map.entry("gateway.broker.reconnect-max", "5s"),
            Map.entry("gateway.broker.live", "true"),
            Map.entry("gateway.adt.listen", NONE),
            Map.entry("gateway.adt.key-store", NONE),
            Map.entry("gateway.adt.trust-store", NONE),
            Map.entry("gateway.adt.password-file", NONE),
            Map.entry("gateway.adt.allow-old-tls", "false"),
            Map.entry("gateway.adt.authorities[*].name", NONE),
            Map.entry("gateway.adt.authorities[*].type", "MR"),
            Map.entry("gateway.adt.authorities[*].system", NONE),
            Map.entry("gateway.adt.charset", "UNICODE UTF-8"),
            Map.entry("gateway.adt.connections", "4"),
            Map.entry("gateway.adt.max-bytes", "65536"),
            Map.entry("gateway.adt.idle-timeout", "10m"),
            Map.entry("gateway.adt.message-timeout", "10s"),
            Map.entry("gateway.clock.synchronised-file", "/run/systemd/timesync/synchronized"),
            Map.entry("gateway.clock.synchronised-within", "3h"),
            Map.entry("gateway.backup.folder", NONE),
            Map.entry("gateway.backup.interval", "1s"),
            Map.entry("gateway.backup.files-interval", "5s"),
            Map.entry("gateway.backup.files[*]", NONE),
            Map.entry("gateway.patients.retention-years", "10"),
            Map.entry("gateway.patients.out-of-use", "10m"),
            Map.entry("gateway.staff.idle", "15m"),
            Map.entry("gateway.staff.tenant-key-file", NONE),
            Map.entry("gateway.staff.snapshot-file", NONE),
            Map.entry("gateway.completeness.public-key-file", NONE),
            Map.entry("gateway.completeness.every", "5m"),
            Map.entry("gateway.completeness.keep", "30d")));

    @Test
    void everyKeyAndDefaultIsAsPinned() {
        var actual = new TreeMap<String, String>();
        ConfigMappings.getProperties(ConfigClass.configClass(GatewayConfig.class))
                .forEach((key, property) -> {
                    // a list has a key of its own beside the keys of its elements
                    if (!key.endsWith("devices[*]")
                            && !key.endsWith("standby[*]")
                            && !key.endsWith("authorities[*]")
                            && !key.equals("gateway.profile-files")
                            && !key.equals("gateway.backup.files")) {
                        actual.put(key, property.hasDefaultValue() ? property.getDefaultValue() : NONE);
                    }
                });

        assertThat(actual).isEqualTo(KEYS);
    }

    @Test
    void theReferenceNamesEachKeyWithItsDefault() throws IOException {
        var documented = new TreeMap<String, String>();
        for (var line : Files.readAllLines(REFERENCE)) {
            var row = ROW.matcher(line);
            if (row.find()) {
                documented.put(row.group(1), row.group(2) == null ? NONE : row.group(2));
            }
        }

        assertThat(documented).isEqualTo(KEYS);
    }
}
