package io.mededge.edge.patient;

import io.mededge.edge.identity.Identifier;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the hospital's own system says of patients, kept as if somebody had entered it, under an account of its own. It admits, amends, joins and parts records; it
 * never ties a patient to a station: that is done at the bedside, with a proof. Thread-safe.
 */
public final class HospitalRecords {
    /** Who has done it, in the history of each record. No person has this account. */
    public static final StaffId SYSTEM = new StaffId("hospital-system");

    /** How many messages are remembered; one that comes again later than that is taken by its content. */
    static final int MAX_REMEMBERED = 10_000;

    private static final String REASON = "told by the hospital's system";

    private final Bedside bedside;
    private final PatientStore store;

    HospitalRecords(Bedside bedside, PatientStore store) {
        this.bedside = bedside;
        this.store = store;
    }

    /** What came of a change. The sentences never name a patient. */
    public sealed interface Outcome {
        /** It is so now, or was so already. */
        record Done() implements Outcome {}

        /** What is said of the patient is not valid. */
        record Invalid(String sentence) implements Outcome {}

        /** Nobody here has any of the numbers. */
        record Unknown(String sentence) implements Outcome {}

        /** It may not be. */
        record Refused(String sentence) implements Outcome {}
    }

    /** @param again whether the message was heard before, and nothing was done now */
    public record Heard(String verdict, boolean again) {}

    /**
     * Does what a message asks for, and remembers what came of it: in one transaction, which is durable when this returns. A message that was heard before gets the
     * verdict of then, and nothing is done.
     *
     * @param message its sender and its id, of any form
     * @param work what the message asks for; returns the verdict, without anything about the patient
     * @throws IllegalStateException if it cannot be kept: then nothing of it was, and the message may come again
     */
    public Heard once(List<String> message, Supplier<String> work) {
        return bedside.records(registry -> {
            var before = store.verdict(message);
            if (before.isPresent()) {
                return new Heard(before.get(), true);
            }
            var verdict = new String[1];
            try {
                store.atomically(() -> {
                    verdict[0] = work.get();
                    store.remember(message, verdict[0]);
                });
            } catch (RuntimeException notKept) {
                registry.reread();
                throw notKept;
            }
            bedside.followJoined();
            return new Heard(verdict[0], false);
        });
    }

    /** Admits a patient, or amends the record of one who is known. */
    public Outcome admit(HospitalPatient patient) {
        return bedside.records(registry -> {
            var known = known(registry, patient.identifiers());
            if (known.size() > 1) {
                return severalPeople();
            }
            return known.isEmpty()
                    ? admit(registry, patient.forms().get(0))
                    : amend(registry, known.iterator().next(), patient);
        });
    }

    private static Outcome admit(Registry registry, AdmissionForm form) {
        var admission = registry.admit(form, SYSTEM);
        if (admission instanceof Admission.Invalid invalid) {
            return new Outcome.Invalid(invalid.sentence());
        }
        return admission instanceof Admission.Refused refused
                ? new Outcome.Refused(refused.sentence())
                : new Outcome.Done();
    }

    /** Amends the record of a patient who is known; what was there before is kept. */
    public Outcome amend(HospitalPatient patient) {
        return bedside.records(registry -> {
            var known = known(registry, patient.identifiers());
            if (known.size() > 1) {
                return severalPeople();
            }
            return known.isEmpty() ? nobody() : amend(registry, known.iterator().next(), patient);
        });
    }

    private static Outcome amend(Registry registry, PatientId record, HospitalPatient patient) {
        var form = patient.forms().get(0);
        var refused = registry.unusable(record);
        if (refused.isPresent()) {
            return new Outcome.Refused(refused.get());
        }
        return outcome(registry.amend(record, form, SYSTEM));
    }

    /**
     * Two records are of one person: the survivor stands for both from now on, and is admitted or amended first.
     *
     * @param former the numbers of the record that is given up
     */
    public Outcome merge(HospitalPatient survivor, List<HospitalPatient.Numbered> former) {
        return bedside.records(registry -> {
            var survivors = known(registry, survivor.identifiers());
            if (survivors.size() > 1 || known(registry, identifiers(former)).size() > 1) {
                return severalPeople();
            }
            var found = record(registry, former);
            if (found.isEmpty()) {
                return nobody();
            }
            var duplicate = found.get();
            if (survivors.contains(registry.standsFor(duplicate))) {
                return amend(registry, registry.standsFor(duplicate), survivor);
            }
            // all that stands against it is asked before anything is changed
            var against = survivors.stream()
                    .findFirst()
                    .flatMap(record -> bedside.whyNotJoin(duplicate, record))
                    .or(() -> registry.unusable(duplicate));
            return against.isPresent() ? new Outcome.Refused(against.get()) : merge(registry, survivor, duplicate);
        });
    }

    private Outcome merge(Registry registry, HospitalPatient survivor, PatientId duplicate) {
        var kept = admit(survivor);
        if (kept instanceof Outcome.Done) {
            known(registry, survivor.identifiers()).forEach(record -> registry.join(duplicate, record, SYSTEM, REASON));
        }
        return kept;
    }

    /** Two records that were joined are of two people: each stands for itself again. */
    public Outcome part(List<HospitalPatient.Numbered> one, List<HospitalPatient.Numbered> other) {
        return bedside.records(registry -> {
            var first = record(registry, one);
            var second = record(registry, other);
            if (first.isEmpty() || second.isEmpty()) {
                return nobody();
            }
            if (first.equals(second) || !registry.isSamePerson(first.get(), second.get())) {
                return new Outcome.Refused("the two are not joined");
            }
            var duplicate = registry.standsFor(first.get()).equals(first.get()) ? second.get() : first.get();
            return outcome(registry.part(duplicate, SYSTEM, REASON));
        });
    }

    /** The records that stand for those of these numbers. */
    private static Set<PatientId> known(Registry registry, List<Identifier> identifiers) {
        var known = new HashSet<PatientId>();
        for (var identifier : identifiers) {
            registry.find(identifier).map(registry::standsFor).ifPresent(known::add);
        }
        return known;
    }

    private static Optional<PatientId> record(Registry registry, List<HospitalPatient.Numbered> numbers) {
        return identifiers(numbers).stream()
                .flatMap(identifier -> registry.find(identifier).stream())
                .findFirst();
    }

    private static List<Identifier> identifiers(List<HospitalPatient.Numbered> numbers) {
        return numbers.stream().map(HospitalPatient.Numbered::identifier).toList();
    }

    private static Outcome outcome(Ruling ruling) {
        return ruling instanceof Ruling.Refused refused ? new Outcome.Refused(refused.sentence()) : new Outcome.Done();
    }

    private static Outcome severalPeople() {
        return new Outcome.Refused("the numbers belong to several people here: a merge would have to come first");
    }

    private static Outcome nobody() {
        return new Outcome.Unknown("nobody here has any of these numbers");
    }
}
