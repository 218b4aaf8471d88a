package io.mededge.model.telemetry;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.util.List;

/**
 * What the region found when it compared a range that a gateway had certified with its own rows: the answer to a certificate.
 *
 * @param sequences the certified range
 * @param missing those of its sequences that have no row, ascending, at most {@link #MAX_MISSING} ranges of them; empty unless it differs. It differs also
 *     when all rows are there, and not with the content that was certified
 */
public record Comparison(
        DeviceId device,
        StreamClass streamClass,
        long epoch,
        SequenceSet.Range sequences,
        Verdict verdict,
        List<SequenceSet.Range> missing) {
    /** Bound of the ranges that one comparison names; what is missing beyond is named by a later one. */
    public static final int MAX_MISSING = 50;

    /** The order is the wire number: only append. */
    public enum Verdict {
        /** Not compared: the region does not know the gateway's key, or has refused the certificate. */
        UNKNOWN,
        EQUAL,
        DIFFERS
    }

    /** @throws IllegalArgumentException if the missing sequences are too many, lie outside the range or belong to another verdict */
    public Comparison {
        missing = List.copyOf(missing);
        if (missing.size() > MAX_MISSING) {
            throw new IllegalArgumentException("a comparison names at most " + MAX_MISSING + " missing ranges");
        }
        if (verdict != Verdict.DIFFERS && !missing.isEmpty()) {
            throw new IllegalArgumentException("only a range that differs lacks records");
        }
        for (var range : missing) {
            if (range.first() < sequences.first() || range.last() > sequences.last()) {
                throw new IllegalArgumentException("a missing record is outside the range that was compared");
            }
        }
    }
}
