package io.mededge.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.model.id.MetricId;
import io.mededge.model.safety.Hazard;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever people do, in any order, upon present and old versions, with restarts between: no two sessions overlap, versions only grow by one, and the audit trail
 * makes the present content. 500 sequences always, 10,000 with {@code -Dmededge.long=true}.
 */
@Hazard("H-021")
class SessionSequenceTest {
    private static final boolean LONG = Boolean.getBoolean("mededge.long");
    private static final int SEQUENCES = LONG ? 10_000 : 500;
    private static final int STEPS = 7;

    /** Where waiting for the disk costs nothing: this test is about rules, SessionCrashTest about the disk. */
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path disk;

    private final Map<SessionId, Long> versions = new HashMap<>();
    private final List<SessionId> known = new ArrayList<>();
    private final List<PatientId> patients = new ArrayList<>();

    @Test
    void theInvariantsHoldAfterEachStep() throws IOException {
        var folder = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "sessions-") : disk;
        try {
            run(folder);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void run(Path folder) throws IOException {
        for (var seed = 0; seed < SEQUENCES; seed++) {
            versions.clear();
            known.clear();
            patients.clear();
            try (var facility = new TestFacility(folder.resolve("s" + seed))) {
                var random = new Random(seed);
                for (var i = 0; i < 4; i++) {
                    patients.add(facility.patients.admit());
                }
                for (var step = 0; step < STEPS; step++) {
                    step(facility, random);
                    check(facility, "seed " + seed + " step " + step);
                }
            }
            delete(folder.resolve("s" + seed));
        }
    }

    private void step(TestFacility facility, Random random) {
        facility.now = facility.now.plus(Duration.ofMinutes(random.nextInt(60)));
        switch (random.nextInt(10)) {
            case 0 -> facility.restart();
            case 1 -> associate(facility, random);
            case 2, 3 -> schedule(facility, random);
            default -> change(facility, random);
        }
    }

    private void associate(TestFacility facility, Random random) {
        var station = pick(TestFacility.STATIONS, random);
        if (random.nextBoolean()) {
            facility.patients.stationed.remove(station);
        } else {
            facility.patients.stationed.put(station, pick(patients, random));
        }
    }

    private void schedule(TestFacility facility, Random random) {
        var begin = facility.now.plus(Duration.ofMinutes(random.nextInt(600)));
        var outcome = facility.sessions.schedule(
                TestFacility.CHARGE,
                pick(patients, random),
                pick(TestFacility.STATIONS, random),
                begin,
                begin.plus(Duration.ofMinutes(30 + random.nextInt(300))),
                "");
        if (outcome instanceof Outcome.Done done) {
            known.add(done.session().id());
        }
    }

    private void change(TestFacility facility, Random random) {
        if (known.isEmpty()) {
            return;
        }
        var id = pick(known, random);
        var present = facility.sessions.find(id).orElseThrow();
        var old = random.nextInt(5) == 0;
        StaffMember who = pick(List.of(TestFacility.CHARGE, TestFacility.PHYSICIAN, TestFacility.NURSE), random);
        var outcome = facility.sessions.change(
                id,
                present.version() - (old ? 1 : 0),
                who,
                anyChange(facility, random),
                pick(List.of("", "why"), random));
        if (old) {
            assertThat(outcome).isInstanceOf(Outcome.Conflict.class);
        }
    }

    private static Change anyChange(TestFacility facility, Random random) {
        var observation = new Observation(new MetricId("weight"), TestFacility.FLOW, facility.now);
        return switch (random.nextInt(9)) {
            case 0 -> new Change.AddNote("note " + random.nextInt());
            case 1 -> new Change.Observe(observation);
            case 2 -> new Change.CorrectObservation(1, observation);
            case 3 -> new Change.Prescribe(List.of(TestFacility.target()));
            case 4 -> {
                var begin = facility.now.plus(Duration.ofMinutes(random.nextInt(600)));
                yield new Change.Reschedule(
                        pick(TestFacility.STATIONS, random), begin, begin.plus(Duration.ofHours(2)));
            }
            default -> new Change.Move(pick(List.of(SessionEvent.values()), random));
        };
    }

    private void check(TestFacility facility, String when) {
        var sessions = known.stream()
                .map(id -> facility.sessions.find(id).orElseThrow())
                .toList();
        for (var session : sessions) {
            var before = versions.put(session.id(), session.version());
            assertThat(session.version() - (before == null ? 0 : before))
                    .as(when)
                    .isBetween(0L, 1L);
            var audit = facility.sessions.audit(session);
            assertThat(SessionFields.replay(audit)).as(when).isEqualTo(session.fields());
            for (var i = 0; i < audit.size(); i++) {
                assertThat(audit.get(i).number()).as(when).isEqualTo(i + 1);
            }
            assertThat(audit.get(audit.size() - 1).version()).as(when).isEqualTo(session.version());
        }
        var counting =
                sessions.stream().filter(session -> !session.state().isOver()).toList();
        for (var one : counting) {
            for (var other : counting) {
                assertThat(one != other && collide(one, other)).as(when).isFalse();
            }
        }
    }

    private static boolean collide(Session one, Session other) {
        var station = one.plan().station().equals(other.plan().station())
                && one.plan().begin().isBefore(other.plan().freeAt())
                && other.plan().begin().isBefore(one.plan().freeAt());
        var patient = one.patient().equals(other.patient())
                && one.plan().begin().isBefore(other.plan().end())
                && other.plan().begin().isBefore(one.plan().end());
        var held = one.plan().station().equals(other.plan().station())
                && one.state().isUnderTreatment()
                && other.state().isUnderTreatment();
        return station || patient || held;
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
