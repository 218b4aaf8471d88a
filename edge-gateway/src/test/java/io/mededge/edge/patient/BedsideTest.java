package io.mededge.edge.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.identity.Identifier;
import io.mededge.edge.identity.KeyFile;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffMember;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

    private record Told(DeviceId device, Instant at, Optional<Pseudonym> patient, RegionBound body) {}

    private static final StaffMember NURSE = Staff.member("n.one", Role.NURSE);
    private static final StaffMember CHARGE = Staff.member("c.two", Role.CHARGE_NURSE);
    private static final Proof MANUAL = new Proof.Manual(Optional.of(NURSE));

    /** A journal that can be out of order. */
    private final class FakeJournal implements Bedside.Announcer {
        private final List<Told> told = new ArrayList<>();
        private boolean broken;

        @Override
        public CompletableFuture<Entry> append(DeviceId device, Instant at, RegionBound body) {
            if (broken) {
                return CompletableFuture.failedFuture(new IOException("disk full"));
            }
            var patient = body instanceof PatientAssociation association
                    ? association.patient()
                    : ((AssociationCorrection) body).patient();
            told.add(new Told(device, at, Optional.ofNullable(patient), body));
            return CompletableFuture.completedFuture(new Entry(told.size(), at, at, body));
        }
    }

    @TempDir
    Path folder;

    private final FakeJournal journal = new FakeJournal();
    private final ModeWatch modes = new ModeWatch(device -> Optional.of(Modes.METRIC));
    private Instant now = NOW;
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
                modes,
                new PatientRules(10, Duration.ofMinutes(10)),
                () -> now);
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
        bedside.associate("A-01", admit("1"), MANUAL);
        assertThat(journal.told)
                .extracting(Told::device)
                .containsExactly(new DeviceId("A-01-hd"), new DeviceId("A-01-nibp"));
        assertThat(journal.told).extracting(Told::at).containsOnly(NOW);
        assertThat(journal.told).allMatch(told -> told.patient.isPresent());
    }

    @Test
    void onePatientAtTwoStationsIsRefused() {
        var patient = admit("1");
        bedside.associate("A-01", patient, MANUAL);
        assertThat(bedside.associate("A-02", patient, MANUAL))
                .isEqualTo(new Association.Conflict("this patient is at A-01: end that association first"));
        assertThat(bedside.taken("A-02")).isFalse();
    }

    @Test
    void twoPatientsAtOneStationAreRefused() {
        var first = admit("1");
        bedside.associate("A-01", first, MANUAL);
        assertThat(bedside.associate("A-01", admit("2"), MANUAL))
                .isEqualTo(new Association.Conflict("another patient is at A-01: end that association first"));
        assertThat(bedside.stationOf(first)).contains("A-01");
    }

    @Test
    void sayingTheSameTwiceTellsTheJournalOnce() {
        var patient = admit("1");
        bedside.associate("A-02", patient, MANUAL);
        assertThat(bedside.associate("A-02", patient, MANUAL)).isEqualTo(new Association.Done());
        assertThat(journal.told).hasSize(1);
    }

    @Test
    void endingAnAssociationTellsThatTheDevicesAreNobodys() {
        bedside.associate("A-02", admit("1"), MANUAL);
        bedside.dissociate("A-02", Ending.BY_HAND, Optional.empty());
        assertThat(journal.told).last().extracting(Told::patient).isEqualTo(Optional.empty());
        assertThat(bedside.initials("A-02")).isEmpty();
        assertThat(bedside.dissociate("A-02", Ending.BY_HAND, Optional.empty())).isEqualTo(new Association.Done());
        assertThat(journal.told).hasSize(2);
    }

    @Test
    void whatTheJournalCouldNotTakeIsToldLaterInOrderAlsoAfterARestart() throws IOException {
        var first = admit("1");
        var second = admit("2");
        journal.broken = true;
        bedside.associate("A-02", first, MANUAL);
        bedside.dissociate("A-02", Ending.BY_HAND, Optional.empty());
        bedside.associate("A-02", second, MANUAL);
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
        bedside.associate("A-01", admit("1"), MANUAL);
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
        assertThat(bedside.associate("Z-99", admit("1"), MANUAL))
                .isEqualTo(new Association.Unknown("there is no such station"));
        assertThat(bedside.associate("A-01", PatientId.random(), MANUAL))
                .isEqualTo(new Association.Unknown("there is no such patient"));
        assertThat(bedside.dissociate("Z-99", Ending.BY_HAND, Optional.empty()))
                .isEqualTo(new Association.Unknown("there is no such station"));
    }

    @Test
    void whatIsScannedMustBeThePatients() {
        var first = admit("one 1");
        admit("two 2");
        var wrong = new Proof.Scanned(new Identifier("urn:oid:2.999.1", "MR", "TWO2"), Optional.of(NURSE));
        assertThat(bedside.associate("A-01", first, wrong))
                .isEqualTo(new Association.Conflict("what was scanned is not this patient's identifier"));
        assertThat(bedside.taken("A-01")).isFalse();
        var right = new Proof.Scanned(new Identifier("urn:oid:2.999.1", "MR", "one1"), Optional.of(NURSE));
        assertThat(bedside.associate("A-01", first, right)).isEqualTo(new Association.Done());
        assertThat(store.stations().changes(first))
                .singleElement()
                .satisfies(change -> assertThat(change.how()).isEqualTo("scanned"))
                .satisfies(change -> assertThat(change.by()).isEqualTo(NURSE.id()));
    }

    @Test
    void anAssociationWithoutASignInSaysThatNobodyIsNamed() {
        var patient = admit("1");
        bedside.associate("A-01", patient, new Proof.Manual(Optional.empty()));
        now = now.plusSeconds(60);
        bedside.dissociate("A-01", Ending.SESSION, Optional.of(NURSE));
        assertThat(store.stations().changes(patient))
                .extracting(Change::how)
                .containsExactly("manual, nobody named", "session over");
    }

    /** The wrong patient on A-02 for twenty minutes, and still: the past and the present are put right at once. */
    @Test
    void theWrongPatientIsPutRightInThePastAndFromNowOn() throws IOException {
        var wrong = admit("1");
        var right = admit("2");
        bedside.associate("A-02", wrong, MANUAL);
        now = now.plusSeconds(1_200);
        assertThat(bedside.reassociate("A-02", NOW, right, MANUAL, NURSE, "mixed up"))
                .as("a nurse alone")
                .isInstanceOf(Association.Conflict.class);
        assertThat(bedside.reassociate("A-02", NOW, right, MANUAL, CHARGE, "mixed up"))
                .isEqualTo(new Association.Done());
        var told = journal.told.stream().map(Told::body).toList();
        assertThat(told.get(1))
                .isEqualTo(new AssociationCorrection(1, NOW, now, pseudonym(told.get(0)), pseudonym(told.get(2))));
        assertThat(told).hasSize(3);
        assertThat(bedside.stationOf(right)).contains("A-02");
        assertThat(bedside.stationOf(wrong)).isEmpty();
        reopen();
        assertThat(bedside.stationOf(right)).contains("A-02");
        assertThat(store.stations().corrections(wrong))
                .singleElement()
                .satisfies(kept -> assertThat(kept.reason()).isEqualTo("mixed up"));
        // the patient of the past may not be taken a second time
        assertThat(bedside.correct("A-01", NOW, NOW.plusSeconds(60), right, CHARGE, "no"))
                .isEqualTo(new Association.Conflict("this patient was at A-02 in that time"));
    }

    private static Pseudonym pseudonym(RegionBound association) {
        return java.util.Objects.requireNonNull(((PatientAssociation) association).patient());
    }

    @Test
    void whatIsNobodysCanBeClaimedAndWhatIsSomebodysCannot() {
        var first = admit("1");
        var second = admit("2");
        bedside.associate("A-02", first, MANUAL);
        now = now.plusSeconds(100);
        bedside.dissociate("A-02", Ending.BY_HAND, Optional.of(NURSE));
        now = now.plusSeconds(100);
        assertThat(bedside.claim("A-02", second, NOW.plusSeconds(50), NOW.plusSeconds(150), NURSE, "late"))
                .isEqualTo(new Association.Conflict("another patient was at A-02 in that time: that is a correction"));
        assertThat(bedside.claim("A-02", second, NOW.plusSeconds(100), now.plusSeconds(1), NURSE, "late"))
                .as("the future")
                .isInstanceOf(Association.Conflict.class);
        assertThat(bedside.claim("A-02", second, NOW.plusSeconds(100), NOW.plusSeconds(150), NURSE, " "))
                .as("without a reason")
                .isInstanceOf(Association.Conflict.class);
        assertThat(bedside.claim("A-02", second, NOW.plusSeconds(100), NOW.plusSeconds(150), NURSE, "late"))
                .isEqualTo(new Association.Done());
        assertThat(bedside.claim("A-02", first, NOW.plusSeconds(120), NOW.plusSeconds(200), NURSE, "mine"))
                .isInstanceOf(Association.Conflict.class);
        assertThat(journal.told)
                .last()
                .satisfies(told -> assertThat(told.body()).isInstanceOf(AssociationCorrection.class));
    }

    @Test
    void aMachineOutOfUseAfterItsUseEndsItsAssociation() {
        bedside.associate("A-01", admit("1"), MANUAL);
        var device = new DeviceId("A-01-hd");
        for (var minute = 0; minute < 30; minute++) {
            bedside.observe(device, Modes.entry(Modes.IDLE, NOW.plusSeconds(60L * minute)));
        }
        now = NOW.plusSeconds(1_800);
        bedside.tick();
        assertThat(bedside.taken("A-01")).as("it is still to be prepared").isTrue();
        bedside.observe(device, Modes.entry(Modes.TREATMENT, now));
        bedside.observe(device, Modes.entry(Modes.IDLE, now.plusSeconds(60)));
        now = now.plusSeconds(3_600);
        bedside.tick();
        assertThat(bedside.taken("A-01")).as("silence says nothing").isTrue();
        bedside.observe(device, Modes.entry(Modes.DISINFECTION, NOW.plusSeconds(1_860 + 599)));
        bedside.tick();
        assertThat(bedside.taken("A-01")).isTrue();
        bedside.observe(device, Modes.entry(Modes.DISINFECTION, NOW.plusSeconds(1_860 + 600)));
        bedside.tick();
        assertThat(bedside.taken("A-01")).isFalse();
        assertThat(bedside.status("A-01", false)).isEqualTo(StationStatus.CLEANING);
    }

    @Test
    void nobodyIsAssociatedWhileTheClockIsBehindTheHistory() {
        var patient = admit("1");
        bedside.associate("A-01", patient, MANUAL);
        now = NOW.minusSeconds(3_600);
        bedside.dissociate("A-01", Ending.BY_HAND, Optional.empty());
        assertThat(bedside.associate("A-01", patient, MANUAL)).isInstanceOf(Association.Conflict.class);
        now = NOW.minusSeconds(1);
        assertThat(bedside.associate("A-01", patient, MANUAL)).isEqualTo(new Association.Done());
        assertThat(journal.told).extracting(Told::at).isSorted();
    }

    @Test
    void whatAStationCanBeUsedForIsSaid() {
        var technician = Staff.member("t.three", Role.TECHNICIAN);
        assertThat(bedside.status("A-01", true)).isEqualTo(StationStatus.OFFLINE);
        assertThat(bedside.status("A-01", false)).isEqualTo(StationStatus.AVAILABLE);
        assertThat(bedside.mark("A-01", true, NURSE)).isInstanceOf(Association.Conflict.class);
        bedside.mark("A-01", true, technician);
        assertThat(bedside.status("A-01", false)).isEqualTo(StationStatus.MAINTENANCE);
        bedside.associate("A-01", admit("1"), MANUAL);
        assertThat(bedside.status("A-01", true)).isEqualTo(StationStatus.OCCUPIED);
        bedside.dissociate("A-01", Ending.BY_HAND, Optional.empty());
        bedside.mark("A-01", false, technician);
        bedside.observe(new DeviceId("A-01-hd"), Modes.entry(Modes.TREATMENT, now));
        assertThat(bedside.status("A-01", false))
                .as("somebody whom nobody has associated")
                .isEqualTo(StationStatus.OCCUPIED);
    }

    @Test
    void joinedRecordsAreOnePersonAndPartedOnesTwo() throws IOException {
        var duplicate = admit("1");
        var survivor = admit("2");
        bedside.associate("A-01", duplicate, MANUAL);
        now = now.plusSeconds(60);
        assertThat(bedside.merge(duplicate, survivor, CHARGE, "same card")).isEqualTo(new Association.Done());
        assertThat(bedside.stationOf(survivor)).contains("A-01");
        assertThat(journal.told)
                .last()
                .satisfies(told -> assertThat(told.patient())
                        .isNotEqualTo(journal.told.get(0).patient()));
        reopen();
        assertThat(bedside.associate("A-02", survivor, MANUAL)).isInstanceOf(Association.Conflict.class);
        assertThat(bedside.associate("A-02", duplicate, MANUAL))
                .isEqualTo(new Association.Conflict(
                        "this record was joined with another of the same person: choose that one"));
        assertThat(bedside.correct("A-02", NOW, NOW.plusSeconds(30), survivor, CHARGE, "was elsewhere"))
                .as("as the other record")
                .isEqualTo(new Association.Conflict("this patient was at A-01 in that time"));
        assertThat(bedside.<Ruling>records(registry -> registry.part(duplicate, CHARGE, "two cards")))
                .isEqualTo(new Ruling.Done());
        assertThat(bedside.associate("A-02", duplicate, MANUAL)).isEqualTo(new Association.Done());
        now = now.plusSeconds(60);
        assertThat(bedside.merge(duplicate, survivor, CHARGE, "same card"))
                .isEqualTo(new Association.Conflict("the two were at two stations at one time"));
    }
}
