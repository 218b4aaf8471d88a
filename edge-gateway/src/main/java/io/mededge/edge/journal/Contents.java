package io.mededge.edge.journal;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import java.util.ArrayList;
import java.util.List;

/** Which records a sealed block holds, in the order in which it holds them. Authenticated with the block, so that no block can stand in for another. */
record Contents(List<Run> runs) {
    /** More than a commit has. */
    static final int MAX_RUNS = 65_536;

    /** Records of one stream without a hole. */
    record Run(StreamKey stream, long first, int count) {
        Run {
            if (first < 1 || count < 1 || count > BlockForm.MAX_ENTRIES) {
                throw new IllegalArgumentException("no run of records: " + count + " from " + first);
            }
        }

        long last() {
            return first + count - 1;
        }
    }

    Contents {
        runs = List.copyOf(runs);
    }

    static Contents of(Run run) {
        return new Contents(List.of(run));
    }

    int count() {
        return runs.stream().mapToInt(Run::count).sum();
    }

    byte[] encode() {
        var out = new PlainWriter();
        out.putUnsigned(runs.size());
        for (var run : runs) {
            out.putText(run.stream().device().value());
            out.put(run.stream().streamClass().ordinal());
            out.putUnsigned(run.first());
            out.putUnsigned(run.count());
        }
        return out.toBytes();
    }

    /** @throws IllegalArgumentException if the bytes are no contents */
    static Contents decode(byte[] bytes) {
        var in = new PlainReader(bytes);
        var count = in.getIndex(MAX_RUNS);
        var runs = new ArrayList<Run>(Math.min(count, in.left()));
        for (var i = 0; i < count; i++) {
            var device = new DeviceId(in.getText());
            var streamClass = StreamClass.values()[in.getIndex(StreamClass.values().length)];
            runs.add(new Run(
                    new StreamKey(device, streamClass), in.getUnsigned(), in.getIndex(BlockForm.MAX_ENTRIES + 1)));
        }
        return new Contents(runs);
    }
}
