package io.mededge.edge.patient;

import io.mededge.edge.identity.KeyFile;
import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.edge.identity.Purpose;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffMember;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The patients of a facility with the stations, as the hospital's system meets them; what the region is told is kept in a list. */
public final class TestHospital implements AutoCloseable {
    private static final StaffMember NURSE = Staff.member("n.one", Role.NURSE);
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final List<RegionBound> told = new ArrayList<>();
    private final PatientStore store;
    private final Bedside bedside;
    private final HospitalRecords records;
    private final PatientLinks links;
    private Instant now = START;
    private boolean isJournalAway;

    private TestHospital(Path folder) throws IOException {
        store = PatientStore.open(folder);
        bedside = new Bedside(
                store,
                new Pseudonyms(new byte[KeyFile.BYTES], new RegionId("region-1"), 1),
                Map.of("A-01", List.of(new DeviceId("A-01-hd")), "A-02", List.of(new DeviceId("A-02-hd"))),
                (device, at, body) -> append(at, body),
                new ModeWatch(device -> Optional.empty()),
                new PatientRules(10, Duration.ofMinutes(10)),
                () -> now);
        records = new HospitalRecords(bedside, store);
        links = new PatientLinks(store, bedside, this::append);
    }

    public static TestHospital open(Path folder) throws IOException {
        return new TestHospital(folder);
    }

    private CompletableFuture<Entry> append(Instant at, RegionBound body) {
        if (isJournalAway) {
            return CompletableFuture.failedFuture(new IOException("away"));
        }
        told.add(body);
        return CompletableFuture.completedFuture(new Entry(told.size(), at, at, body));
    }

    public HospitalRecords records() {
        return records;
    }

    PatientStore store() {
        return store;
    }

    Bedside bedside() {
        return bedside;
    }

    void journalAway(boolean away) {
        isJournalAway = away;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    /** As the clock of the gateway does every few seconds. */
    public void tick() {
        bedside.tick();
        links.announce();
    }

    /** Those that can be chosen, {@code family, given, birth date}, sorted. */
    public List<String> people() {
        return bedside.patients().stream().map(TestHospital::words).sorted().toList();
    }

    private static String words(Patient patient) {
        return String.join(
                ", ",
                patient.family().reveal(Purpose.ADMISSION),
                patient.given().reveal(Purpose.ADMISSION),
                patient.birthDate().reveal(Purpose.ADMISSION).toString());
    }

    PatientId record(String family) {
        return store.all().stream()
                .filter(patient -> patient.family().reveal(Purpose.ADMISSION).equals(family))
                .map(Patient::id)
                .findFirst()
                .orElseThrow();
    }

    public Pseudonym pseudonym(String family) {
        return bedside.pseudonym(record(family)).orElseThrow();
    }

    public void associate(String station, String family) {
        var done = bedside.associate(station, record(family), new Proof.Manual(Optional.of(NURSE)));
        if (!(done instanceof Association.Done)) {
            throw new IllegalStateException("could not be associated: " + done);
        }
        pass(Duration.ofMinutes(1));
    }

    /** Who is at a station; empty: nobody. */
    public Optional<String> at(String station) {
        return bedside.at(station).map(TestHospital::words);
    }

    /** What was done with a record and by whom, for example {@code AMENDED hospital-system}. */
    public List<String> history(String family) {
        return store.acts(record(family)).stream()
                .map(act -> act.kind() + " " + act.by())
                .toList();
    }

    /** What the region was told of who is one person. */
    public List<PatientLink> links() {
        return told.stream()
                .filter(PatientLink.class::isInstance)
                .map(PatientLink.class::cast)
                .toList();
    }

    /** Whose the data of the stations were said to be, in order. */
    public List<Pseudonym> associations() {
        return told.stream()
                .filter(PatientAssociation.class::isInstance)
                .map(body -> Objects.requireNonNull(((PatientAssociation) body).patient()))
                .toList();
    }

    @Override
    public void close() {
        store.close();
    }
}
