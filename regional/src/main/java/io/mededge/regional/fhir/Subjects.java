package io.mededge.regional.fhir;

import io.mededge.model.id.Pseudonym;
import io.mededge.regional.fhir.Corrections.Correction;
import io.mededge.regional.fhir.Corrections.Part;
import io.mededge.regional.fhir.PatientStore.Stay;
import io.mededge.regional.transform.Observed;
import io.mededge.regional.transform.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whose each Observation is: by the associations of its time, and by the corrections made since. */
final class Subjects {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofNanos(1_000);

    private final PatientStore patients;

    Subjects(PatientStore patients) {
        this.patients = patients;
    }

    /** The time that an Observation is about. */
    static Stay stay(Observed observed) {
        var device = observed.signal().device();
        if (observed.isCurve()) {
            var start = observed.windowStart();
            return new Stay(device, start, start.plus(MINUTE));
        }
        var at = observed.newest().at();
        return new Stay(device, at, at.plus(MOMENT));
    }

    /** The time within which corrections may concern it: of a minute all of it, also where its one measurement is shown. */
    private static Stay concerned(Observed observed) {
        if (observed.isLatest()) {
            return stay(observed);
        }
        var start = observed.windowStart();
        return new Stay(observed.signal().device(), start, start.plus(MINUTE));
    }

    /** For each minute or latest value the Observations that there are of it, with their subjects. */
    List<List<Observed>> of(List<Observed> wholes) {
        return withSubjects(wholes, corrections(wholes));
    }

    private List<List<Correction>> corrections(List<Observed> wholes) {
        return patients.corrections(wholes.stream().map(Subjects::concerned).toList());
    }

    private List<List<Observed>> withSubjects(List<Observed> wholes, List<List<Correction>> corrections) {
        var parts = new ArrayList<List<Part>>();
        for (var i = 0; i < wholes.size(); i++) {
            parts.add(Corrections.split(wholes.get(i), corrections.get(i)));
        }
        var owners = patients.owners(parts.stream()
                        .flatMap(List::stream)
                        .flatMap(part -> part.associated().stream())
                        .toList())
                .iterator();
        var result = new ArrayList<List<Observed>>();
        for (var ofOne : parts) {
            var observed = new ArrayList<Observed>();
            for (var part : ofOne) {
                var said = new HashSet<Optional<Pseudonym>>();
                part.associated().forEach(stay -> said.add(Optional.ofNullable(owners.next())));
                observed.add(
                        part.associated().isEmpty()
                                ? part.observed()
                                : part.observed().of(sole(said), part.observed().clock()));
            }
            result.add(observed);
        }
        return result;
    }

    private static @Nullable Pseudonym sole(Set<Optional<Pseudonym>> said) {
        return said.size() == 1 ? said.iterator().next().orElse(null) : null;
    }

    /** All versions of one of the Observations of a minute, the newest first: one for each correction that has concerned it. */
    List<Observed> versions(Observed whole, long correction) {
        var all = corrections(List.of(whole)).get(0);
        var known = new ArrayList<Observed>();
        var steps = Stream.concat(Stream.of(0L), all.stream().map(Correction::number))
                .filter(number -> number >= correction)
                .toList();
        for (var step : steps) {
            var until = all.stream().filter(one -> one.number() <= step).toList();
            withSubjects(List.of(whole), List.of(until)).get(0).stream()
                    .filter(observed -> observed.revision().correction() == correction)
                    .filter(observed -> known.isEmpty()
                            || !isSame(observed.revision(), known.get(0).revision()))
                    .forEach(observed -> known.add(0, observed));
        }
        return known;
    }

    private static boolean isSame(Revision one, Revision other) {
        return one.newest() == other.newest();
    }
}
