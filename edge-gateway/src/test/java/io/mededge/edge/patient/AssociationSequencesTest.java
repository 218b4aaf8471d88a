package io.mededge.edge.patient;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random shifts at three stations: associate, dissociate, claim, correct, put right, restart, a journal that is away. Beside them runs a plain book of who
 * was where in each second. In the end the region, which hears everything twice and in any order, must say of each second what the book says.
 */
@Hazard("H-001")
class AssociationSequencesTest {
    private static final long SEED = Long.getLong("mededge.seed", 20260301L);
    private static final int SEQUENCES = Boolean.getBoolean("mededge.long") ? 10_000 : 500;
    private static final int STEPS = 18;
    private static final int MAX_SECONDS = STEPS * 5 + 10;
    private static final Instant START = Instant.parse("2026-03-01T06:00:00Z");
    private static final List<String> STATIONS = List.of("A-01", "A-02", "B-01");
    private static final StaffMember CHARGE = Staff.member("charge", Role.NURSE, Role.CHARGE_NURSE);
    private static final Proof MANUAL = new Proof.Manual(Optional.of(CHARGE));

    private record Told(String station, Instant at, RegionBound body) {}

    /** One shift. */
    private static final class Shift implements AutoCloseable {
        private final Path folder;
        private final Random random;
        private final List<Told> told = new ArrayList<>();
        private final List<PatientId> patients = new ArrayList<>();
        private final Map<PatientId, Pseudonym> pseudonyms = new HashMap<>();
        private final @Nullable PatientId[][] book = new @Nullable PatientId[STATIONS.size()][MAX_SECONDS];
        private final @Nullable PatientId[] present = new @Nullable PatientId[STATIONS.size()];
        private int second;
        private boolean away;
        private PatientStore store;
        private Bedside bedside;
        int accepted;
        int refused;

        Shift(Path folder, Random random) throws IOException {
            this.folder = folder;
            this.random = random;
            open();
            for (var i = 0; i < 3; i++) {
                var form = new AdmissionForm("P", "Number " + i, "1950-12-31", "urn:oid:2.999.1", "", "" + i);
                patients.add(((Admission.Admitted) bedside.admit(form)).patient());
            }
            bedside.patients().forEach(patient -> pseudonyms.put(patient.id(), patient.pseudonym()));
        }

        private void open() throws IOException {
            store = PatientStore.open(folder);
            bedside = new Bedside(
                    store,
                    new Pseudonyms(new byte[KeyFile.BYTES], new RegionId("region-1"), 1),
                    STATIONS.stream().collect(Collectors.toMap(name -> name, name -> List.of(new DeviceId(name)))),
                    this::append,
                    new ModeWatch(device -> Optional.empty()),
                    new PatientRules(10, Duration.ofMinutes(10)),
                    () -> START.plusSeconds(second));
        }

        private CompletableFuture<Entry> append(DeviceId device, Instant at, RegionBound body) {
            if (away) {
                return CompletableFuture.failedFuture(new IOException("away"));
            }
            told.add(new Told(device.value(), at, body));
            return CompletableFuture.completedFuture(new Entry(told.size(), at, at, body));
        }

        void step() throws IOException {
            for (var i = 1 + random.nextInt(4); i > 0; i--, second++) {
                for (var station = 0; station < STATIONS.size(); station++) {
                    book[station][second] = present[station];
                }
            }
            var station = random.nextInt(STATIONS.size());
            var patient = patients.get(random.nextInt(patients.size()));
            switch (random.nextInt(9)) {
                case 0, 1 -> associate(station, patient);
                case 2 -> dissociate(station);
                case 3 -> claim(station, patient);
                case 4 -> correct(station, patient);
                case 5 -> correct(station, null);
                case 6 -> putRight(station, patient);
                case 7 -> {
                    store.close();
                    open();
                }
                default -> away = !away;
            }
        }

        private void associate(int station, PatientId patient) {
            var may = patient.equals(present[station]) || (present[station] == null && !isAnywhere(patient));
            if (expect(may, bedside.associate(STATIONS.get(station), patient, MANUAL))) {
                present[station] = patient;
            }
        }

        private void dissociate(int station) {
            expect(true, bedside.dissociate(STATIONS.get(station), Ending.BY_HAND, Optional.of(CHARGE)));
            present[station] = null;
        }

        private void claim(int station, PatientId patient) {
            var span = span();
            var may = may(station, span, patient)
                    && span.stream().allMatch(at -> book[station][at] == null || patient.equals(book[station][at]));
            if (expect(
                    may, bedside.claim(STATIONS.get(station), patient, from(span), until(span), CHARGE, "claimed"))) {
                span.forEach(at -> book[station][at] = patient);
            }
        }

        private void correct(int station, @Nullable PatientId patient) {
            var span = span();
            if (expect(
                    may(station, span, patient),
                    bedside.correct(STATIONS.get(station), from(span), until(span), patient, CHARGE, "mixed up"))) {
                span.forEach(at -> book[station][at] = patient);
            }
        }

        private void putRight(int station, PatientId patient) {
            var first = random.nextInt(second);
            var span = range(first, second);
            var may = may(station, span, patient) && (patient.equals(present[station]) || !isAnywhere(patient));
            if (expect(
                    may, bedside.reassociate(STATIONS.get(station), from(span), patient, MANUAL, CHARGE, "mixed up"))) {
                span.forEach(at -> book[station][at] = patient);
                present[station] = patient;
            }
        }

        /** Nobody can have been at two stations. */
        private boolean may(int station, List<Integer> span, @Nullable PatientId patient) {
            for (var other = 0; other < STATIONS.size(); other++) {
                for (var at : span) {
                    if (other != station && patient != null && patient.equals(book[other][at])) {
                        return false;
                    }
                }
            }
            return true;
        }

        private boolean isAnywhere(PatientId patient) {
            return Arrays.asList(present).contains(patient);
        }

        private boolean expect(boolean accepted, Association came) {
            assertThat(came instanceof Association.Done)
                    .as("%s at second %d", came, second)
                    .isEqualTo(accepted);
            this.accepted += accepted ? 1 : 0;
            this.refused += accepted ? 0 : 1;
            return accepted;
        }

        private List<Integer> span() {
            var first = random.nextInt(second);
            return range(first, first + 1 + random.nextInt(second - first));
        }

        private static List<Integer> range(int first, int end) {
            var span = new ArrayList<Integer>();
            for (var at = first; at < end; at++) {
                span.add(at);
            }
            return span;
        }

        private static Instant from(List<Integer> span) {
            return START.plusSeconds(span.get(0));
        }

        private static Instant until(List<Integer> span) {
            return START.plusSeconds(span.get(span.size() - 1) + 1);
        }

        /** What the region makes of what it hears, in another order and partly twice. */
        void compare() {
            away = false;
            bedside.announce();
            var heard = new ArrayList<>(told);
            for (var again = told.size() / 2; again > 0; again--) {
                heard.add(told.get(random.nextInt(told.size())));
            }
            Collections.shuffle(heard, random);
            for (var at = 0; at < second; at++) {
                var seen = new HashSet<Pseudonym>();
                for (var station = 0; station < STATIONS.size(); station++) {
                    var subject = subject(
                            heard, STATIONS.get(station), START.plusSeconds(at).plusMillis(500));
                    var expected = book[station][at] == null ? null : pseudonyms.get(book[station][at]);
                    assertThat(subject)
                            .as("%s in second %d", STATIONS.get(station), at)
                            .isEqualTo(expected);
                    assertThat(subject == null || seen.add(subject))
                            .as("nobody is at two stations")
                            .isTrue();
                }
            }
        }

        private static @Nullable Pseudonym subject(List<Told> heard, String station, Instant at) {
            var here =
                    heard.stream().filter(one -> one.station().equals(station)).toList();
            var correction = here.stream()
                    .map(Told::body)
                    .filter(body -> body instanceof AssociationCorrection one && one.covers(at))
                    .map(AssociationCorrection.class::cast)
                    .max(Comparator.comparingLong(AssociationCorrection::number));
            if (correction.isPresent()) {
                return correction.get().patient();
            }
            return here.stream()
                    .filter(one -> one.body() instanceof PatientAssociation
                            && !one.at().isAfter(at))
                    .max(Comparator.comparing(Told::at))
                    .map(one -> ((PatientAssociation) one.body()).patient())
                    .orElse(null);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @Test
    void theRegionSaysOfEachSecondWhatTheBookSays() throws IOException {
        var memory = Path.of("/dev/shm");
        var folder = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "mededge-shifts")
                : Files.createTempDirectory("mededge-shifts");
        var accepted = 0;
        var refused = 0;
        try {
            for (var sequence = 0; sequence < SEQUENCES; sequence++) {
                var seed = SEED + sequence;
                try (var shift = new Shift(folder.resolve("shift"), new Random(seed))) {
                    for (var step = 0; step < STEPS; step++) {
                        shift.step();
                    }
                    shift.compare();
                    accepted += shift.accepted;
                    refused += shift.refused;
                } catch (AssertionError wrong) {
                    throw new AssertionError("seed " + seed + ": " + wrong.getMessage(), wrong);
                }
                delete(folder.resolve("shift"));
            }
        } finally {
            delete(folder);
        }
        System.out.printf("associations: %d sequences, %d acts done, %d refused%n", SEQUENCES, accepted, refused);
        // a book that refuses everything, or nothing, would prove nothing
        assertThat(Math.min(accepted, refused)).isGreaterThan(SEQUENCES);
    }

    private static void delete(Path of) throws IOException {
        if (Files.exists(of)) {
            try (var files = Files.walk(of)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
