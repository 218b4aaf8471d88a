package io.mededge.model.outbound;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a gateway states, under its signature, about one of its streams: which sequences exist, what they contain and which of them say that values are
 * missing. The region counts its own rows against it.
 */
public record Certificate(Statement statement, Seal seal) implements RegionBound {
    /** The ranges of a certificate lie each within one slot, which begins at a multiple of this since 1970, UTC. */
    public static final Duration SLOT = Duration.ofMinutes(5);

    /** Bound of the ranges of a certificate: a day of slots, and then some that were cut short. */
    public static final int MAX_RANGES = 400;

    /** Bound of the records of one range, so that checking one is bounded too. */
    public static final int MAX_RECORDS = 1_000;

    /** Bound of the gaps of one range. */
    public static final int MAX_GAPS = 50;

    /**
     * @param highest the last sequence that was given out when this was issued; 0: none yet
     * @param issued by the gateway's clock; microseconds are kept
     * @param ranges ascending and disjoint. A sequence up to {@code highest} that is in no range of any certificate was given out, but nothing is stated
     *     about its content
     */
    public record Statement(StreamId stream, long highest, Instant issued, List<Range> ranges) {
        /** @throws IllegalArgumentException if the ranges are too many, do not ascend or end above the highest sequence */
        public Statement {
            ranges = List.copyOf(ranges);
            if (ranges.size() > MAX_RANGES) {
                throw new IllegalArgumentException("a certificate has at most " + MAX_RANGES + " ranges");
            }
            var last = 0L;
            for (var range : ranges) {
                if (range.sequences().first() <= last) {
                    throw new IllegalArgumentException("the ranges of a certificate ascend");
                }
                last = range.sequences().last();
            }
            if (highest < last || highest == Long.MAX_VALUE) {
                throw new IllegalArgumentException("a range is above the highest sequence that was given out");
            }
        }
    }

    /**
     * Sequences without a hole whose records are all of one slot.
     *
     * @param slot its begin; each record's own time is in [slot, slot + {@link #SLOT})
     * @param content of the records in the order of their sequences
     * @param gaps those of the records that are {@link Gap}s, ascending
     */
    public record Range(SequenceSet.Range sequences, Instant slot, Fingerprint content, List<GapNote> gaps) {
        /** @throws IllegalArgumentException if there are too many records or gaps, a gap lies outside, or no slot begins then */
        public Range {
            gaps = List.copyOf(gaps);
            if (sequences.size() > MAX_RECORDS || gaps.size() > MAX_GAPS) {
                throw new IllegalArgumentException(
                        "a range has at most " + MAX_RECORDS + " records and " + MAX_GAPS + " gaps");
            }
            if (!slot.equals(slotOf(slot))) {
                throw new IllegalArgumentException("no slot begins then");
            }
            var last = sequences.first() - 1;
            for (var gap : gaps) {
                if (gap.sequence() <= last || gap.sequence() > sequences.last()) {
                    throw new IllegalArgumentException("the gaps of a range ascend and lie within it");
                }
                last = gap.sequence();
            }
        }
    }

    /** The record with this sequence says that values are missing. */
    public record GapNote(long sequence, FaultCode fault) {}

    /**
     * An Ed25519 signature (RFC 8032).
     *
     * @param keyId which key: the first 32 hexadecimal digits of the SHA-256 of the encoded public key
     * @param signature 128 lower-case hexadecimal digits
     */
    public record Seal(String keyId, String signature) {
        private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{32}");
        private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{128}");

        /** @throws IllegalArgumentException if one has another form */
        public Seal {
            if (!KEY_ID.matcher(keyId).matches()
                    || !SIGNATURE.matcher(signature).matches()) {
                throw new IllegalArgumentException(
                        "a seal is a key id and a signature in lower-case hexadecimal digits");
            }
        }
    }

    /** When the slot of this time begins. */
    public static Instant slotOf(Instant at) {
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), SLOT.toSeconds()) * SLOT.toSeconds());
    }
}
