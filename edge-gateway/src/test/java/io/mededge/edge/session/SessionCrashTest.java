package io.mededge.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.ChildProgram;
import io.mededge.model.safety.Hazard;
import io.mededge.model.session.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies between two statements of a change leaves all of the change or nothing of it, and all that it had confirmed. */
@Hazard("H-008")
class SessionCrashTest {
    private static final boolean LONG = Boolean.getBoolean("mededge.long");
    /** The writer seals 25 times. */
    private static final List<Integer> DEATHS =
            LONG ? IntStream.rangeClosed(1, 25).boxed().toList() : List.of(2, 5, 8, 11, 15);

    @TempDir
    Path folder;

    @Test
    void aChangeIsThereAsAWholeOrNotAtAll() throws Exception {
        for (var death : DEATHS) {
            var data = folder.resolve("data-" + death);
            var told = folder.resolve("told-" + death);
            Files.createFile(told);
            runUntilItDies(data, told, death);

            var confirmed = Files.readAllLines(told);
            try (var facility = new TestFacility(data)) {
                facility.patients.admit(DyingWriter.PATIENT);
                check(facility, confirmed, death);
            }
        }
    }

    private void runUntilItDies(Path data, Path told, int death) throws Exception {
        var log = folder.resolve("log-" + death);
        try (var child = ChildProgram.java(
                List.of(
                        "-Xmx96m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingWriter.class.getName(),
                        data.toString(),
                        told.toString(),
                        Integer.toString(death)),
                log)) {
            org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !child.isAlive());
            assertThat(child.output()).doesNotContain("Exception");
        }
    }

    private static void check(TestFacility facility, List<String> confirmed, int death) throws IOException {
        var sessions =
                facility.sessions.list(TestFacility.START.minusSeconds(1), TestFacility.START.plusSeconds(86_400));
        if (confirmed.isEmpty()) {
            // died within the first change: there is nothing, or all of it without the answer
            assertThat(sessions).as("death %d", death).hasSizeLessThanOrEqualTo(1);
            return;
        }
        var last = confirmed.get(confirmed.size() - 1);
        assertThat(last).as("death %d came before the end", death).isNotEqualTo("finished");
        var id = new SessionId(last.split(" ")[0]);
        var version = Long.parseLong(last.split(" ")[1]);
        var session = facility.sessions.find(id).orElseThrow();
        assertThat(session.version()).as("death %d", death).isEqualTo(version);
        var audit = facility.sessions.audit(session);
        assertThat(SessionFields.replay(audit)).as("death %d", death).isEqualTo(session.fields());
        assertThat(audit)
                .as("death %d", death)
                .allSatisfy(line -> assertThat(line.version()).isLessThanOrEqualTo(version));
    }
}
