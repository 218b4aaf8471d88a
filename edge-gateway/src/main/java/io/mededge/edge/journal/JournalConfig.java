package io.mededge.edge.journal;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code gateway.journal.*} */
public interface JournalConfig {
    /**
     * Bound of the database, bytes. The last tenth is kept for events and for the records of gaps. The default holds some forty days of 52
     * machines polled twice a second.
     */
    @WithDefault("10737418240")
    long maxBytes();

    /** Bound of the records that wait for the writer; more are refused at once. */
    @WithDefault("10000")
    int queue();

    /** How long the writer waits for more records when many arrive; an event ends the waiting. */
    @WithDefault("10ms")
    Duration linger();

    /** Bound of the records of one commit. */
    @WithDefault("500")
    int group();

    /** Up to this size the whole database is checked at the start; above it all but the one-minute blocks, each of which has a seal of its own. */
    @WithDefault("268435456")
    long checkBytes();

    /**
     * Kept free on the disk for events and the records of gaps, bytes: as much is taken by a file that is given up when the disk is full, and samples are
     * refused while the disk has less besides.
     */
    @WithDefault("33554432")
    long reserveBytes();

    /** How long records are kept that the region has; they go sooner when room gets short. */
    @WithDefault("0s")
    Duration retainAcknowledged();
}
