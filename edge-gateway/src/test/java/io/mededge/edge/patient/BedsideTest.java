package io.mededge.edge.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.identity.KeyFile;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Hazard("H-001")
class BedsideTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Map<String, List<DeviceId>> STATIONS = Map.of(
            "A-01", List.of(new DeviceId("A-01-hd"), new DeviceId("A-01-nibp")),
            "A-02", List.of(new DeviceId("A-02-hd")));

    private record Told(DeviceId device, Instant at, Optional<Pseudonym> patient) {}

    /** A journal that can be out of order. */
    private final class FakeJournal implements Bedside.Announcer {
        private final List<Told> told = new ArrayList<>();
        private boolean broken;

        @Override
        public CompletableFuture<Entry> append(DeviceId device, Instant at, PatientAssociation association) {
            if (broken) {
                return CompletableFuture.failedFuture(new IOException("disk full"));
            }
            told.add(new Told(device, at, Optional.ofNullable(association.patient())));
            return CompletableFuture.completedFuture(new Entry(told.size(), at, at, association));
        }
    }

    @TempDir
    Path folder;

    private final FakeJournal journal = new FakeJournal();
    private PatientStore store;
    private Bedside bedside;

    @BeforeEach
    void open() throws IOException {
        store = PatientStore.open(folder);
        bedside = new Bedside(
                store,
                new Pseudonyms(new byte[KeyFile.BYTES], new RegionId("region-1"), 1),
                STATIONS,
                journal,
                () -> NOW);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() throws IOException {
        store.close();
        open();
    }

    private PatientId admit(String identifier) {
        var admission =
                bedside.admit(new AdmissionForm("Ada", "Example", "1950-12-31", "urn:oid:2.999.1", "", identifier));
        return ((Admission.Admitted) admission).patient();
    }

    @Test
    void tellsTheJournalThePseudonymForEachDeviceOfTheStation() {
        bedside.associate("A-01", admit("1"));
        assertThat(journal.told)
                .extracting(Told::device)
                .containsExactly(new DeviceId("A-01-hd"), new DeviceId("A-01-nibp"));
        assertThat(journal.told).extracting(Told::at).containsOnly(NOW);
        assertThat(journal.told).allMatch(told -> told.patient.isPresent());
    }

    @Test
    void onePatientAtTwoStationsIsRefused() {
        var patient = admit("1");
        bedside.associate("A-01", patient);
        assertThat(bedside.associate("A-02", patient))
                .isEqualTo(new Association.Conflict("this patient is at A-01: end that association first"));
        assertThat(bedside.taken("A-02")).isFalse();
    }

    @Test
    void twoPatientsAtOneStationAreRefused() {
        var first = admit("1");
        bedside.associate("A-01", first);
        assertThat(bedside.associate("A-01", admit("2")))
                .isEqualTo(new Association.Conflict("another patient is at A-01: end that association first"));
        assertThat(bedside.stationOf(first)).contains("A-01");
    }

    @Test
    void sayingTheSameTwiceTellsTheJournalOnce() {
        var patient = admit("1");
        bedside.associate("A-02", patient);
        assertThat(bedside.associate("A-02", patient)).isEqualTo(new Association.Done());
        assertThat(journal.told).hasSize(1);
    }

    @Test
    void endingAnAssociationTellsThatTheDevicesAreNobodys() {
        bedside.associate("A-02", admit("1"));
        bedside.release("A-02");
        assertThat(journal.told).last().extracting(Told::patient).isEqualTo(Optional.empty());
        assertThat(bedside.initials("A-02")).isEmpty();
        assertThat(bedside.release("A-02")).isEqualTo(new Association.Done());
        assertThat(journal.told).hasSize(2);
    }

    @Test
    void whatTheJournalCouldNotTakeIsToldLaterInOrderAlsoAfterARestart() throws IOException {
        var first = admit("1");
        var second = admit("2");
        journal.broken = true;
        bedside.associate("A-02", first);
        bedside.release("A-02");
        bedside.associate("A-02", second);
        reopen();
        assertThat(bedside.stationOf(second)).contains("A-02");
        journal.broken = false;
        bedside.announce();
        assertThat(journal.told).extracting(told -> told.patient.isPresent()).containsExactly(true, false, true);
        bedside.announce();
        assertThat(journal.told).hasSize(3);
    }

    @Test
    void patientsAndAssociationsSurviveARestart() throws IOException {
        bedside.associate("A-01", admit("1"));
        reopen();
        assertThat(bedside.initials("A-01")).isEqualTo("AE");
        assertThat(bedside.patients()).hasSize(1);
    }

    @Test
    void anIdentifierIsAdmittedOnce() {
        admit("ab 1");
        assertThat(bedside.admit(new AdmissionForm("Bo", "Other", "1960-01-01", "urn:oid:2.999.1", "MR", "AB1")))
                .isEqualTo(new Admission.Refused("a patient with this identifier is already admitted"));
        assertThat(bedside.patients()).hasSize(1);
    }

    @Test
    void unknownStationsAndPatientsAreSaidToBeUnknown() {
        assertThat(bedside.associate("Z-99", admit("1")))
                .isEqualTo(new Association.Unknown("there is no such station"));
        assertThat(bedside.associate("A-01", PatientId.random()))
                .isEqualTo(new Association.Unknown("there is no such patient"));
        assertThat(bedside.release("Z-99")).isEqualTo(new Association.Unknown("there is no such station"));
    }
}
