package io.mededge.edge.patient;

import io.mededge.edge.identity.PatientId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose the past of one station is, after all that was said of it. The region follows the same two rules: of the corrections that cover a moment the one with
 * the highest number counts, else the newest change.
 */
final class Timeline {
    /** From {@code since} to before {@code until} it is this patient's; null: nobody's. */
    record Stretch(Instant since, Instant until, @Nullable PatientId patient) {}

    private Timeline() {}

    /**
     * The stretches of a span, ascending and without a gap; neighbours differ.
     *
     * @param changes all within the span and the last one before it
     * @param corrections all that concern the span
     */
    static List<Stretch> of(List<Change> changes, List<Correction> corrections, Instant since, Instant until) {
        var borders = new TreeSet<Instant>();
        changes.forEach(change -> borders.add(change.at()));
        corrections.forEach(correction -> {
            borders.add(correction.since());
            borders.add(correction.until());
        });
        var inside = new TreeSet<>(borders.subSet(since, until));
        inside.add(since);
        inside.add(until);
        var stretches = new ArrayList<Stretch>();
        for (var begin : inside.headSet(until)) {
            var end = Objects.requireNonNull(inside.higher(begin));
            var patient = at(changes, corrections, begin);
            var last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
            if (last != null && Objects.equals(last.patient(), patient)) {
                stretches.set(stretches.size() - 1, new Stretch(last.since(), end, patient));
            } else {
                stretches.add(new Stretch(begin, end, patient));
            }
        }
        return stretches;
    }

    private static @Nullable PatientId at(List<Change> changes, List<Correction> corrections, Instant at) {
        var correction =
                corrections.stream().filter(one -> one.covers(at)).max(Comparator.comparingLong(Correction::number));
        if (correction.isPresent()) {
            return correction.get().patient();
        }
        return changes.stream()
                .filter(change -> !change.at().isAfter(at))
                .max(Comparator.comparing(Change::at).thenComparing(Change::number))
                .map(Change::patient)
                .orElse(null);
    }
}
