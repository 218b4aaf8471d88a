package io.mededge.global.intake;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** {@code global.intake.*} */
public interface IntakeConfig {
    /** Partitions of the topics that this tier creates when they are missing: the most instances that can share the work. */
    @WithDefault("3")
    @Min(1)
    @Max(256)
    int topicPartitions();

    /** Pause before a batch is tried again while the database is away; doubles up to {@code longestPause}. */
    @WithDefault("500ms")
    Duration firstPause();

    @WithDefault("30s")
    Duration longestPause();
}
