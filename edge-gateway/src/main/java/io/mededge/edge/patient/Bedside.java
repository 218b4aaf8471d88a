package io.mededge.edge.patient;

import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffAct;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.patient.StationStore.Announcement;
import io.mededge.edge.patient.Timeline.Stretch;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is treated where, and who was: admits patients, ties one patient to one station and frees it, corrects the past, and tells the journal the pseudonym for each
 * device of the station. One patient at two stations and two patients at one are refused, now and in the past, at every entrance. Thread-safe.
 */
public final class Bedside {
    /** How long an announcement may take to become durable in the journal; what takes longer is tried again by {@link #announce}. */
    static final Duration ANNOUNCEMENT_DEADLINE = Duration.ofSeconds(5);

    /** Within it a clock that was set back is taken for one that stood still; beyond it nobody is associated, as times would have two meanings. */
    static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    /** Longest span of a correction: longer ones are several. */
    static final Duration MAX_SPAN = Duration.ofDays(7);

    /** Stays that one correction may change. */
    static final int MAX_STRETCHES = 100;

    private static final Association DONE = new Association.Done();

    private final StationStore store;
    private final PatientStore files;
    private final Registry registry;
    private final Past past;
    private final Map<String, List<DeviceId>> devicesByStation;
    private final Announcer announcer;
    private final ModeWatch modes;
    private final PatientRules rules;
    private final InstantSource clock;
    private final Map<String, PatientId> associations = new ConcurrentHashMap<>();
    private final Map<String, Instant> since = new ConcurrentHashMap<>();
    private final Set<String> outOfService = ConcurrentHashMap.newKeySet();
    private @Nullable Instant last;

    /** What somebody says of the past of a station. */
    private record Said(String station, @Nullable PatientId patient, Instant at, StaffMember by, String reason) {}

    /** Appends to the event stream of a device; completed once durable. */
    public interface Announcer {
        CompletableFuture<Entry> append(DeviceId device, Instant at, RegionBound body);
    }

    Bedside(
            PatientStore files,
            Pseudonyms pseudonyms,
            Map<String, List<DeviceId>> devicesByStation,
            Announcer announcer,
            ModeWatch modes,
            PatientRules rules,
            InstantSource clock) {
        this.files = files;
        this.store = files.stations();
        this.devicesByStation = Map.copyOf(devicesByStation);
        this.announcer = announcer;
        this.modes = modes;
        this.rules = rules;
        this.clock = clock;
        registry = new Registry(files, pseudonyms, rules, clock, associations::containsValue);
        past = new Past(store, registry, this.devicesByStation.keySet());
        last = store.lastChange().orElse(null);
        outOfService.addAll(store.outOfService());
        store.associations().forEach((station, patient) -> {
            associations.put(station, patient);
            since.put(station, begin(station));
        });
    }

    private Instant begin(String station) {
        var end =
                Objects.requireNonNull(last, "an association without a change").plusSeconds(1);
        var changes = store.changes(station, end, end);
        return changes.get(changes.size() - 1).at();
    }

    synchronized Admission admit(AdmissionForm form) {
        return registry.admit(form);
    }

    /** What is done with records, one at a time with what happens at stations. @param <T> what comes of it */
    synchronized <T> T records(Function<Registry, T> work) {
        return work.apply(registry);
    }

    /** Ties a patient to a station; what its devices measure from now on is this patient's. Saying so twice changes nothing. */
    public synchronized Association associate(String station, PatientId patient, Proof proof) {
        var refused = unknown(station, patient).or(() -> doubt(patient, proof));
        if (refused.isPresent()) {
            return refused.get();
        }
        var present = associations.get(station);
        if (patient.equals(present)) {
            return DONE;
        }
        if (present != null) {
            return new Association.Conflict("another patient is at " + station + ": end that association first");
        }
        var elsewhere = stationOf(patient);
        if (elsewhere.isPresent()) {
            return new Association.Conflict("this patient is at " + elsewhere.get() + ": end that association first");
        }
        keep(List.of(), List.of(change(station, now(), patient, proof.how(), proof.by())));
        return DONE;
    }

    /** Frees a station. Freeing a free one changes nothing. @param by empty: nobody is named */
    public synchronized Association dissociate(String station, Ending ending, Optional<StaffMember> by) {
        if (!devicesByStation.containsKey(station)) {
            return new Association.Unknown("there is no such station");
        }
        if (associations.containsKey(station)) {
            keep(List.of(), List.of(change(station, now(), null, ending.words(), by)));
        }
        return DONE;
    }

    /** Frees a station because the session of this person there is over. Changes nothing if somebody else or nobody is there. */
    public synchronized void leave(String station, PatientId patient, StaffMember by) {
        if (isAt(station, patient)) {
            dissociate(station, Ending.SESSION, Optional.of(by));
        }
    }

    /** Gives a patient a span that was nobody's. Refused where anybody else was associated, or the patient was at another station. */
    public synchronized Association claim(
            String station, PatientId patient, Instant from, Instant until, StaffMember by, String reason) {
        var refused = unknown(station, patient)
                .or(() -> wrong(from, until, by, reason, Role.NURSE, Role.CHARGE_NURSE, Role.PHYSICIAN))
                .or(() -> past.elsewhere(station, patient, from, until));
        if (refused.isPresent()) {
            return refused.get();
        }
        var stretches = past.stretches(station, from, until);
        if (stretches.stream()
                .anyMatch(one -> one.patient() != null && !registry.isSamePerson(one.patient(), patient))) {
            return new Association.Conflict(
                    "another patient was at " + station + " in that time: that is a correction");
        }
        var unclaimed = stretches.stream().filter(one -> one.patient() == null).toList();
        keep(corrections(unclaimed, new Said(station, patient, now(), by, reason)), List.of());
        return DONE;
    }

    /**
     * Says whose a span of the past was, whatever was said of it before. Both versions are kept, and the region is told.
     *
     * @param patient null: nobody's
     */
    public synchronized Association correct(
            String station, Instant from, Instant until, @Nullable PatientId patient, StaffMember by, String reason) {
        var refused = (patient == null ? unknown(station) : unknown(station, patient))
                .or(() -> wrong(from, until, by, reason, Role.CHARGE_NURSE, Role.PHYSICIAN))
                .or(() -> patient == null ? Optional.empty() : past.elsewhere(station, patient, from, until));
        if (refused.isPresent()) {
            return refused.get();
        }
        var wrong = past.stretches(station, from, until).stream()
                .filter(one -> !Objects.equals(one.patient(), patient))
                .toList();
        if (wrong.size() > MAX_STRETCHES) {
            return new Association.Conflict("that is more than " + MAX_STRETCHES + " stays: correct them in parts");
        }
        keep(corrections(wrong, new Said(station, patient, now(), by, reason)), List.of());
        return DONE;
    }

    /**
     * The patient at a station is another than was said: since then and from now on.
     *
     * @param from since when the patient has been there, at most {@link #MAX_SPAN} ago
     */
    public synchronized Association reassociate(
            String station, Instant from, PatientId patient, Proof proof, StaffMember by, String reason) {
        var now = now();
        var refused = unknown(station, patient)
                .or(() -> doubt(patient, proof))
                .or(() -> wrong(from, now, by, reason, Role.CHARGE_NURSE, Role.PHYSICIAN))
                .or(() -> past.elsewhere(station, patient, from, now));
        if (refused.isPresent()) {
            return refused.get();
        }
        var at = stationOf(patient).filter(other -> !other.equals(station));
        if (at.isPresent()) {
            return new Association.Conflict("this patient is at " + at.get() + ": end that association first");
        }
        var wrong = past.stretches(station, from, now).stream()
                .filter(one -> !Objects.equals(one.patient(), patient))
                .toList();
        if (wrong.size() > MAX_STRETCHES) {
            return new Association.Conflict("that is more than " + MAX_STRETCHES + " stays: correct them in parts");
        }
        var changes = patient.equals(associations.get(station))
                ? List.<Change>of()
                : List.of(change(station, now, patient, "re-associated, " + proof.how(), Optional.of(by)));
        keep(corrections(wrong, new Said(station, patient, now, by, reason)), changes);
        return DONE;
    }

    /**
     * Two records are of one person: from now on the second stands for both. What was told under the pseudonym of the first stays under it. Refused if the two
     * were at two stations at one time: then they are two people.
     */
    synchronized Association merge(PatientId duplicate, PatientId survivor, StaffMember by, String reason) {
        var refused = registry.unusable(duplicate)
                .or(() -> registry.unusable(survivor))
                .or(() -> Registry.wrongReason(reason))
                .or(() ->
                        duplicate.equals(survivor) ? Optional.of("a record is joined with another") : Optional.empty());
        if (refused.isPresent()) {
            return new Association.Conflict(refused.get());
        }
        if (past.wereApart(duplicate, survivor, now())) {
            return new Association.Conflict("the two were at two stations at one time");
        }
        var station = stationOf(duplicate);
        registry.join(duplicate, survivor, by, reason);
        if (station.isPresent()) {
            keep(List.of(), List.of(change(station.get(), now(), survivor, "records joined", Optional.of(by))));
        }
        return DONE;
    }

    private Optional<Association> unknown(String station) {
        return devicesByStation.containsKey(station)
                ? Optional.empty()
                : Optional.of(new Association.Unknown("there is no such station"));
    }

    private Optional<Association> unknown(String station, PatientId patient) {
        return unknown(station)
                .or(() -> registry.find(patient).isPresent()
                        ? registry.unusable(patient).map(Association.Conflict::new)
                        : Optional.of(new Association.Unknown("there is no such patient")));
    }

    private Optional<Association> doubt(PatientId patient, Proof proof) {
        if (proof instanceof Proof.Scanned scan && !registry.has(patient, scan)) {
            return Optional.of(new Association.Conflict("what was scanned is not this patient's identifier"));
        }
        var behind = last != null && clock.instant().plus(CLOCK_TOLERANCE).isBefore(last);
        return behind
                ? Optional.of(new Association.Conflict("this gateway's clock is behind " + last
                        + ", when the last association changed: set it right, and claim what is measured meanwhile"))
                : Optional.empty();
    }

    private Optional<Association> wrong(Instant from, Instant until, StaffMember by, String reason, Role... roles) {
        if (Arrays.stream(roles).noneMatch(by::is)) {
            return Optional.of(new Association.Conflict(
                    by.id() + " may not do this: it needs one of the roles " + List.of(roles)));
        }
        if (!from.isBefore(until) || until.isAfter(now())) {
            return Optional.of(new Association.Conflict("the span must begin before it ends, and lie in the past"));
        }
        if (from.plus(MAX_SPAN).isBefore(until)) {
            return Optional.of(new Association.Conflict("the span is longer than " + MAX_SPAN.toDays() + " days"));
        }
        return Registry.wrongReason(reason).map(Association.Conflict::new);
    }

    private static List<Correction> corrections(List<Stretch> wrong, Said said) {
        return wrong.stream()
                .map(one -> new Correction(
                        0,
                        said.station,
                        one.since(),
                        one.until(),
                        one.patient(),
                        said.patient,
                        said.at,
                        said.by.id(),
                        said.reason))
                .toList();
    }

    private static Change change(
            String station, Instant at, @Nullable PatientId patient, String how, Optional<StaffMember> by) {
        return new Change(0, station, at, patient, how, by.map(StaffMember::id).orElse(null));
    }

    private void keep(List<Correction> corrections, List<Change> changes) {
        if (corrections.isEmpty() && changes.isEmpty()) {
            return;
        }
        store.keep(corrections, changes);
        corrections.forEach(correction -> last = correction.at());
        for (var change : changes) {
            last = change.at();
            if (change.patient() == null) {
                associations.remove(change.station());
                since.remove(change.station());
            } else {
                associations.put(change.station(), change.patient());
                since.put(change.station(), change.at());
            }
        }
        announce();
    }

    /**
     * Tells the journal what it does not know yet, in order; stops at the first that does not become durable in time. An announcement may come twice,
     * with the same time: it says the same.
     */
    synchronized void announce() {
        for (var next = store.nextAnnouncement(); next.isPresent(); next = store.nextAnnouncement()) {
            if (!tell(next.get())) {
                return;
            }
            store.announced(next.get());
        }
    }

    private boolean tell(Announcement announcement) {
        var body = body(announcement);
        var pending = new ArrayList<CompletableFuture<Entry>>();
        for (var device : devicesByStation.getOrDefault(announcement.station(), List.of())) {
            pending.add(announcer.append(device, announcement.at(), body));
        }
        try {
            CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
                    .get(ANNOUNCEMENT_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private RegionBound body(Announcement announcement) {
        var correction = announcement.correction();
        return correction == null
                ? new PatientAssociation(told(announcement.patient()))
                : new AssociationCorrection(
                        correction.number(),
                        correction.since(),
                        correction.until(),
                        told(correction.former()),
                        told(correction.patient()));
    }

    private @Nullable Pseudonym told(@Nullable PatientId patient) {
        return registry.find(patient).map(Patient::pseudonym).orElse(null);
    }

    /** A record of a device, as the journal has it: tells the machine's mode of operation. Quick. */
    public void observe(DeviceId device, Entry entry) {
        modes.observe(device, entry);
    }

    /** Frees stations whose machines were in use and have been out of use for as long as configured, and finishes what waits. */
    synchronized void tick() {
        announce();
        for (var taken : List.copyOf(since.entrySet())) {
            var ended = devicesByStation.getOrDefault(taken.getKey(), List.of()).stream()
                    .anyMatch(device -> modes.hasEnded(device, taken.getValue(), rules.outOfUse()));
            if (ended) {
                dissociate(taken.getKey(), Ending.MACHINE, Optional.empty());
            }
        }
        registry.tidy();
    }

    /** A technician's mark. @param out whether the station is out of service from now on */
    public synchronized Association mark(String station, boolean out, StaffMember technician) {
        if (!devicesByStation.containsKey(station) || !technician.is(Role.TECHNICIAN)) {
            return unknown(station).orElse(new Association.Conflict(technician.id() + " is no technician"));
        }
        if (out) {
            store.outOfService(station, technician.id(), now());
            outOfService.add(station);
        } else {
            store.inService(station);
            outOfService.remove(station);
        }
        return DONE;
    }

    /** What a station can be used for. @param silent whether its machine does not answer */
    public StationStatus status(String station, boolean silent) {
        var mode = devicesByStation.getOrDefault(station, List.of()).stream()
                .flatMap(device -> modes.mode(device).stream())
                .findFirst()
                .orElse("");
        return StationStatus.of(taken(station), outOfService.contains(station), silent, mode);
    }

    /** For a copy elsewhere: grows with every change of what is kept. */
    public long changes() {
        return files.changes();
    }

    /** One state of what is kept, each patient encrypted as on disk. @throws IOException if it cannot be read, or there is no room to copy it */
    public void copyTo(OutputStream out) throws IOException {
        files.copyTo(out);
    }

    /** What somebody did with stations and records since a time; oldest first within each kind. Names patients by the facility's own handle only. */
    public List<StaffAct> acts(StaffId by, Instant since) {
        return files.acts(by, since);
    }

    /** Initials of the patient at a station; empty when there is none. For the facility's own board. */
    public String initials(String station) {
        return at(station).map(Patient::initials).orElse("");
    }

    /** Whether the station has a patient. */
    public boolean taken(String station) {
        return associations.containsKey(station);
    }

    /** Whether this person is at a station, be it under another record of the same person. */
    public boolean isAt(String station, PatientId patient) {
        return registry.isSamePerson(associations.get(station), patient);
    }

    /** What the region knows a patient by; empty if there is no such patient (any more). */
    public Optional<Pseudonym> pseudonym(PatientId patient) {
        return registry.find(patient).map(Patient::pseudonym);
    }

    /**
     * Encrypts what belongs to a patient under that patient's own key, so that it is erased with the patient.
     *
     * @param belongsTo what it is; only the same opens it
     * @return empty if there is no such patient (any more)
     */
    public Optional<byte[]> seal(PatientId patient, String belongsTo, byte[] plain) {
        return files.seal(patient, belongsTo, plain);
    }

    /** Opens what {@link #seal} gave; empty if the patient was erased. @throws IllegalStateException if it was changed or belongs to something else */
    public Optional<byte[]> open(PatientId patient, String belongsTo, byte[] sealed) {
        return files.open(patient, belongsTo, sealed);
    }

    Optional<Patient> at(String station) {
        return registry.find(associations.get(station));
    }

    Optional<String> stationOf(PatientId patient) {
        return associations.entrySet().stream()
                .filter(association -> registry.isSamePerson(association.getValue(), patient))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Those that can be chosen. */
    public List<Patient> patients() {
        return registry.usable();
    }

    public List<String> stations() {
        return devicesByStation.keySet().stream().sorted().toList();
    }

    /** The journal keeps microseconds; no two changes have one time. */
    private Instant now() {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return last == null || now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
    }
}
