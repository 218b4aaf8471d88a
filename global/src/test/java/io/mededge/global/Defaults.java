package io.mededge.global;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** The configuration as it is when nobody sets anything, or these keys only. */
public final class Defaults {
    private Defaults() {}

    public static GlobalConfig config() {
        return config(Map.of());
    }

    public static GlobalConfig config(Map<String, String> set) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(GlobalConfig.class)
                .withDefaultValues(set)
                .build()
                .getConfigMapping(GlobalConfig.class);
    }
}
