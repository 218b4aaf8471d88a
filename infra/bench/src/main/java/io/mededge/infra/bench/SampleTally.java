package io.mededge.infra.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what arrives of {@link CountingMachines}: points, messages, ages, and per machine which numbers came, came twice or came out of order. Reads the
 * bytes of the telemetry schema itself, so that a mistake of the gateway's encoder cannot hide in the reader.
 */
final class SampleTally implements MqttTap.Receiver {
    private static final int BATCH_DEVICE = 5;
    private static final int BATCH_METRIC = 9;
    private static final int BATCH_ENTRY = 10;
    private static final int ENTRY_SAMPLE = 4;
    private static final int SAMPLE_METRIC = 1;
    private static final int SAMPLE_VALUE = 2;
    private static final int MAX_AGES = 2_000_000;

    private final CountingMachines machines;
    private final Map<String, Sequence> sequences = new HashMap<>();
    private final double[] values = new double[1_000];
    private final int[] metrics = new int[1_000];
    private final int[] place = new int[1_000];
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
            read(CodedInputStream.newInstance(buffer, offset, length));
        } catch (IOException notOurs) {
            malformed++;
        }
    }

    private void read(CodedInputStream in) throws IOException {
        var device = "";
        var metricsSeen = 0;
        int tag;
        while ((tag = in.readTag()) != 0) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case BATCH_DEVICE -> device = in.readString();
                case BATCH_METRIC -> place[metricsSeen++] = position(in.readString());
                case BATCH_ENTRY -> entry(in, device);
                default -> in.skipField(tag);
            }
        }
    }

    /** The points are named p0 to p19 after their registers. */
    private static int position(String metric) {
        return Integer.parseInt(metric, 1, metric.length(), 10);
    }

    private void entry(CodedInputStream in, String device) throws IOException {
        var limit = in.pushLimit(in.readRawVarint32());
        int tag;
        while ((tag = in.readTag()) != 0) {
            if (WireFormat.getTagFieldNumber(tag) == ENTRY_SAMPLE) {
                sample(in, device);
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(limit);
    }

    private void sample(CodedInputStream in, String device) throws IOException {
        var limit = in.pushLimit(in.readRawVarint32());
        var count = 0;
        int tag;
        while ((tag = in.readTag()) != 0) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case SAMPLE_METRIC -> {
                    var packed = in.pushLimit(in.readRawVarint32());
                    for (var i = 0; !in.isAtEnd(); i++) {
                        metrics[i] = in.readUInt32();
                    }
                    in.popLimit(packed);
                }
                case SAMPLE_VALUE -> {
                    var packed = in.pushLimit(in.readRawVarint32());
                    while (!in.isAtEnd()) {
                        values[count++] = in.readDouble();
                    }
                    in.popLimit(packed);
                }
                default -> in.skipField(tag);
            }
        }
        in.popLimit(limit);
        points += count;
        count(device, count);
    }

    private void count(String device, int readings) {
        var words = new long[4];
        for (var i = 0; i < readings; i++) {
            var register = place[metrics[i]];
            if (register < words.length) {
                words[register] = (long) values[i];
            }
        }
        sequences.computeIfAbsent(device, unseen -> new Sequence()).add(words[1] << 16 | words[0]);
        if (ages < MAX_AGES) {
            if (ages == agesMillis.length) {
                agesMillis = Arrays.copyOf(agesMillis, 2 * ages);
            }
            agesMillis[ages++] = (machines.nowMicros() - (words[3] << 16 | words[2]) & 0xFFFF_FFFFL) / 1_000.0;
        }
    }
}
