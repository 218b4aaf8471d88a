package io.mededge.edge.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.edge.identity.Role;
import io.mededge.edge.patient.HospitalPatient.Numbered;
import io.mededge.edge.patient.HospitalRecords.Heard;
import io.mededge.edge.patient.HospitalRecords.Outcome;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

class HospitalRecordsTest {
    private static final Outcome DONE = new Outcome.Done();

    @TempDir
    Path folder;

    private TestHospital hospital;
    private HospitalRecords records;

    @BeforeEach
    void open() throws IOException {
        hospital = TestHospital.open(folder);
        records = hospital.records();
    }

    @AfterEach
    void close() {
        hospital.close();
    }

    private void reopen() throws IOException {
        close();
        open();
    }

    private static Numbered number(String value) {
        return new Numbered("urn:oid:2.999.1", "", value);
    }

    private static HospitalPatient patient(String family, String given, String... numbers) {
        return HospitalPatient.of(
                given,
                family,
                "1950-12-31",
                List.of(numbers).stream().map(HospitalRecordsTest::number).toList());
    }

    @Test
    void aPatientIsAdmittedOnceAndThenAmended() throws IOException {
        assertThat(records.admit(patient("Example", "Ada", "1"))).isEqualTo(DONE);
        assertThat(records.admit(patient("Example", "Ada", "1"))).isEqualTo(DONE);
        assertThat(hospital.history("Example"))
                .as("the same leaves no trace")
                .containsExactly("ADMITTED hospital-system");
        assertThat(records.amend(patient("Newname", "Ada", "1"))).isEqualTo(DONE);
        reopen();
        assertThat(hospital.people()).containsExactly("Newname, Ada, 1950-12-31");
        assertThat(hospital.history("Newname")).containsExactly("ADMITTED hospital-system", "AMENDED hospital-system");
        var export = hospital.bedside()
                .records(registry ->
                        registry.export(hospital.record("Newname"), Staff.member("officer", Role.PRIVACY_OFFICER)));
        assertThat(new String(export.orElseThrow(), java.nio.charset.StandardCharsets.UTF_8))
                .as("the version before")
                .contains("\"family\" : \"Example\"");
    }

    @Test
    void anotherNumberOfAKnownPatientFindsTheSameRecord() {
        records.admit(patient("Example", "Ada", "1"));
        records.admit(patient("Other", "Bo", "2"));
        assertThat(records.amend(patient("Newname", "Ada", "99", "1"))).isEqualTo(DONE);
        assertThat(hospital.people()).containsExactly("Newname, Ada, 1950-12-31", "Other, Bo, 1950-12-31");
        assertThat(records.admit(patient("Who", "Cy", "1", "2"))).isInstanceOf(Outcome.Refused.class);
        assertThat(records.amend(patient("Who", "Cy", "3"))).isInstanceOf(Outcome.Unknown.class);
        assertThat(records.admit(patient("", "Cy", "3"))).isInstanceOf(Outcome.Invalid.class);
        assertThat(hospital.people()).hasSize(2);
    }

    @Test
    void aRestrictedRecordIsLeftAlone() {
        records.admit(patient("Example", "Ada", "1"));
        hospital.bedside()
                .<Ruling>records(registry -> registry.restrict(
                        hospital.record("Example"),
                        true,
                        Staff.member("officer", Role.PRIVACY_OFFICER),
                        Staff.member("second", Role.ADMINISTRATOR),
                        "asked for"));
        assertThat(records.admit(patient("Newname", "Ada", "1"))).isInstanceOf(Outcome.Refused.class);
        assertThat(hospital.history("Example")).containsExactly("ADMITTED hospital-system", "RESTRICTED officer");
    }

    @Test
    @Hazard("H-001")
    void recordsAreJoinedWhileTheirPatientIsAtAStation() throws IOException {
        records.admit(patient("Duplicate", "Ada", "1"));
        hospital.associate("A-01", "Duplicate");
        var former = hospital.pseudonym("Duplicate");
        var heard = records.once(
                List.of("a", "b", "1"),
                () -> records.merge(patient("Survivor", "Ada", "2"), List.of(number("1")))
                        .toString());
        assertThat(heard).isEqualTo(new Heard(DONE.toString(), false));
        var present = hospital.pseudonym("Survivor");
        assertThat(hospital.people()).containsExactly("Survivor, Ada, 1950-12-31");
        assertThat(hospital.at("A-01")).contains("Survivor, Ada, 1950-12-31");
        assertThat(hospital.associations()).containsExactly(former, present);
        hospital.tick();
        assertThat(hospital.links())
                .singleElement()
                .satisfies(link -> assertThat(link).isEqualTo(new PatientLink(link.number(), former, present, true)));
        assertThat(records.merge(patient("Survivor", "Ada", "2"), List.of(number("1"))))
                .as("joined already")
                .isEqualTo(DONE);
        reopen();
        hospital.tick();
        assertThat(hospital.links()).as("told once").isEmpty();
        assertThat(hospital.at("A-01")).contains("Survivor, Ada, 1950-12-31");
        assertThat(hospital.history("Duplicate")).containsExactly("ADMITTED hospital-system", "MERGED hospital-system");
    }

    @Test
    @Hazard("H-001")
    void twoWhoWereAtTwoStationsAtOneTimeAreNotJoinedAndNothingElseIsDone() {
        records.admit(patient("Example", "Ada", "1"));
        records.admit(patient("Other", "Bo", "2"));
        hospital.associate("A-01", "Example");
        hospital.associate("A-02", "Other");
        assertThat(records.merge(patient("Newname", "Bo", "2"), List.of(number("1"))))
                .isEqualTo(new Outcome.Refused("the two were at two stations at one time"));
        assertThat(hospital.people()).containsExactly("Example, Ada, 1950-12-31", "Other, Bo, 1950-12-31");
        assertThat(records.merge(patient("New", "Bo", "7"), List.of(number("8"))))
                .isInstanceOf(Outcome.Unknown.class);
        assertThat(hospital.people()).hasSize(2);
    }

    @Test
    void recordsThatWereJoinedAreParted() {
        records.admit(patient("Duplicate", "Ada", "1"));
        records.merge(patient("Survivor", "Ada", "2"), List.of(number("1")));
        assertThat(records.merge(patient("Third", "Ada", "3"), List.of(number("1"))))
                .as("was given up for another")
                .isInstanceOf(Outcome.Refused.class);
        assertThat(records.part(List.of(number("2")), List.of(number("1")))).isEqualTo(DONE);
        assertThat(hospital.people()).hasSize(2);
        assertThat(records.part(List.of(number("2")), List.of(number("1")))).isInstanceOf(Outcome.Refused.class);
        hospital.tick();
        assertThat(hospital.links()).extracting(PatientLink::joined).containsExactly(true, false);
        assertThat(hospital.links()).extracting(PatientLink::number).isSorted();
    }

    @Test
    void theRegionIsToldOnceTheJournalIsBack() {
        records.admit(patient("Duplicate", "Ada", "1"));
        records.merge(patient("Survivor", "Ada", "2"), List.of(number("1")));
        hospital.journalAway(true);
        hospital.tick();
        hospital.journalAway(false);
        hospital.tick();
        hospital.tick();
        assertThat(hospital.links()).hasSize(1);
    }

    @Test
    @Hazard("H-008")
    void aMessageThatComesAgainGetsTheSameVerdictAndDoesNothing() throws IOException {
        var message = List.of("ADT", "HOSP", "4711");
        assertThat(records.once(
                        message,
                        () -> records.admit(patient("Example", "Ada", "1")).toString()))
                .isEqualTo(new Heard(DONE.toString(), false));
        reopen();
        assertThat(records.once(
                        message,
                        () -> records.admit(patient("Other", "Bo", "2")).toString()))
                .isEqualTo(new Heard(DONE.toString(), true));
        assertThat(hospital.people()).hasSize(1);
        assertThat(records.once(List.of("ADT", "HOSP2", "4711"), () -> "else").again())
                .as("of another sender")
                .isFalse();
    }

    @Test
    @Hazard("H-008")
    void whatCannotBeKeptWasNotDone() throws IOException {
        records.admit(patient("Example", "Ada", "1"));
        var message = List.of("ADT", "HOSP", "1");
        assertThatThrownBy(() -> records.once(message, () -> {
                    records.merge(patient("Survivor", "Ada", "2"), List.of(number("1")));
                    records.admit(patient("Third", "Cy", "3"));
                    throw new IllegalStateException("the disk is full");
                }))
                .hasMessage("the disk is full");
        assertThat(hospital.people()).containsExactly("Example, Ada, 1950-12-31");
        assertThat(records.admit(patient("Third", "Cy", "3"))).isEqualTo(DONE);
        assertThat(records.once(message, () -> "kept")).isEqualTo(new Heard("kept", false));
        reopen();
        assertThat(hospital.people()).containsExactly("Example, Ada, 1950-12-31", "Third, Cy, 1950-12-31");
    }

    /** The process may die between the joining and what follows from it. */
    @Test
    @Hazard("H-001")
    void aStationFollowsAJoiningAlsoAfterACrash() throws IOException {
        records.admit(patient("Duplicate", "Ada", "1"));
        records.admit(patient("Survivor", "Ada", "2"));
        hospital.associate("A-01", "Duplicate");
        var duplicate = hospital.record("Duplicate");
        hospital.bedside().records(registry -> {
            registry.join(duplicate, hospital.record("Survivor"), HospitalRecords.SYSTEM, "told");
            return true;
        });
        reopen();
        hospital.pass(Duration.ofHours(1));
        hospital.tick();
        assertThat(hospital.at("A-01")).contains("Survivor, Ada, 1950-12-31");
        assertThat(hospital.store().stations().changes(hospital.record("Survivor")))
                .singleElement()
                .satisfies(change -> assertThat(change.by()).isEqualTo(HospitalRecords.SYSTEM));
    }

    @Test
    void theOldestMessagesAreForgotten() {
        var store = hospital.store();
        store.atomically(() -> {
            for (var i = 0; i <= HospitalRecords.MAX_REMEMBERED; i++) {
                store.remember(List.of("ADT", "" + i), "verdict");
            }
        });
        assertThat(store.verdict(List.of("ADT", "0"))).isEmpty();
        assertThat(store.verdict(List.of("ADT", "1"))).contains("verdict");
        assertThat(store.verdict(List.of("ADT", "" + HospitalRecords.MAX_REMEMBERED)))
                .isPresent();
    }

    /** A store as the version before left it. */
    @Test
    void aStoreOfTheVersionBeforeTellsWhatItHasJoined() throws Exception {
        records.admit(patient("Duplicate", "Ada", "1"));
        records.merge(patient("Survivor", "Ada", "2"), List.of(number("1")));
        close();
        try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve("patients.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("drop table hospital_message");
            statement.executeUpdate("drop table joining_told");
            statement.executeUpdate("pragma user_version = 2");
        }
        open();
        hospital.tick();
        assertThat(hospital.links()).hasSize(1);
        assertThat(records.once(List.of("a"), () -> "kept")).isEqualTo(new Heard("kept", false));
    }
}
