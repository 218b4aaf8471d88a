package io.mededge.edge.patient;

import io.mededge.edge.identity.Identifier;
import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Personal;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.patient.PatientStore.Standing;
import io.mededge.edge.patient.PatientStore.State;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The records of this facility's patients: admitted, amended, joined, locked and erased. A person may have several records, joined to one; each keeps its pseudonym. Only
 * {@link Bedside} calls it, and holds its lock.
 */
final class Registry {
    static final int MAX_REASON = 500;

    private static final Ruling UNKNOWN = new Ruling.Refused("there is no such patient");
    private static final Ruling NEEDS_TWO = new Ruling.Refused("this needs the privacy officer and a second person");

    private final PatientStore store;
    private final Pseudonyms pseudonyms;
    private final PatientRules rules;
    private final InstantSource clock;
    private final Predicate<PatientId> associated;
    private final Map<PatientId, Patient> patients = new ConcurrentHashMap<>();
    private final Map<PatientId, Standing> standings = new ConcurrentHashMap<>();
    private boolean untidy;

    /** @param associated whether a patient is at a station now */
    Registry(
            PatientStore store,
            Pseudonyms pseudonyms,
            PatientRules rules,
            InstantSource clock,
            Predicate<PatientId> associated) {
        this.store = store;
        this.pseudonyms = pseudonyms;
        this.rules = rules;
        this.clock = clock;
        this.associated = associated;
        store.all().forEach(patient -> patients.put(patient.id(), patient));
        standings.putAll(store.standings());
    }

    Admission admit(AdmissionForm form) {
        var complaint = complaint(form);
        if (complaint.isPresent()) {
            return new Admission.Invalid(complaint.get());
        }
        if (standings.size() >= PatientStore.MAX_PATIENTS) {
            return new Admission.Refused("this gateway keeps at most " + PatientStore.MAX_PATIENTS + " patients");
        }
        var patient = patient(PatientId.random(), form);
        if (!store.add(patient)) {
            return new Admission.Refused("a patient with this identifier is already admitted");
        }
        patients.put(patient.id(), patient);
        standings.put(patient.id(), Standing.NEW);
        return new Admission.Admitted(patient.id());
    }

    /** As {@link #admit(AdmissionForm)}, and the history says who did it. */
    Admission admit(AdmissionForm form, StaffId by) {
        var admission = admit(form);
        if (admission instanceof Admission.Admitted admitted) {
            store.keep(act(Act.Kind.ADMITTED, admitted.patient(), null, by, null, new byte[0]));
        }
        return admission;
    }

    private Optional<String> complaint(AdmissionForm form) {
        return form.complaint(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    private Patient patient(PatientId id, AdmissionForm form) {
        var identifier = form.identifier();
        return new Patient(
                id,
                Personal.of(form.given()),
                Personal.of(form.family()),
                Personal.of(form.birthDate()),
                identifier,
                pseudonyms.of(identifier));
    }

    /** Takes another name or date of birth; what was there before is kept. Another identifier is another record, to be admitted and joined. */
    Ruling amend(PatientId id, AdmissionForm form, StaffMember by) {
        var known = patients.get(id);
        return known == null || pseudonyms.of(form.identifier()).equals(known.pseudonym())
                ? amend(id, form, by.id())
                : new Ruling.Refused("another identifier is another record: admit it, and join the two");
    }

    /** Takes the name and the date of birth, whichever of the person's identifiers the form has. What is the same already leaves no trace. */
    Ruling amend(PatientId id, AdmissionForm form, StaffId by) {
        var known = patients.get(id);
        if (known == null || state(id) != State.OPEN) {
            return UNKNOWN;
        }
        var complaint = complaint(form);
        if (complaint.isPresent()) {
            return new Ruling.Refused(complaint.get());
        }
        var amended = new Patient(
                id,
                Personal.of(form.given()),
                Personal.of(form.family()),
                Personal.of(form.birthDate()),
                known.identifier(),
                known.pseudonym());
        var before = PatientRecord.encode(known);
        if (!Arrays.equals(before, PatientRecord.encode(amended))) {
            store.amend(amended, act(Act.Kind.AMENDED, id, null, by, null, before));
            patients.put(id, amended);
        }
        return new Ruling.Done();
    }

    /** From now on the one record stands for the person of both. {@link Bedside} has asked whether that can be. */
    void join(PatientId duplicate, PatientId survivor, StaffId by, String reason) {
        stand(
                duplicate,
                new Standing(state(duplicate), isHeld(duplicate), survivor),
                act(Act.Kind.MERGED, duplicate, survivor, by, null, bytes(reason)));
    }

    /** Who has joined a record with another; null if nobody has. */
    @Nullable
    StaffId joinedBy(PatientId duplicate) {
        return store.acts(duplicate).stream()
                .filter(act -> act.kind() == Act.Kind.MERGED)
                .reduce((former, later) -> later)
                .map(Act::by)
                .orElse(null);
    }

    /** Each record stands for itself again. */
    Ruling part(PatientId duplicate, StaffMember by, String reason) {
        return part(duplicate, by.id(), reason);
    }

    Ruling part(PatientId duplicate, StaffId by, String reason) {
        var standing = standings.get(duplicate);
        if (standing == null || standing.mergedInto() == null || standing.state() == State.ERASED) {
            return new Ruling.Refused("this record was not joined with another");
        }
        stand(
                duplicate,
                new Standing(standing.state(), standing.held(), null),
                act(Act.Kind.UNMERGED, duplicate, standing.mergedInto(), by, null, bytes(reason)));
        return new Ruling.Done();
    }

    /** A legal hold: nothing of the person is erased until it is lifted. */
    Ruling hold(PatientId id, boolean held, StaffMember officer, String reason) {
        if (!officer.is(Role.PRIVACY_OFFICER) || !patients.containsKey(id)) {
            return patients.containsKey(id) ? new Ruling.Refused("a hold needs the privacy officer") : UNKNOWN;
        }
        var kind = held ? Act.Kind.HELD : Act.Kind.HOLD_LIFTED;
        stand(id, new Standing(state(id), held, mergedInto(id)), act(kind, id, null, officer, null, bytes(reason)));
        return new Ruling.Done();
    }

    /** Locks all records of a person, or unlocks them. */
    Ruling restrict(PatientId id, boolean restricted, StaffMember officer, StaffMember second, String reason) {
        var refused = refusal(id, officer, second);
        if (refused.isPresent()) {
            return refused.get();
        }
        for (var record : person(id)) {
            stand(
                    record,
                    new Standing(restricted ? State.RESTRICTED : State.OPEN, isHeld(record), mergedInto(record)),
                    act(
                            restricted ? Act.Kind.RESTRICTED : Act.Kind.RESTRICTION_LIFTED,
                            record,
                            null,
                            officer,
                            second,
                            bytes(reason)));
        }
        return new Ruling.Done();
    }

    /** Reads a record though it is locked. The reason is kept before the record is given. */
    Optional<Patient> breakGlass(PatientId id, StaffMember by, String reason) {
        var patient = patients.get(id);
        if (patient == null || wrongReason(reason).isPresent()) {
            return Optional.empty();
        }
        store.keep(act(Act.Kind.BROKEN_GLASS, id, null, by, null, bytes(reason)));
        return Optional.of(patient);
    }

    /** All that this facility holds of a person, as JSON, for the person; empty if there is no such patient. */
    Optional<byte[]> export(PatientId id, StaffMember officer) {
        if (!patients.containsKey(id) || !officer.is(Role.PRIVACY_OFFICER)) {
            return Optional.empty();
        }
        var records = person(id);
        for (var record : records) {
            store.keep(act(Act.Kind.EXPORTED, record, null, officer, null, new byte[0]));
        }
        return Optional.of(PatientExport.write(
                records.stream().map(patients::get).filter(Objects::nonNull).toList(), store, clock.instant()));
    }

    /**
     * Destroys the keys of all records of a person. Counts of associations and their times stay, of nobody. The copies of a backup go with its next round.
     *
     * @param officer must be a privacy officer
     * @param second another person
     */
    Ruling erase(PatientId id, StaffMember officer, StaffMember second) {
        var refused = refusal(id, officer, second).or(() -> retained(id));
        if (refused.isPresent()) {
            return refused.get();
        }
        var records = person(id);
        if (records.stream().anyMatch(store.stations()::isToBeAnnounced)) {
            return new Ruling.Refused("the journal has not heard of all associations yet: try again in some seconds");
        }
        if (!records.stream().allMatch(this::isExported)) {
            return new Ruling.Refused("an export for the patient comes first");
        }
        untidy = !store.erase(records, act(Act.Kind.ERASED, id, null, officer, second, new byte[0]));
        for (var record : records) {
            patients.remove(record);
            standings.put(record, new Standing(State.ERASED, false, mergedInto(record)));
        }
        return new Ruling.Done();
    }

    /** What an erasure could not yet take out of the write-ahead log, because somebody read it. To be called from time to time. */
    void tidy() {
        untidy = untidy && !store.tidy();
    }

    private Optional<Ruling> refusal(PatientId id, StaffMember officer, StaffMember second) {
        if (!patients.containsKey(id)) {
            return Optional.of(UNKNOWN);
        }
        if (!officer.is(Role.PRIVACY_OFFICER) || officer.id().equals(second.id())) {
            return Optional.of(NEEDS_TWO);
        }
        return person(id).stream().anyMatch(associated)
                ? Optional.of(new Ruling.Refused("the patient is at a station: end that association first"))
                : Optional.empty();
    }

    private Optional<Ruling> retained(PatientId id) {
        if (person(id).stream().anyMatch(this::isHeld)) {
            return Optional.of(new Ruling.Retained(
                    LocalDate.MAX,
                    "a legal hold lies on the record: it can be restricted, and erased once that is lifted"));
        }
        var last = person(id).stream().flatMap(this::treatments).max(Comparator.naturalOrder());
        if (last.isEmpty()) {
            return Optional.empty();
        }
        var until = LocalDate.ofInstant(last.get(), ZoneOffset.UTC).plusYears(rules.retentionYears());
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).isBefore(until)
                ? Optional.of(new Ruling.Retained(
                        until,
                        "the record must be kept for " + rules.retentionYears()
                                + " years after the last treatment, until " + until + ": it can be restricted"))
                : Optional.empty();
    }

    /** When treatments ended, and began. */
    private Stream<Instant> treatments(PatientId id) {
        return Stream.concat(
                store.stations().changes(id).stream().map(Change::at),
                store.stations().corrections(id).stream()
                        .filter(correction -> id.equals(correction.patient()))
                        .map(Correction::until));
    }

    /** Since the last treatment. */
    private boolean isExported(PatientId id) {
        var last = treatments(id).max(Comparator.naturalOrder()).orElse(Instant.MIN);
        return store.acts(id).stream()
                .anyMatch(act -> act.kind() == Act.Kind.EXPORTED && !act.at().isBefore(last));
    }

    /** Why a record may not be used; empty if it may. */
    Optional<String> unusable(PatientId id) {
        var standing = standings.get(id);
        if (standing == null || standing.state() == State.ERASED) {
            return Optional.of("there is no such patient");
        }
        if (standing.mergedInto() != null) {
            return Optional.of("this record was joined with another of the same person: choose that one");
        }
        return standing.state() == State.RESTRICTED
                ? Optional.of("this record is restricted: the privacy officer and a second person can lift that")
                : Optional.empty();
    }

    /** The record that stands for the person. */
    PatientId standsFor(PatientId id) {
        var stands = id;
        // joined records have one step each: one that stands for others is not joined itself, but after a parting
        for (var next = mergedInto(stands); next != null && !next.equals(id); next = mergedInto(stands)) {
            stands = next;
        }
        return stands;
    }

    boolean isSamePerson(@Nullable PatientId one, @Nullable PatientId other) {
        return one != null && other != null && standsFor(one).equals(standsFor(other));
    }

    /** All records of a person, erased ones left out. */
    List<PatientId> person(PatientId id) {
        var stands = standsFor(id);
        return patients.keySet().stream()
                .filter(one -> standsFor(one).equals(stands))
                .toList();
    }

    /** Whether what was scanned is an identifier of the person. */
    boolean has(PatientId id, Proof.Scanned scan) {
        var scanned = pseudonyms.of(scan.identifier());
        return person(id).stream()
                .map(patients::get)
                .anyMatch(record -> record != null && record.pseudonym().equals(scanned));
    }

    /** The record of an identifier, usable or not. */
    Optional<PatientId> find(Identifier identifier) {
        var pseudonym = pseudonyms.of(identifier);
        return patients.values().stream()
                .filter(patient -> patient.pseudonym().equals(pseudonym))
                .map(Patient::id)
                .findFirst();
    }

    /** Knows again what is kept and nothing else, after something could not be kept. */
    void reread() {
        var kept = new HashMap<PatientId, Patient>();
        store.all().forEach(patient -> kept.put(patient.id(), patient));
        patients.keySet().retainAll(kept.keySet());
        patients.putAll(kept);
        var states = store.standings();
        standings.keySet().retainAll(states.keySet());
        standings.putAll(states);
    }

    Optional<Patient> find(@Nullable PatientId id) {
        return id == null ? Optional.empty() : Optional.ofNullable(patients.get(id));
    }

    /** Those that can be chosen. */
    List<Patient> usable() {
        var usable = new ArrayList<Patient>();
        patients.forEach((id, patient) -> {
            if (unusable(id).isEmpty()) {
                usable.add(patient);
            }
        });
        return usable;
    }

    /** What is wrong with a reason; empty if nothing. */
    static Optional<String> wrongReason(String reason) {
        return reason.isBlank() || reason.length() > MAX_REASON
                ? Optional.of("a reason has 1 to " + MAX_REASON + " characters")
                : Optional.empty();
    }

    private void stand(PatientId id, Standing standing, Act act) {
        store.stand(id, standing, act);
        standings.put(id, standing);
    }

    private State state(PatientId id) {
        return standings.getOrDefault(id, Standing.NEW).state();
    }

    private boolean isHeld(PatientId id) {
        return standings.getOrDefault(id, Standing.NEW).held();
    }

    private @Nullable PatientId mergedInto(PatientId id) {
        return standings.getOrDefault(id, Standing.NEW).mergedInto();
    }

    private Act act(
            Act.Kind kind,
            PatientId patient,
            @Nullable PatientId other,
            StaffMember by,
            @Nullable StaffMember second,
            byte[] detail) {
        return act(kind, patient, other, by.id(), second, detail);
    }

    private Act act(
            Act.Kind kind,
            PatientId patient,
            @Nullable PatientId other,
            StaffId by,
            @Nullable StaffMember second,
            byte[] detail) {
        var at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Act(at, kind, patient, other, by, second == null ? null : second.id(), detail);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
