package io.mededge.edge.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.edge.FullDisk;
import io.mededge.edge.identity.Identifier;
import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Personal;
import io.mededge.edge.identity.Purpose;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

@Hazard("H-009")
class PatientStoreTest {
    private static final String GIVEN = "Zxqgiven";
    private static final String FAMILY = "Zxqfamily";
    private static final String IDENTIFIER = "ZXQ-4711";
    private static final String PSEUDONYM = "ab".repeat(32);
    private static final List<Charset> CHARSETS =
            List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

    @TempDir
    Path folder;

    private static Patient patient(String identifier) {
        return new Patient(
                PatientId.random(),
                Personal.of(GIVEN),
                Personal.of(FAMILY),
                Personal.of(LocalDate.of(1931, 7, 19)),
                new Identifier("urn:oid:2.999.1", "MR", identifier),
                new Pseudonym(PSEUDONYM));
    }

    private static void associate(PatientStore store, String station, @Nullable PatientId patient) {
        store.stations().keep(List.of(), List.of(new Change(0, station, Instant.EPOCH, patient, "manual", null)));
    }

    /** Files of the folder that contain one of the planted texts in any of the encodings. */
    private List<String> leaks() throws IOException {
        var leaks = new ArrayList<String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                // one byte is one character here, so that any text can be searched for as bytes
                var bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (var planted : List.of(GIVEN, FAMILY, IDENTIFIER, PSEUDONYM)) {
                    for (var charset : CHARSETS) {
                        if (bytes.contains(new String(planted.getBytes(charset), StandardCharsets.ISO_8859_1))) {
                            leaks.add(file.getFileName() + " has " + planted);
                        }
                    }
                }
            }
        }
        return leaks;
    }

    @Test
    void onTheDiskThereIsCiphertextOnlyWhileItIsOpenAndAfterwards() throws IOException {
        try (var store = PatientStore.open(folder)) {
            var patient = patient(IDENTIFIER);
            store.add(patient);
            associate(store, "A-01", patient.id());
            assertThat(leaks()).isEmpty();
        }
        assertThat(leaks()).isEmpty();
    }

    /** SQLite rolls back by itself when there is no room, of which its driver knows nothing. */
    @Test
    void aFullDiskRefusesAndLaterAllIsAsBefore() throws Exception {
        try (var disk = FullDisk.mount(folder.resolve("disk"), "1m")) {
            var first = patient("1");
            try (var store = PatientStore.open(disk.folder())) {
                store.add(first);
                disk.fill();
                for (var attempt = 0; attempt < 2; attempt++) {
                    assertThatThrownBy(() -> {
                                for (var i = 0; i < 1_000; i++) {
                                    associate(store, "A-01", first.id());
                                    associate(store, "A-01", null);
                                }
                            })
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("full");
                }
                disk.empty();
                if (store.stations().associations().isEmpty()) {
                    associate(store, "A-01", first.id());
                }
                assertThat(store.add(patient("2"))).isTrue();
            }
            try (var store = PatientStore.open(disk.folder())) {
                assertThat(store.count()).isEqualTo(2);
                assertThat(store.stations().associations()).containsOnlyKeys("A-01");
            }
        }
    }

    @Test
    void theSearchFindsWhatIsThere() throws IOException {
        for (var charset : CHARSETS) {
            Files.write(folder.resolve("leak-" + charset), ("… " + FAMILY + " …").getBytes(charset));
        }
        // shifted by one byte, text in one UTF-16 is text in the other: so a file may be found twice
        assertThat(leaks())
                .containsOnly("leak-UTF-8 has Zxqfamily", "leak-UTF-16LE has Zxqfamily", "leak-UTF-16BE has Zxqfamily");
    }

    @Test
    void givesBackWhatWasKept() throws IOException {
        try (var store = PatientStore.open(folder)) {
            assertThat(store.add(patient(IDENTIFIER))).isTrue();
            assertThat(store.add(patient(IDENTIFIER))).isFalse();
        }
        try (var store = PatientStore.open(folder)) {
            var patient = store.all().get(0);
            assertThat(patient.family().reveal(Purpose.ADMISSION)).isEqualTo(FAMILY);
            assertThat(patient.birthDate().reveal(Purpose.ADMISSION)).isEqualTo(LocalDate.of(1931, 7, 19));
            assertThat(patient.identifier().value().reveal(Purpose.ADMISSION)).isEqualTo(IDENTIFIER);
            assertThat(patient.pseudonym().hex()).isEqualTo(PSEUDONYM);
        }
    }

    @Test
    void aRecordMovedToAnotherPatientIsNotOpened() throws IOException, SQLException {
        try (var store = PatientStore.open(folder)) {
            store.add(patient("1"));
            store.add(patient("2"));
        }
        try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve("patients.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update patient set wrapped_key = (select wrapped_key from patient order by id limit 1),"
                            + " record = (select record from patient order by id limit 1)");
        }
        try (var store = PatientStore.open(folder)) {
            assertThatThrownBy(store::all)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be opened");
        }
    }

    @Test
    void withoutItsKeyThePatientsAreNotOverwritten() throws IOException {
        PatientStore.open(folder).close();
        Files.delete(folder.resolve("patients.key"));
        assertThatThrownBy(() -> PatientStore.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("restore the key");
        assertThat(folder.resolve("patients.key")).doesNotExist();
    }

    @Test
    void aSecondOpeningIsRefusedBeforeItTouchesAnything() throws IOException {
        try (var store = PatientStore.open(folder)) {
            store.add(patient("1"));
            assertThatThrownBy(() -> PatientStore.open(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by this process");
            store.add(patient("2"));
            assertThat(store.count()).isEqualTo(2);
        }
        PatientStore.open(folder).close();
    }

    @Test
    void aFailedAssociationLeavesNothingToAnnounce() throws IOException {
        try (var store = PatientStore.open(folder)) {
            var patient = patient("1");
            store.add(patient);
            associate(store, "A-01", patient.id());
            var stations = store.stations();
            stations.announced(stations.nextAnnouncement().orElseThrow());
            assertThatThrownBy(() -> associate(store, "A-02", patient.id()))
                    .isInstanceOf(IllegalStateException.class)
                    .message()
                    .doesNotContain(patient.id().value());
            assertThat(stations.nextAnnouncement()).isEmpty();
            assertThat(stations.associations()).containsOnlyKeys("A-01");
            assertThat(stations.changes(patient.id())).hasSize(1);
        }
    }

    /** A store as the version before histories left it. */
    @Test
    void aStoreOfTheVersionBeforeKeepsWhatItHas() throws Exception {
        var patient = patient("1");
        try (var store = PatientStore.open(folder)) {
            store.add(patient);
        }
        try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve("patients.db"));
                var statement = connection.createStatement()) {
            for (var table : List.of("change", "correction", "act", "out_of_service")) {
                statement.executeUpdate("drop table " + table);
            }
            statement.executeUpdate("create table former as select id, lookup, wrapped_key, record from patient");
            statement.executeUpdate("drop table announcement");
            statement.executeUpdate("drop table association");
            statement.executeUpdate("drop table patient");
            statement.executeUpdate("create table patient (id text primary key, lookup text not null unique,"
                    + " wrapped_key blob not null, record blob not null) strict");
            statement.executeUpdate("insert into patient select * from former");
            statement.executeUpdate("drop table former");
            statement.executeUpdate("create table association (station text primary key,"
                    + " patient text not null unique references patient, since integer not null) strict");
            statement.executeUpdate("insert into association values ('A-01', '" + patient.id() + "', 1000000)");
            statement.executeUpdate("pragma user_version = 0");
        }
        try (var store = PatientStore.open(folder)) {
            assertThat(store.all()).hasSize(1);
            assertThat(store.stations().associations()).containsOnlyKeys("A-01");
            assertThat(store.stations().changes(patient.id()))
                    .singleElement()
                    .satisfies(change -> assertThat(change.at()).isEqualTo(Instant.EPOCH.plusSeconds(1)));
        }
    }
}
