package io.mededge.regional.ingest;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What the ingest has done since the start, for metrics and pages. */
public final class IngestFigures {
    private final LongAdder messages = new LongAdder();
    private final LongAdder acknowledgements = new LongAdder();
    private final LongAdder samples = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private volatile Duration delay = Duration.ZERO;

    void countMessage() {
        messages.increment();
    }

    void countAcknowledgement() {
        acknowledgements.increment();
    }

    void countStored(long samplesStored, long recordsRepeated) {
        samples.add(samplesStored);
        repeated.add(recordsRepeated);
    }

    void observeDelay(Duration sourceToStored) {
        delay = sourceToStored;
    }

    /** Messages that came from gateways, whatever became of them. */
    public long messages() {
        return messages.sum();
    }

    /** Acknowledgement messages sent to gateways. */
    public long acknowledgements() {
        return acknowledgements.sum();
    }

    /** Values stored. */
    public long samples() {
        return samples.sum();
    }

    /** Records that came again and were dropped. */
    public long repeated() {
        return repeated.sum();
    }

    /** From a value's time at the machine to its commit in the database: the longest of the live values in the last transaction that had any. */
    public Duration delay() {
        return delay;
    }
}
