package io.mededge.edge.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.backup.Backup;
import io.mededge.edge.backup.BackupConfig;
import io.mededge.edge.backup.TestRecovery;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.identity.KeyFile;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.edge.identity.Purpose;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.RegionId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** A patient's record, until nothing of it can be read any more: on the disk, in the write-ahead log, in the backup. */
@Hazard("H-009")
class ErasureTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String GIVEN = "Zxqgiven";
    private static final String REASON = "Zxqreason";
    private static final StaffMember OFFICER = Staff.member("officer", Role.PRIVACY_OFFICER);
    private static final StaffMember SECOND = Staff.member("second", Role.ADMINISTRATOR);
    private static final StaffMember CHARGE = Staff.member("charge", Role.CHARGE_NURSE);
    private static final Proof MANUAL = new Proof.Manual(Optional.of(CHARGE));

    @TempDir
    Path folder;

    private Path data;
    private Instant now = NOW;
    private PatientStore store;
    private Bedside bedside;

    /** Copies every 200 ms. */
    private record Copying(Path target) implements BackupConfig {
        @Override
        public Optional<Path> folder() {
            return Optional.of(target);
        }

        @Override
        public Duration interval() {
            return Duration.ofMillis(200);
        }

        @Override
        public Duration filesInterval() {
            return Duration.ofMillis(200);
        }

        @Override
        public Optional<List<Path>> files() {
            return Optional.empty();
        }
    }

    @BeforeEach
    void open() throws IOException {
        data = folder.resolve("data");
        store = PatientStore.open(data.resolve("patients"));
        bedside = new Bedside(
                store,
                new Pseudonyms(new byte[KeyFile.BYTES], new RegionId("region-1"), 1),
                Map.of("A-01", List.of(new DeviceId("A-01-hd"))),
                (device, at, body) -> CompletableFuture.completedFuture(null),
                new ModeWatch(device -> Optional.empty()),
                new PatientRules(10, Duration.ofMinutes(10)),
                () -> now);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private PatientId admit(String given, String identifier) {
        var form = new AdmissionForm(given, "Zxqfamily", "1931-07-19", "urn:oid:2.999.1", "", identifier);
        return ((Admission.Admitted) bedside.admit(form)).patient();
    }

    /** With a treatment, a correction and an amended name. */
    private PatientId treated(String identifier) {
        var patient = admit(GIVEN, identifier);
        bedside.associate("A-01", patient, MANUAL);
        now = now.plusSeconds(3_600);
        bedside.dissociate("A-01", Ending.BY_HAND, Optional.of(CHARGE));
        bedside.correct("A-01", now.minusSeconds(600), now, null, CHARGE, REASON);
        var amended = new AdmissionForm(GIVEN + "2", "Zxqfamily", "1931-07-19", "urn:oid:2.999.1", "", identifier);
        assertThat(bedside.<Ruling>records(registry -> registry.amend(patient, amended, CHARGE)))
                .isEqualTo(new Ruling.Done());
        return patient;
    }

    private Ruling erase(PatientId patient, StaffMember officer, StaffMember second) {
        return bedside.records(registry -> registry.erase(patient, officer, second));
    }

    private byte[] export(PatientId patient) {
        return bedside.<Optional<byte[]>>records(registry -> registry.export(patient, OFFICER))
                .orElseThrow();
    }

    @Test
    void withinTheRetentionItIsRefusedAndRestrictedInstead() {
        var patient = treated("ZXQ-1");
        export(patient);
        assertThat(erase(patient, OFFICER, SECOND))
                .isInstanceOfSatisfying(
                        Ruling.Retained.class,
                        retained -> assertThat(retained.until()).isEqualTo(LocalDate.of(2036, 3, 1)));
        assertThat(bedside.<Ruling>records(registry -> registry.restrict(patient, true, OFFICER, OFFICER, "asked for")))
                .isInstanceOf(Ruling.Refused.class);
        assertThat(bedside.<Ruling>records(registry -> registry.restrict(patient, true, OFFICER, SECOND, "asked for")))
                .isEqualTo(new Ruling.Done());
        assertThat(bedside.patients()).isEmpty();
        assertThat(bedside.associate("A-01", patient, MANUAL)).isInstanceOf(Association.Conflict.class);
        assertThat(bedside.<Optional<?>>records(registry -> registry.breakGlass(patient, CHARGE, " ")))
                .as("without a reason")
                .isEmpty();
        assertThat(bedside.<Optional<?>>records(registry -> registry.breakGlass(patient, CHARGE, "collapsed")))
                .isPresent();
        assertThat(store.acts(patient))
                .extracting(Act::kind)
                .containsExactly(Act.Kind.AMENDED, Act.Kind.EXPORTED, Act.Kind.RESTRICTED, Act.Kind.BROKEN_GLASS);
    }

    @Test
    void afterwardsItNeedsTwoPeopleNoHoldAndAnExport() {
        var patient = treated("ZXQ-1");
        now = NOW.plus(Duration.ofDays(3_700));
        assertThat(erase(patient, SECOND, OFFICER)).isInstanceOf(Ruling.Refused.class);
        assertThat(erase(patient, OFFICER, OFFICER)).isInstanceOf(Ruling.Refused.class);
        bedside.<Ruling>records(registry -> registry.hold(patient, true, OFFICER, "a claim"));
        assertThat(erase(patient, OFFICER, SECOND)).isInstanceOf(Ruling.Retained.class);
        bedside.<Ruling>records(registry -> registry.hold(patient, false, OFFICER, "settled"));
        assertThat(erase(patient, OFFICER, SECOND))
                .isEqualTo(new Ruling.Refused("an export for the patient comes first"));
        export(patient);
        assertThat(erase(patient, OFFICER, SECOND)).isEqualTo(new Ruling.Done());
        assertThat(erase(patient, OFFICER, SECOND)).isEqualTo(new Ruling.Refused("there is no such patient"));
        assertThat(bedside.associate("A-01", patient, MANUAL)).isInstanceOf(Association.Unknown.class);
        assertThat(store.stations().changes(patient))
                .as("counts and times stay")
                .hasSize(2);
        assertThat(admit("Again", "ZXQ-1")).as("a new record").isNotEqualTo(patient);
    }

    @Test
    void theExportHasAllThatIsHeld() throws IOException {
        var patient = treated("ZXQ-1");
        var record =
                new ObjectMapper().readTree(export(patient)).path("records").path(0);
        assertThat(record.path("given").asText()).isEqualTo(GIVEN + "2");
        assertThat(record.path("birthDate").asText()).isEqualTo("1931-07-19");
        assertThat(record.path("identifier").path("value").asText()).isEqualTo("ZXQ-1");
        assertThat(record.path("associations").path(0).path("to").asText()).isEqualTo("2026-03-01T13:00:00Z");
        assertThat(record.path("corrections").path(0).path("reason").asText()).isEqualTo(REASON);
        assertThat(record.path("acts").path(0).path("before").path("given").asText())
                .isEqualTo(GIVEN);
    }

    /** The search itself is proven by what it finds before. */
    @Test
    void nothingThatCouldBeReadIsLeftInAnyFileNorInTheBackup() throws Exception {
        var target = Files.createDirectories(folder.resolve("target"));
        var shares = TestRecovery.shares(data, target).subList(0, 2);
        var patient = treated("ZXQ-1");
        var other = admit("Other", "2");
        var secrets = secrets(patient);
        try (var journal = TestJournal.open(data.resolve("journal"));
                var backup = Backup.open(
                                data,
                                new Copying(target),
                                TestJournal.PLACE,
                                TestJournal.GATEWAY,
                                new Faults(),
                                InstantSource.system())
                        .orElseThrow()) {
            journal.append(new DeviceId("A-01-hd"), StreamClass.TELEMETRY, Instant.now(), TestJournal.sample(1, 3))
                    .get();
            backup.follow(journal);
            backup.add("patients/patients.db", bedside::changes, bedside::copyTo);
            backup.start();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(found(restored(target, shares), secrets)).contains("patients.db"));
            assertThat(found(data, secrets)).isNotEmpty();
            now = NOW.plus(Duration.ofDays(3_700));
            export(patient);
            assertThat(erase(patient, OFFICER, SECOND)).isEqualTo(new Ruling.Done());
            assertThat(found(data, secrets)).isEmpty();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(found(restored(target, shares), secrets)).isEmpty());
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(sealed(target)).as("no copy from before").hasSize(1 + keys(data)));
        }
        assertThat(store.all()).singleElement().satisfies(left -> {
            assertThat(left.id()).isEqualTo(other);
            assertThat(left.given().reveal(Purpose.EXPORT)).isEqualTo("Other");
        });
    }

    /** The patient's key, wrapped and not, the sealed record, and texts. */
    private List<String> secrets(PatientId patient) throws Exception {
        var secrets = new ArrayList<>(List.of(GIVEN, REASON, "ZXQ-1"));
        var wrapping = KeyFile.read(data.resolve("patients/patients.key"));
        try (var connection =
                        new SQLiteConfig().createConnection("jdbc:sqlite:" + data.resolve("patients/patients.db"));
                var select = connection.prepareStatement("select wrapped_key, record from patient where id = ?")) {
            select.setString(1, patient.value());
            var row = select.executeQuery();
            row.next();
            secrets.add(text(row.getBytes(1)));
            secrets.add(text(RecordCipher.open(wrapping, "key " + patient, row.getBytes(1))));
            secrets.add(text(row.getBytes(2)));
        }
        return secrets;
    }

    /** One byte is one character, so that any bytes can be searched for as text. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The names of the files that have any of it. */
    private static List<String> found(Path in, List<String> secrets) throws IOException {
        var found = new ArrayList<String>();
        try (var files = Files.walk(in)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var content = text(Files.readAllBytes(file));
                if (secrets.stream().anyMatch(content::contains)) {
                    found.add(file.getFileName().toString());
                }
            }
        }
        return found;
    }

    /** All that the backup's shares open, from a copy of it: restoring takes it over. */
    private Path restored(Path target, List<String> shares) throws IOException {
        var copy = folder.resolve("copy");
        var restored = folder.resolve("restored");
        TestRecovery.delete(copy);
        TestRecovery.delete(restored);
        try (var files = Files.walk(target)) {
            for (var file : files.toList()) {
                Files.copy(file, copy.resolve(target.relativize(file).toString()));
            }
        }
        assertThat(TestRecovery.restore(restored, copy, shares)).startsWith("0 ");
        return restored;
    }

    private static int keys(Path data) throws IOException {
        try (var files = Files.walk(data, 3)) {
            return (int) files.map(file -> data.relativize(file).toString())
                    .filter(name -> name.matches("(?!backup/).*\\.(key|keys|pem)"))
                    .count();
        }
    }

    private static List<Path> sealed(Path target) throws IOException {
        try (var files = Files.walk(target)) {
            return files.filter(file -> file.toString().endsWith(".sealed")).toList();
        }
    }
}
