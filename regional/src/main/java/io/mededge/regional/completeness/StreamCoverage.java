package io.mededge.regional.completeness;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is certified of one epoch of a stream: from when to when nothing is left out.
 *
 * @param newest whether the device has no newer epoch: then it is expected to be certified up to now
 * @param highest the last sequence that was given out when the newest certificate was issued
 * @param issued when that was; null: there is no certificate
 * @param before the last sequence that was certified before the ranges below, 0: none
 * @param beforeSlot when; null: none
 * @param ranges ascending by sequence
 */
record StreamCoverage(
        boolean newest,
        long highest,
        @Nullable Instant issued,
        long before,
        @Nullable Instant beforeSlot,
        List<CheckedRange> ranges) {
    static final Duration HOUR = Duration.ofHours(1);

    record CheckedRange(long first, long last, Instant slot, RangeState state, long missing, List<FaultCode> faults) {}

    /** From the first moment to the last at which a record of sequences without a certificate may have been. */
    private record Hole(Instant from, Instant until) {}

    /** Whether the epoch has to do with the hour. */
    boolean concerns(Instant hour) {
        return newest || ranges.stream().anyMatch(range -> isIn(range, hour));
    }

    HourStatement hour(Instant hour) {
        var end = hour.plus(HOUR);
        var known = issued != null
                && !issued.isBefore(end)
                && holes().stream()
                        .noneMatch(hole ->
                                hole.from().isBefore(end) && hole.until().isAfter(hour));
        var missing = 0L;
        Set<FaultCode> reasons = EnumSet.noneOf(FaultCode.class);
        for (var range : ranges) {
            if (!isIn(range, hour)) {
                continue;
            }
            missing += range.missing();
            reasons.addAll(range.faults());
            switch (range.state()) {
                case UNCHECKED -> known = false;
                case DIFFERENT -> {
                    known = false;
                    reasons.add(FaultCode.RECORDS_DIFFER);
                }
                case LOST -> reasons.add(FaultCode.RECORDS_LOST);
                case COMPLETE, MISSING -> {}
            }
        }
        return new HourStatement(hour, known, missing, List.copyOf(reasons));
    }

    private static boolean isIn(CheckedRange range, Instant hour) {
        return range.slot().truncatedTo(ChronoUnit.HOURS).equals(hour);
    }

    private List<Hole> holes() {
        var holes = new ArrayList<Hole>();
        var last = before;
        var slot = beforeSlot == null ? Instant.MIN : beforeSlot;
        for (var range : ranges) {
            if (range.first() != last + 1) {
                // a clock may have been set back in between
                var from = slot.isBefore(range.slot()) ? slot : range.slot();
                var until = slot.isBefore(range.slot()) ? range.slot() : slot;
                holes.add(new Hole(from, until.plus(Certificate.SLOT)));
            }
            last = range.last();
            slot = range.slot();
        }
        if (last < highest) {
            holes.add(new Hole(slot, Instant.MAX));
        }
        return holes;
    }
}
