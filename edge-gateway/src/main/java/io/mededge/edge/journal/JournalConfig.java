package io.mededge.edge.journal;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code gateway.journal.*} */
public interface JournalConfig {
    /**
     * Bound of the database, bytes. The last tenth is kept for events and for the records of gaps. The default holds three days of 52 stations
     * polled twice a second.
     */
    @WithDefault("10737418240")
    long maxBytes();

    /** Bound of the records that wait for the writer; more are refused at once. */
    @WithDefault("10000")
    int queue();

    /** How long the writer waits for more records when many arrive. */
    @WithDefault("5ms")
    Duration linger();

    /** Bound of the records of one commit. */
    @WithDefault("500")
    int group();

    /** Up to this size the whole database is checked at the start; above it only its tables of streams and marks, as it would take minutes. */
    @WithDefault("1073741824")
    long checkBytes();
}
