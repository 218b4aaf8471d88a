package io.mededge.edge;

import io.mededge.edge.GatewayConfig.DeviceEntry;
import io.mededge.edge.adt.AdtIntake;
import io.mededge.edge.broker.BrokerConfig;
import io.mededge.edge.modbus.ModbusConfig;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.Devices;
import io.mededge.edge.profile.Finding;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.ProfileFiles;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.edge.uplink.UplinkConfig;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, checked: every mistake is one sentence that names its key, and one start finds them all.
 *
 * @param gateway this gateway's own device id
 * @param profileFiles watched while the gateway runs
 */
record GatewaySetup(Place place, DeviceId gateway, Devices devices, ProfileFiles profileFiles) {
    private static final Duration MIN_POLL = Duration.ofMillis(1);
    private static final Duration MAX_POLL = Duration.ofHours(1);
    private static final int MAX_BATCH = 100;
    private static final int MAX_BACKLOG_BYTES = 200 * 1024;
    private static final Set<String> ENCRYPTED = Set.of("ssl", "wss");
    private static final Set<String> SCHEMES = Set.of("ssl", "wss", "tcp", "ws");
    private static final long MIN_JOURNAL_BYTES = 1 << 20;

    /** A setup, or every reason why there is none: sentences with their fault code, as an operator should read them. */
    sealed interface Result {
        record Accepted(GatewaySetup setup) implements Result {}

        record Refused(List<String> problems) implements Result {}
    }

    static Result of(GatewayConfig config) {
        var reading = new Reading();
        var profiles = reading.profiles(config.profileFiles().orElse(List.of()));
        var place = reading.value(
                "gateway.region and gateway.facility", () -> Place.of(config.region(), config.facility()));
        var gateway = reading.value("gateway.id", () -> new DeviceId(config.id()));
        var devices = new ArrayList<Device>();
        for (var i = 0; i < config.devices().size(); i++) {
            var entry = config.devices().get(i);
            reading.device("gateway.devices[" + i + "]", entry, config, profiles)
                    .ifPresent(devices::add);
        }
        reading.distinct(config);
        reading.serialPorts(devices);
        reading.limits(config);
        reading.uplink(config.uplink());
        reading.broker(config.broker(), devices);
        AdtIntake.problems(config.adt()).forEach(reading::problem);
        var all = reading.problems.isEmpty() ? reading.value("gateway.devices", () -> new Devices(devices)) : null;
        if (place == null || gateway == null || all == null) {
            return new Result.Refused(reading.problems);
        }
        return new Result.Accepted(new GatewaySetup(place, gateway, all, new ProfileFiles(reading.fromFiles)));
    }

    private static final class Reading {
        final List<String> problems = new ArrayList<>();
        final Map<Path, DeviceProfile> fromFiles = new LinkedHashMap<>();
        private boolean tlsChecked;
        private boolean tlsOfUplinkChecked;

        void problem(String sentence) {
            problems.add(FaultCode.CONFIG_INVALID.label() + " " + sentence);
        }

        <T> @Nullable T value(String key, Supplier<T> reader) {
            try {
                return reader.get();
            } catch (IllegalArgumentException notValid) {
                problem(key + ": " + notValid.getMessage());
                return null;
            }
        }

        Map<String, DeviceProfile> profiles(List<Path> files) {
            var profiles = new HashMap<String, DeviceProfile>();
            ProfileLoader.SHIPPED.forEach(
                    name -> accept(ProfileLoader.loadShipped(name)).ifPresent(profile -> profiles.put(name, profile)));
            for (var file : files) {
                accept(ProfileLoader.load(file)).ifPresent(profile -> {
                    if (fromFiles.values().stream()
                            .anyMatch(other -> other.name().equals(profile.name()))) {
                        problem("gateway.profile-files: " + file + " is the second file of the profile "
                                + profile.name());
                    }
                    fromFiles.put(file, profile);
                    profiles.put(profile.name(), profile);
                });
            }
            return profiles;
        }

        private Optional<DeviceProfile> accept(ProfileLoader.Result result) {
            if (result instanceof ProfileLoader.Result.Valid valid) {
                return Optional.of(valid.profile());
            }
            result.findings().stream()
                    .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                    .forEach(finding -> problems.add(FaultCode.PROFILE_INVALID.label() + " " + finding.sentence()));
            return Optional.empty();
        }

        Optional<Device> device(
                String key, DeviceEntry entry, GatewayConfig config, Map<String, DeviceProfile> profiles) {
            var id = value(key + ".id", () -> new DeviceId(entry.id()));
            var address = value(key + ".address", () -> MachineAddress.parse(entry.address()));
            var profile = profiles.get(entry.profile());
            if (profile == null) {
                problem(key + ".profile: there is no profile " + entry.profile() + "; known are "
                        + String.join(", ", profiles.keySet().stream().sorted().toList()));
            }
            if (entry.unit() < 0 || entry.unit() > 255) {
                problem(key + ".unit must be 0 to 255, not " + entry.unit());
            } else if (address != null && address.speaksRtu() && (entry.unit() == 0 || entry.unit() > 247)) {
                problem(key + ".unit must be 1 to 247 on a serial line, not " + entry.unit()
                        + ": 0 speaks to all and is never answered");
            }
            if (address instanceof MachineAddress.Tls) {
                tls(config.modbus().tls(), key);
            }
            if (address != null
                    && profile != null
                    && !(address instanceof MachineAddress.Mqtt)
                    && profile.isForMqttOnly()) {
                problem(key + ".address: the profile " + profile.name()
                        + " is for machines that speak MQTT, so it must be mqtt:");
            }
            between(key + ".poll", entry.poll(), MIN_POLL, MAX_POLL);
            entry.timeout().ifPresent(timeout -> between(key + ".timeout", timeout, Duration.ofMillis(10), MAX_POLL));
            entry.retries().ifPresent(retries -> between(key + ".retries", retries, 0, 10));
            if (id == null || address == null || profile == null) {
                return Optional.empty();
            }
            var device = new Device(
                    id,
                    entry.station().orElse(""),
                    entry.zone().orElse(""),
                    profile,
                    address,
                    entry.unit(),
                    entry.poll(),
                    entry.timeout().orElse(config.modbus().timeout()),
                    entry.serial(),
                    entry.firmware().orElse(""),
                    entry.retries().orElse(config.modbus().retries()));
            // its texts are checked by the message that will carry them
            return value(key, device::description) == null ? Optional.empty() : Optional.of(device);
        }

        void distinct(GatewayConfig config) {
            var ids = new HashSet<String>();
            ids.add(config.id());
            var units = new HashSet<String>();
            for (var entry : config.devices()) {
                if (!ids.add(entry.id())) {
                    problem("gateway.devices: the id " + entry.id() + " is used twice");
                }
                var isAsked = !entry.address().startsWith("mqtt:");
                if (isAsked && !units.add(entry.address() + " unit " + entry.unit())) {
                    problem("gateway.devices: " + entry.address() + " unit " + entry.unit() + " is named twice");
                }
            }
        }

        /** One serial port can have one setting only. */
        void serialPorts(List<Device> devices) {
            var settings = new HashMap<String, MachineAddress.Serial>();
            for (var device : devices) {
                if (device.address() instanceof MachineAddress.Serial serial) {
                    var before = settings.putIfAbsent(serial.port(), serial);
                    if (before != null && !before.equals(serial)) {
                        problem("gateway.devices: " + before + " and " + serial + " are one port with two settings");
                    }
                }
            }
        }

        private void tls(ModbusConfig.Tls stores, String key) {
            if (tlsChecked) {
                return;
            }
            tlsChecked = true;
            var why = ", which the address of " + key + " needs";
            file("gateway.modbus.tls.key-store", stores.keyStore(), why);
            file("gateway.modbus.tls.trust-store", stores.trustStore(), why);
            file("gateway.modbus.tls.password-file", stores.passwordFile(), why);
        }

        void limits(GatewayConfig config) {
            var modbus = config.modbus();
            between(
                    "gateway.modbus.connect-timeout",
                    modbus.connectTimeout(),
                    Duration.ofMillis(10),
                    Duration.ofMinutes(1));
            between("gateway.modbus.timeout", modbus.timeout(), Duration.ofMillis(10), Duration.ofMinutes(1));
            between("gateway.modbus.retries", modbus.retries(), 0, 10);
            between("gateway.modbus.retry-first", modbus.retryFirst(), Duration.ofMillis(10), modbus.retryMax());
            between("gateway.modbus.retry-max", modbus.retryMax(), Duration.ofMillis(10), Duration.ofHours(1));
            var journal = config.journal();
            between("gateway.journal.max-bytes", journal.maxBytes(), MIN_JOURNAL_BYTES, 1L << 42);
            between("gateway.journal.queue", journal.queue(), 100, 1_000_000);
            between("gateway.journal.group", journal.group(), 1, 10_000);
            between("gateway.journal.linger", journal.linger(), Duration.ZERO, Duration.ofSeconds(1));
            var completeness = config.completeness();
            between("gateway.completeness.every", completeness.every(), Duration.ofMinutes(1), Duration.ofHours(1));
            between("gateway.completeness.keep", completeness.keep(), Duration.ofDays(1), Duration.ofDays(3_660));
            between(
                    "gateway.clock.synchronised-within",
                    config.clock().synchronisedWithin(),
                    Duration.ofMinutes(1),
                    Duration.ofDays(7));
            var backup = config.backup();
            if (backup.folder().isPresent()
                    && backup.folder()
                            .get()
                            .toAbsolutePath()
                            .normalize()
                            .startsWith(config.data().toAbsolutePath().normalize())) {
                problem("gateway.backup.folder must not lie in gateway.data: the two would be lost together");
            }
            between("gateway.backup.interval", backup.interval(), Duration.ofMillis(200), Duration.ofMinutes(1));
            between(
                    "gateway.backup.files-interval",
                    backup.filesInterval(),
                    Duration.ofSeconds(1),
                    Duration.ofHours(1));
            backup.files().orElse(List.of()).forEach(file -> file("gateway.backup.files", Optional.of(file), ""));
        }

        void uplink(UplinkConfig uplink) {
            if (uplink.mode() == UplinkConfig.Mode.OFF) {
                return;
            }
            if (uplink.url().isEmpty()) {
                problem("gateway.uplink.url is missing: name the broker, or set gateway.uplink.mode to off");
            }
            uplink.url().ifPresent(url -> broker("gateway.uplink.url", url, uplink));
            standby(uplink);
            proxy(uplink);
            if (uplink.mode() == UplinkConfig.Mode.REGION && uplink.payload() == UplinkConfig.Payload.JSON) {
                problem("gateway.uplink.payload json is for mode plain only");
            }
            if (uplink.presence() && uplink.mode() == UplinkConfig.Mode.REGION) {
                problem("gateway.uplink.presence is for mode plain only");
            }
            if (uplink.userPasswordFile().isPresent()) {
                file("gateway.uplink.user-password-file", uplink.userPasswordFile(), ", which the user needs");
                if (uplink.user().isEmpty()) {
                    problem("gateway.uplink.user is missing, whose password gateway.uplink.user-password-file holds");
                }
            }
            limits(uplink);
        }

        void broker(BrokerConfig broker, List<Device> devices) {
            var url = broker.url();
            if (url.isEmpty()) {
                devices.stream()
                        .filter(device -> device.address() instanceof MachineAddress.Mqtt)
                        .findFirst()
                        .ifPresent(device -> problem(
                                "gateway.broker.url is missing, over which " + device.id() + " would speak MQTT"));
                return;
            }
            if (!"ssl".equals(url.get().getScheme())) {
                problem("gateway.broker.url must begin with ssl://: a machine is known by its certificate");
            }
            file("gateway.broker.key-store", broker.keyStore(), ", which ssl needs");
            file("gateway.broker.trust-store", broker.trustStore(), ", which ssl needs");
            file("gateway.broker.password-file", broker.passwordFile(), ", which ssl needs");
            between("gateway.broker.session-expiry", broker.sessionExpiry(), Duration.ofHours(1), Duration.ofDays(24));
            between("gateway.broker.in-flight", broker.inFlight(), 1, BrokerConfig.MAX_IN_FLIGHT);
            between("gateway.broker.keep-alive", broker.keepAlive(), Duration.ofSeconds(1), Duration.ofMinutes(1));
            between(
                    "gateway.broker.connect-timeout",
                    broker.connectTimeout(),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1));
            between(
                    "gateway.broker.reconnect-max",
                    broker.reconnectMax(),
                    Duration.ofMillis(200),
                    Duration.ofMinutes(5));
        }

        private void broker(String key, URI url, UplinkConfig uplink) {
            var scheme = String.valueOf(url.getScheme());
            var isRegion = uplink.mode() == UplinkConfig.Mode.REGION;
            if (!SCHEMES.contains(scheme)) {
                problem(key + " must begin with ssl://, wss://, tcp:// or ws://");
            } else if (url.getHost() == null || url.getPort() < 1) {
                problem(key + " must name a host and a port, " + scheme + "://host:port, not " + url);
            } else if (isRegion && !ENCRYPTED.contains(scheme)) {
                problem(key + " must begin with ssl:// or wss://: what goes to the region is always encrypted");
            }
            if (!ENCRYPTED.contains(scheme) || tlsOfUplinkChecked) {
                return;
            }
            tlsOfUplinkChecked = true;
            var why = ", which " + scheme + " needs";
            if (isRegion || uplink.keyStore().isPresent()) {
                file("gateway.uplink.key-store", uplink.keyStore(), why);
                file("gateway.uplink.trust-store", uplink.trustStore(), why);
            } else if (uplink.trustStore().isPresent()) {
                file("gateway.uplink.trust-store", uplink.trustStore(), why);
            }
            if (isRegion || uplink.keyStore().isPresent() || uplink.trustStore().isPresent()) {
                file("gateway.uplink.password-file", uplink.passwordFile(), why);
            }
        }

        /** No failure is a reason for data to leave its residency zone. */
        private void standby(UplinkConfig uplink) {
            var home = uplink.zone().orElse("");
            if (!uplink.standby().isEmpty() && home.isEmpty()) {
                problem("gateway.uplink.zone is missing: a standby may only lie in the residency zone of home");
            }
            for (var i = 0; i < uplink.standby().size(); i++) {
                var standby = uplink.standby().get(i);
                var key = "gateway.uplink.standby[" + i + "]";
                broker(key + ".url", standby.url(), uplink);
                if (!home.isEmpty() && !standby.zone().equals(home)) {
                    problem(key + ".zone is " + standby.zone() + ", but gateway.uplink.zone is " + home
                            + ": data must not leave its residency zone");
                }
            }
        }

        private void proxy(UplinkConfig uplink) {
            if (uplink.proxy()
                    .filter(proxy ->
                            !"http".equals(proxy.getScheme()) || proxy.getHost() == null || proxy.getPort() < 1)
                    .isPresent()) {
                problem("gateway.uplink.proxy must be http://proxy.example:port");
            }
            if (uplink.proxyPasswordFile().isPresent()) {
                file("gateway.uplink.proxy-password-file", uplink.proxyPasswordFile(), ", which the user needs");
                if (uplink.proxyUser().isEmpty()) {
                    problem("gateway.uplink.proxy-user is missing, whose password gateway.uplink.proxy-password-file"
                            + " holds");
                }
            }
        }

        private void limits(UplinkConfig uplink) {
            between("gateway.uplink.standby-after", uplink.standbyAfter(), Duration.ofSeconds(1), Duration.ofHours(1));
            between("gateway.uplink.home-retry", uplink.homeRetry(), Duration.ofSeconds(1), Duration.ofHours(1));
            between("gateway.uplink.session-expiry", uplink.sessionExpiry(), Duration.ZERO, Duration.ofHours(1));
            between("gateway.uplink.message-expiry", uplink.messageExpiry(), Duration.ZERO, Duration.ofDays(30));
            between("gateway.uplink.keep-alive", uplink.keepAlive(), Duration.ofSeconds(1), Duration.ofMinutes(1));
            between(
                    "gateway.uplink.connect-timeout",
                    uplink.connectTimeout(),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1));
            between(
                    "gateway.uplink.reconnect-max",
                    uplink.reconnectMax(),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5));
            between("gateway.uplink.resend-first", uplink.resendFirst(), Duration.ofMillis(100), uplink.resendMax());
            between("gateway.uplink.resend-max", uplink.resendMax(), Duration.ofMillis(100), Duration.ofHours(1));
            between("gateway.uplink.window", uplink.window(), 4, 10_000);
            between("gateway.uplink.batch", uplink.batch(), 1, MAX_BATCH);
            between("gateway.uplink.linger", uplink.linger(), Duration.ZERO, Duration.ofSeconds(1));
            between("gateway.uplink.live-queue", uplink.liveQueue(), 1, 1_000_000);
            between("gateway.uplink.backlog-rate", uplink.backlogRate(), 1, 1_000_000);
            between("gateway.uplink.backlog-bytes", uplink.backlogBytes(), 1, MAX_BACKLOG_BYTES);
            between("gateway.uplink.backlog-window", uplink.backlogWindow(), 1, 1_000);
        }

        private void file(String key, Optional<Path> file, String why) {
            if (file.isEmpty()) {
                problem(key + " is missing" + why);
            } else if (!Files.isReadable(file.get())) {
                problem(key + ": " + file.get() + " cannot be read");
            }
        }

        private <T extends Comparable<T>> void between(String key, T value, T min, T max) {
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                problem(key + " must be " + text(min) + " to " + text(max) + ", not " + text(value));
            }
        }

        private static String text(Object value) {
            if (value instanceof Duration duration) {
                var millis = duration.toMillis();
                return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
            }
            return value.toString();
        }
    }
}
