package io.mededge.model.telemetry;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.Fingerprint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Certificates within every bound; signed by nobody. */
final class ArbitraryCertificates {
    private ArbitraryCertificates() {}

    static Arbitrary<Certificate> certificates(Arbitrary<StreamId> streams) {
        return Combinators.combine(
                        streams,
                        Arbitraries.longs(),
                        hex(32),
                        hex(128),
                        Arbitraries.integers().between(0, 12))
                .as((stream, seed, keyId, signature, ranges) -> new Certificate(
                        statement(stream, new Random(seed), ranges), new Certificate.Seal(keyId, signature)));
    }

    static Certificate.Statement statement(StreamId stream, Random random, int count) {
        var ranges = new ArrayList<Certificate.Range>();
        var last = 0L;
        for (var i = 0; i < count; i++) {
            var first = last + 1 + (random.nextBoolean() ? 0 : random.nextInt(1_000_000));
            last = first + random.nextInt(Certificate.MAX_RECORDS);
            ranges.add(range(random, new SequenceSet.Range(first, last)));
        }
        return new Certificate.Statement(
                stream, last + random.nextInt(3), TelemetryCodec.instant(random.nextLong(1L << 52)), ranges);
    }

    private static Certificate.Range range(Random random, SequenceSet.Range sequences) {
        var content = new byte[Fingerprint.BYTES];
        random.nextBytes(content);
        List<Certificate.GapNote> gaps = new ArrayList<>();
        for (var sequence = sequences.first(); sequence <= sequences.last() && gaps.size() < 5; sequence += 7) {
            gaps.add(new Certificate.GapNote(sequence, FaultCode.values()[random.nextInt(FaultCode.values().length)]));
        }
        var slot = Certificate.slotOf(Instant.ofEpochSecond(random.nextLong(1L << 33)));
        return new Certificate.Range(sequences, slot, Fingerprint.of(content), gaps);
    }

    private static Arbitrary<String> hex(int digits) {
        return Arbitraries.strings()
                .withCharRange('0', '9')
                .withCharRange('a', 'f')
                .ofLength(digits);
    }
}
