package io.mededge.edge;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The real mapping over given values, without Quarkus. */
public final class TestConfig {
    private static final Map<String, String> LEAST = Map.of(
            "gateway.region", "region-1",
            "gateway.facility", "facility-1",
            "gateway.id", "gateway-1",
            "gateway.data", "/nowhere",
            "gateway.uplink.mode", "off");

    private TestConfig() {}

    /** The least that is valid, with these on top; a value of {@code -} takes its key away. */
    public static GatewayConfig of(Map<String, String> values) {
        var all = new HashMap<>(LEAST);
        all.putAll(values);
        all.values().removeIf("-"::equals);
        return new SmallRyeConfigBuilder()
                .withMapping(GatewayConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build()
                .getConfigMapping(GatewayConfig.class);
    }
}
