package io.mededge.edge.patient;

import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Personal;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Who is treated where: admits patients, ties one patient to one station and frees it, and tells the journal the pseudonym for each device of the
 * station. One patient at two stations and two patients at one are refused. Thread-safe.
 */
public final class Bedside {
    /** How long an announcement may take to become durable in the journal; what takes longer is tried again by {@link #announce}. */
    static final Duration ANNOUNCEMENT_DEADLINE = Duration.ofSeconds(5);

    private final PatientStore store;
    private final Pseudonyms pseudonyms;
    private final Map<String, List<DeviceId>> devicesByStation;
    private final Announcer announcer;
    private final InstantSource clock;
    private final Map<PatientId, Patient> patients = new ConcurrentHashMap<>();
    private final Map<String, PatientId> associations = new ConcurrentHashMap<>();

    /** Appends to the event stream of a device; completed once durable. */
    public interface Announcer {
        CompletableFuture<Entry> append(DeviceId device, Instant at, PatientAssociation association);
    }

    Bedside(
            PatientStore store,
            Pseudonyms pseudonyms,
            Map<String, List<DeviceId>> devicesByStation,
            Announcer announcer,
            InstantSource clock) {
        this.store = store;
        this.pseudonyms = pseudonyms;
        this.devicesByStation = Map.copyOf(devicesByStation);
        this.announcer = announcer;
        this.clock = clock;
        store.all().forEach(patient -> patients.put(patient.id(), patient));
        associations.putAll(store.associations());
    }

    synchronized Admission admit(AdmissionForm form) {
        var complaint = form.complaint(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        if (complaint.isPresent()) {
            return new Admission.Invalid(complaint.get());
        }
        if (patients.size() >= PatientStore.MAX_PATIENTS) {
            return new Admission.Refused("this gateway keeps at most " + PatientStore.MAX_PATIENTS + " patients");
        }
        var identifier = form.identifier();
        var patient = new Patient(
                PatientId.random(),
                Personal.of(form.given()),
                Personal.of(form.family()),
                Personal.of(form.birthDate()),
                identifier,
                pseudonyms.of(identifier));
        if (!store.add(patient)) {
            return new Admission.Refused("a patient with this identifier is already admitted");
        }
        patients.put(patient.id(), patient);
        return new Admission.Admitted(patient.id());
    }

    /** Ties a patient to a station; what its devices measure from now on is this patient's. Saying so twice changes nothing. */
    synchronized Association associate(String station, PatientId patient) {
        if (!devicesByStation.containsKey(station)) {
            return new Association.Unknown("there is no such station");
        }
        if (!patients.containsKey(patient)) {
            return new Association.Unknown("there is no such patient");
        }
        var present = associations.get(station);
        if (patient.equals(present)) {
            return new Association.Done();
        }
        if (present != null) {
            return new Association.Conflict("another patient is at " + station + ": end that association first");
        }
        var elsewhere = stationOf(patient);
        if (elsewhere.isPresent()) {
            return new Association.Conflict("this patient is at " + elsewhere.get() + ": end that association first");
        }
        store.associate(station, patient, now());
        associations.put(station, patient);
        announce();
        return new Association.Done();
    }

    /** Frees a station. Freeing a free one changes nothing. */
    synchronized Association release(String station) {
        if (!devicesByStation.containsKey(station)) {
            return new Association.Unknown("there is no such station");
        }
        if (associations.containsKey(station)) {
            store.associate(station, null, now());
            associations.remove(station);
            announce();
        }
        return new Association.Done();
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

    private boolean tell(PatientStore.Announcement announcement) {
        var patient = announcement.patient() == null ? null : patients.get(announcement.patient());
        var association = new PatientAssociation(patient == null ? null : patient.pseudonym());
        var pending = new ArrayList<CompletableFuture<Entry>>();
        for (var device : devicesByStation.getOrDefault(announcement.station(), List.of())) {
            pending.add(announcer.append(device, announcement.at(), association));
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

    /** For a copy elsewhere: grows with every change of what is kept. */
    public long changes() {
        return store.changes();
    }

    /** One state of what is kept, each patient encrypted as on disk. @throws IOException if it cannot be read, or there is no room to copy it */
    public void copyTo(OutputStream out) throws IOException {
        store.copyTo(out);
    }

    /** Initials of the patient at a station; empty when there is none. For the facility's own board. */
    public String initials(String station) {
        return at(station).map(Patient::initials).orElse("");
    }

    /** Whether the station has a patient. */
    public boolean taken(String station) {
        return associations.containsKey(station);
    }

    /** Who is at a station. */
    public Optional<PatientId> patientAt(String station) {
        return Optional.ofNullable(associations.get(station));
    }

    /** What the region knows a patient by; empty if there is no such patient (any more). */
    public Optional<Pseudonym> pseudonym(PatientId patient) {
        return Optional.ofNullable(patients.get(patient)).map(Patient::pseudonym);
    }

    /**
     * Encrypts what belongs to a patient under that patient's own key, so that it is erased with the patient.
     *
     * @param belongsTo what it is; only the same opens it
     * @return empty if there is no such patient (any more)
     */
    public Optional<byte[]> seal(PatientId patient, String belongsTo, byte[] plain) {
        return store.key(patient).map(key -> RecordCipher.seal(key, belongsTo, plain));
    }

    /** Opens what {@link #seal} gave; empty if the patient was erased. @throws IllegalStateException if it was changed or belongs to something else */
    public Optional<byte[]> open(PatientId patient, String belongsTo, byte[] sealed) {
        return store.key(patient).map(key -> RecordCipher.open(key, belongsTo, sealed));
    }

    Optional<Patient> at(String station) {
        return Optional.ofNullable(associations.get(station)).map(patients::get);
    }

    Optional<String> stationOf(PatientId patient) {
        return associations.entrySet().stream()
                .filter(association -> association.getValue().equals(patient))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    List<Patient> patients() {
        return List.copyOf(patients.values());
    }

    List<String> stations() {
        return devicesByStation.keySet().stream().sorted().toList();
    }

    /** The journal keeps microseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
