package io.mededge.edge.patient;

import io.mededge.edge.identity.PatientId;
import io.mededge.edge.patient.Timeline.Stretch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who was where, after all corrections. A person counts as one under all records. */
final class Past {
    private final StationStore store;
    private final Registry registry;
    private final Set<String> stations;

    Past(StationStore store, Registry registry, Collection<String> stations) {
        this.store = store;
        this.registry = registry;
        this.stations = Set.copyOf(stations);
    }

    /** Whose a station was within a span, ascending and without a gap. */
    List<Stretch> stretches(String station, Instant from, Instant until) {
        return Timeline.of(store.changes(station, from, until), store.corrections(station, from, until), from, until);
    }

    /** Refuses a span in which the patient was at another station; empty if the patient was not. */
    Optional<Association> elsewhere(String station, PatientId patient, Instant from, Instant until) {
        return stations.stream()
                .filter(other -> !other.equals(station))
                .filter(other -> stretches(other, from, until).stream()
                        .anyMatch(one -> registry.isSamePerson(one.patient(), patient)))
                .findFirst()
                .map(other -> new Association.Conflict("this patient was at " + other + " in that time"));
    }

    /** Whether the two have been at two stations at one time: then they are two people. */
    boolean wereApart(PatientId one, PatientId other, Instant now) {
        var both = new ArrayList<Stretch>();
        for (var station : stations) {
            stretches(station, Instant.EPOCH, now).stream()
                    .filter(stretch -> registry.isSamePerson(stretch.patient(), one)
                            || registry.isSamePerson(stretch.patient(), other))
                    .forEach(both::add);
        }
        both.sort(Comparator.comparing(Stretch::since));
        for (var i = 1; i < both.size(); i++) {
            if (both.get(i).since().isBefore(both.get(i - 1).until())) {
                return true;
            }
        }
        return false;
    }
}
