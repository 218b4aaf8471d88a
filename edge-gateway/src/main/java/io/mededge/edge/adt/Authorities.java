package io.mededge.edge.adt;

import io.mededge.edge.patient.HospitalPatient.Numbered;
import java.util.List;
import java.util.Optional;

/** Who gives numbers to patients, in the order in which their numbers are preferred. */
record Authorities(List<Entry> entries) {
    /** @param system empty: its numbers are passed over */
    record Entry(String name, String type, Optional<String> system) {
        private boolean isNamed(String namespace, String universal) {
            return name.equals(namespace) || name.equals(universal);
        }
    }

    Authorities {
        entries = List.copyOf(entries);
    }

    static Authorities of(AdtConfig config) {
        return new Authorities(config.authorities().stream()
                .map(one -> new Entry(one.name(), one.type(), one.system()))
                .toList());
    }

    /** Whether an authority is one of these, whatever becomes of its numbers. */
    boolean know(String namespace, String universal) {
        return entries.stream().anyMatch(one -> one.isNamed(namespace, universal));
    }

    /** The place in the order of the entry that a number belongs to; empty if it is passed over. @param type empty: the first of the authority */
    Optional<Integer> find(String namespace, String universal, String type) {
        for (var i = 0; i < entries.size(); i++) {
            var one = entries.get(i);
            if (one.isNamed(namespace, universal)
                    && (type.isEmpty() || type.equals(one.type))
                    && one.system().isPresent()) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** A number of the authority at this place. */
    Numbered number(int rank, String value) {
        var one = entries.get(rank);
        return new Numbered(one.system().orElseThrow(), one.type(), value);
    }
}
