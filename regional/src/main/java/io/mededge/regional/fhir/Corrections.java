package io.mededge.regional.fhir;

import io.mededge.model.id.Pseudonym;
import io.mededge.regional.fhir.PatientStore.Stay;
import io.mededge.regional.transform.DeviceKey;
import io.mededge.regional.transform.Observed;
import io.mededge.regional.transform.Revision;
import io.mededge.regional.transform.StoredSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What corrections of associations make of what was measured: the samples of a minute are dealt out to the minute as it was first recorded and to each
 * correction, and each sample is in one of them. The result depends on which corrections there are, never on the order or number of times in which they came.
 */
final class Corrections {
    /**
     * From {@code since} to before {@code until} the device's data are this patient's.
     *
     * @param number of overlapping ones the highest counts
     * @param patient null: nobody's
     * @param at when it was made
     */
    record Correction(
            long number,
            Instant since,
            Instant until,
            @Nullable Pseudonym patient,
            Instant at) {
        boolean covers(Instant moment) {
            return !moment.isBefore(since) && moment.isBefore(until);
        }
    }

    /** @param associated where associations say whose it is; empty: the correction has said it */
    record Part(Observed observed, List<Stay> associated) {}

    private Corrections() {}

    /** Ascending by number, each number once: what was told twice counts once. */
    static List<Correction> distinct(Collection<Correction> told) {
        var byNumber = new TreeMap<Long, Correction>();
        told.stream()
                .sorted(Comparator.comparing(Correction::at))
                .forEach(correction -> byNumber.put(correction.number(), correction));
        return List.copyOf(byNumber.values());
    }

    /**
     * The Observations that there are of one minute, or of a latest value: first the one as it was recorded, then those of the corrections.
     *
     * @param whole all samples of the minute
     * @param corrections ascending, as {@link #distinct} gives them
     */
    static List<Part> split(Observed whole, List<Correction> corrections) {
        var governing = governing(corrections, whole.newest().at());
        if (whole.isLatest() && governing != null) {
            var revision = new Revision(0, governing.number(), governing.at(), false, false);
            return List.of(new Part(whole.revised(whole.samples(), governing.patient(), revision), List.of()));
        }
        var parts = new ArrayList<Part>();
        var kept = recorded(whole, corrections);
        parts.add(new Part(kept, associated(kept, corrections)));
        if (!whole.isLatest()) {
            for (var correction : corrections) {
                addCorrected(parts, whole, correction, corrections);
            }
        }
        return parts;
    }

    private static @Nullable Correction governing(List<Correction> corrections, Instant at) {
        Correction governing = null;
        for (var correction : corrections) {
            governing = correction.covers(at) ? correction : governing;
        }
        return governing;
    }

    private static long number(List<Correction> corrections, Instant at) {
        var governing = governing(corrections, at);
        return governing == null ? 0 : governing.number();
    }

    /** The minute as it was first recorded, without what corrections have taken away. */
    private static Observed recorded(Observed whole, List<Correction> corrections) {
        var newest = newest(whole.samples().get(0), 0, corrections);
        if (newest == null) {
            return whole;
        }
        return part(whole, whole.samples(), 0, newest, corrections);
    }

    private static void addCorrected(
            List<Part> parts, Observed whole, Correction correction, List<Correction> corrections) {
        var had = filtered(whole.samples(), sample -> correction.covers(sample.at()));
        if (had.get(0).isEmpty()) {
            return;
        }
        var later = newest(had.get(0), correction.number(), corrections);
        var part = part(whole, had, correction.number(), later == null ? correction : later, corrections);
        parts.add(new Part(part.of(correction.patient(), part.clock()), List.of()));
    }

    /** @param had what it had before later corrections took of it */
    private static Observed part(
            Observed whole,
            List<List<StoredSample>> had,
            long number,
            Correction newest,
            List<Correction> corrections) {
        var left = filtered(had, sample -> number(corrections, sample.at()) == number);
        var withdrawn = left.get(0).isEmpty();
        var cut = left.get(0).size() < whole.samples().get(0).size();
        var revision = new Revision(number, newest.number(), newest.at(), cut, withdrawn);
        return whole.revised(withdrawn ? had : left, null, revision);
    }

    /** The newest correction beyond a number that takes any of these samples; null if none does. */
    private static @Nullable Correction newest(List<StoredSample> samples, long beyond, List<Correction> corrections) {
        Correction newest = null;
        for (var correction : corrections) {
            if (correction.number() > beyond && samples.stream().anyMatch(sample -> correction.covers(sample.at()))) {
                newest = correction;
            }
        }
        return newest;
    }

    private static List<List<StoredSample>> filtered(
            List<List<StoredSample>> samples, Predicate<StoredSample> condition) {
        return samples.stream()
                .map(ofPart -> ofPart.stream().filter(condition).toList())
                .toList();
    }

    /** What lies between corrections and has samples; all of it where nothing is left, or nothing was taken away. */
    private static List<Stay> associated(Observed kept, List<Correction> corrections) {
        var stay = Subjects.stay(kept);
        if (!kept.isCurve() || !kept.revision().cut() || kept.revision().withdrawn()) {
            return List.of(stay);
        }
        var between = new ArrayList<Stay>();
        var since = stay.since();
        for (var correction : corrections.stream()
                .sorted(Comparator.comparing(Correction::since))
                .toList()) {
            if (correction.since().isAfter(since)) {
                addIfMeasured(between, kept, stay.device(), since, earlier(correction.since(), stay.until()));
            }
            since = correction.until().isAfter(since) ? correction.until() : since;
        }
        if (since.isBefore(stay.until())) {
            addIfMeasured(between, kept, stay.device(), since, stay.until());
        }
        return between;
    }

    private static void addIfMeasured(List<Stay> stays, Observed kept, DeviceKey device, Instant since, Instant until) {
        var measured = kept.samples().get(0).stream()
                .anyMatch(sample -> !sample.at().isBefore(since) && sample.at().isBefore(until));
        if (measured) {
            stays.add(new Stay(device, since, until));
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
