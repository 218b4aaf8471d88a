package io.mededge.infra.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Reads the samples of {@link CountingMachines} out of telemetry messages: the bytes of the schema themselves, so that a mistake of the gateway's encoder
 * cannot hide in the reader. Not thread-safe.
 */
final class SampleReader {
    /** As {@link #lane} tells them. */
    static final int LIVE = 2;

    static final int BACKLOG = 3;

    private static final int BATCH_DEVICE = 5;
    private static final int BATCH_LANE = 8;
    private static final int BATCH_METRIC = 9;
    private static final int BATCH_ENTRY = 10;
    private static final int ENTRY_SEQUENCE = 1;
    private static final int ENTRY_SAMPLE = 4;
    private static final int ENTRY_GAP = 5;
    private static final int ENTRY_EVENT = 8;
    /** The only field that is wanted of a gap (its fault) and of an event (the machine's number of it). */
    private static final int FIRST_FIELD = 1;

    private static final int SAMPLE_METRIC = 1;
    private static final int SAMPLE_VALUE = 2;
    private static final int MAX_READINGS = 1_000;
    private static final int WORDS = 4;

    /** Hears of each sample. */
    interface Listener {
        /**
         * @param sequence of the record in its stream
         * @param number of the read, as the machine counts
         * @param micros when the machine answered, see {@link CountingMachines#nowMicros}
         * @param points how many values there are
         */
        void sample(String device, long sequence, long number, long micros, int points);

        /** Values are missing. @param fault as in {@code ME-102} */
        default void gap(String device, long sequence, int fault) {}

        /** A machine's alarm. @param number as the machine counts them */
        default void event(String device, long sequence, int number) {}
    }

    private final Listener listener;
    private final double[] values = new double[MAX_READINGS];
    private final int[] metrics = new int[MAX_READINGS];
    private final int[] registers = new int[MAX_READINGS];
    private int lane;

    SampleReader(Listener listener) {
        this.listener = listener;
    }

    /** Of the message that is being read. */
    int lane() {
        return lane;
    }

    void read(byte[] buffer, int offset, int length) throws IOException {
        var in = CodedInputStream.newInstance(buffer, offset, length);
        var device = "";
        var named = 0;
        int tag;
        while ((tag = in.readTag()) != 0) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case BATCH_DEVICE -> device = in.readString();
                case BATCH_LANE -> lane = in.readEnum();
                case BATCH_METRIC -> registers[named++] = register(in.readString());
                case BATCH_ENTRY -> entry(in, device);
                default -> in.skipField(tag);
            }
        }
    }

    /** The points are named p0 to p19 after their registers. */
    private static int register(String metric) {
        return Integer.parseInt(metric, 1, metric.length(), 10);
    }

    private void entry(CodedInputStream in, String device) throws IOException {
        var limit = in.pushLimit(in.readRawVarint32());
        var sequence = 0L;
        int tag;
        while ((tag = in.readTag()) != 0) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case ENTRY_SEQUENCE -> sequence = in.readUInt64();
                case ENTRY_SAMPLE -> sample(in, device, sequence);
                case ENTRY_GAP -> listener.gap(device, sequence, firstField(in));
                case ENTRY_EVENT -> listener.event(device, sequence, firstField(in));
                default -> in.skipField(tag);
            }
        }
        in.popLimit(limit);
    }

    private static int firstField(CodedInputStream in) throws IOException {
        var limit = in.pushLimit(in.readRawVarint32());
        var value = 0;
        int tag;
        while ((tag = in.readTag()) != 0) {
            if (WireFormat.getTagFieldNumber(tag) == FIRST_FIELD) {
                value = in.readUInt32();
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(limit);
        return value;
    }

    private void sample(CodedInputStream in, String device, long sequence) throws IOException {
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
        tell(device, sequence, count);
    }

    private void tell(String device, long sequence, int count) {
        var words = new long[WORDS];
        for (var i = 0; i < count; i++) {
            var register = registers[metrics[i]];
            if (register < WORDS) {
                words[register] = (long) values[i];
            }
        }
        listener.sample(device, sequence, words[1] << 16 | words[0], words[3] << 16 | words[2], count);
    }
}
