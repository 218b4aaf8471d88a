package io.mededge.infra.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what arrives of {@link CountingMachines}: points, messages, ages, and per machine which numbers came, came twice or came out of order.
 */
final class SampleTally implements MqttTap.Receiver {
    private static final int MAX_AGES = 2_000_000;

    private final CountingMachines machines;
    private final Map<String, Sequence> sequences = new HashMap<>();
    private final SampleReader reader =
            new SampleReader((device, sequence, number, micros, values) -> count(device, number, micros, values));
    private long points;
    private long messages;
    private long malformed;
    private double[] agesMillis = new double[10_000];
    private int ages;

    /** What is known of one machine's numbers. */
    static final class Sequence {
        private long first;
        private long last;
        private long seen;
        private long disorder;
        private long disorderBefore;

        private void add(long number) {
            if (seen == 0) {
                first = number;
            } else if (number <= last) {
                disorder++;
            }
            last = Math.max(last, number);
            seen++;
        }
    }

    /**
     * @param points values that arrived
     * @param missing numbers between a machine's first and last that did not come
     * @param disorder numbers that came twice or after a higher one
     */
    record Result(
            long points,
            long messages,
            long machines,
            long missing,
            long disorder,
            long malformed,
            double[] agesMillis) {}

    SampleTally(CountingMachines machines) {
        this.machines = machines;
    }

    /** Forgets everything but which numbers have come. What comes out of order after a start, when the journal's backlog follows, is not held against it. */
    synchronized void begin() {
        sequences.values().forEach(sequence -> sequence.disorderBefore = sequence.disorder);
        points = 0;
        messages = 0;
        malformed = 0;
        ages = 0;
    }

    /** Since {@link #begin}; missing since the first message. */
    synchronized Result result() {
        var missing = 0L;
        var disorder = 0L;
        for (var sequence : sequences.values()) {
            missing += sequence.last - sequence.first + 1 - (sequence.seen - sequence.disorder);
            disorder += sequence.disorder - sequence.disorderBefore;
        }
        return new Result(
                points, messages, sequences.size(), missing, disorder, malformed, Arrays.copyOf(agesMillis, ages));
    }

    @Override
    public synchronized void received(byte[] buffer, int offset, int length) {
        messages++;
        try {
            reader.read(buffer, offset, length);
        } catch (IOException notOurs) {
            malformed++;
        }
    }

    private void count(String device, long number, long micros, int values) {
        points += values;
        sequences.computeIfAbsent(device, unseen -> new Sequence()).add(number);
        if (ages < MAX_AGES) {
            if (ages == agesMillis.length) {
                agesMillis = Arrays.copyOf(agesMillis, 2 * ages);
            }
            agesMillis[ages++] = (machines.nowMicros() - micros & 0xFFFF_FFFFL) / 1_000.0;
        }
    }
}
