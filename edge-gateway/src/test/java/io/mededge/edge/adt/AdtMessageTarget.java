package io.mededge.edge.adt;

import io.mededge.edge.fuzz.CpuLimit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** What a hospital's system sends: frames, headers, segments, and the answer to it. */
public final class AdtMessageTarget {
    private static final OrderReader ORDERS = new OrderReader(AdtDeskTest.AUTHORITIES);

    private AdtMessageTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        CpuLimit.check(() -> {
            try {
                var unused = new MllpReader(new ByteArrayInputStream(input), input.length, () -> {}).next();
            } catch (IOException inMemory) {
                throw new UncheckedIOException(inMemory);
            }
            var header = Header.read(input);
            var verdict = Verdict.TAKEN;
            for (var charset : CharacterSet.values()) {
                var text = charset.decode(input);
                if (header.isPresent() && text.isPresent()) {
                    for (var event : new String[] {"A01", "A37", "A40"}) {
                        if (ORDERS.read(header.get(), event, text.get()) instanceof Order.Wrong wrong) {
                            verdict = Verdict.of(wrong.verdict().kept());
                        }
                    }
                }
            }
            var answer = Acknowledgement.write(header, verdict, "facility-1", Instant.EPOCH);
            if (Header.read(answer).isEmpty()) {
                throw new AssertionError("an answer that cannot be read");
            }
        });
    }
}
