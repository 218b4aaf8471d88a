package io.mededge.regional;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A key or default changes only together with this test and docs/reference/config.md. */
class RegionalConfigTest {
    private static final Map<String, String> DEFAULTS = new TreeMap<>(Map.ofEntries(
            Map.entry("regional.id", "region-1"),
            Map.entry("regional.mqtt.url", "ssl://127.0.0.1:18883"),
            Map.entry("regional.mqtt.session-expiry", "1h"),
            Map.entry("regional.ingest.in-flight", "16M"),
            Map.entry("regional.ingest.acknowledge-every", "20ms"),
            Map.entry("regional.ingest.partitions", "6"),
            Map.entry("regional.ingest.lateness", "60s"),
            Map.entry("regional.aggregation.interval", "60s"),
            Map.entry("regional.aggregation.keep", "7d"),
            Map.entry("regional.completeness.interval", "60s"),
            Map.entry("regional.completeness.keep", "400d"),
            Map.entry("regional.outbound.interval", "10s")));

    private static final Map<String, String> OPTIONAL = Map.of(
            "regional.mqtt.client-id", "regional-1-b",
            "regional.mqtt.key-store", "key.p12",
            "regional.mqtt.trust-store", "trust.p12",
            "regional.mqtt.password-file", "password",
            "regional.completeness.gateway-keys", "keys",
            "regional.outbound.bootstrap-servers", "127.0.0.1:19192");

    @Test
    void everyKeyAndDefaultIsAsListed() {
        var config = builder().build();
        var defaults = new TreeMap<String, String>();
        for (var name : config.getPropertyNames()) {
            if (name.startsWith("regional.")) {
                defaults.put(name, config.getConfigValue(name).getRawValue());
            }
        }

        assertThat(defaults).isEqualTo(DEFAULTS);
        assertThat(config.getConfigMapping(RegionalConfig.class).ingest().lateness())
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void optionalKeysAreRead() {
        var builder = builder();
        OPTIONAL.forEach(builder::withDefaultValue);
        var config = builder.build().getConfigMapping(RegionalConfig.class);

        assertThat(config.mqtt().clientId()).contains("regional-1-b");
        assertThat(config.mqtt().keyStore()).contains(Path.of("key.p12"));
        assertThat(config.mqtt().trustStore()).contains(Path.of("trust.p12"));
        assertThat(config.mqtt().passwordFile()).contains(Path.of("password"));
        assertThat(config.completeness().gatewayKeys()).contains(Path.of("keys"));
        assertThat(config.outbound().bootstrapServers()).contains("127.0.0.1:19192");
    }

    @Test
    void everyKeyIsExplained() throws Exception {
        var reference = Files.readString(Path.of("../docs/reference/config.md"));

        assertThat(DEFAULTS.keySet()).allSatisfy(key -> assertThat(reference).contains("`" + key + "`"));
        assertThat(OPTIONAL.keySet()).allSatisfy(key -> assertThat(reference).contains("`" + key + "`"));
    }

    private static SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder()
                .withMapping(RegionalConfig.class)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter());
    }
}
