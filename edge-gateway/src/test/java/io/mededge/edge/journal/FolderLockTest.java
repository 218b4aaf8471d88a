package io.mededge.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.ChildProgram;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal's folder has one user: within a process, among processes, and again after a kill. */
@Hazard("H-008")
class FolderLockTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    @Test
    void aSecondOpeningIsRefusedHereAndElsewhereAndTouchesNothing() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            append(journal);
            var before = files();
            assertThatThrownBy(() -> TestJournal.open(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ME-113")
                    .hasMessageContaining("is in use by this process");
            var detour = Files.createSymbolicLink(elsewhere.resolve("link"), folder.getParent())
                    .resolve(folder.getFileName());
            assertThatThrownBy(() -> TestJournal.open(detour)).hasMessageContaining("is in use by this process");

            // what was refused here must not have let go of the lock
            try (var second = open()) {
                await().atMost(PATIENCE).until(() -> !second.isAlive());
                assertThat(second.output())
                        .contains("is in use by the process "
                                + ProcessHandle.current().pid() + " since ");
            }
            assertThat(files()).isEqualTo(before);
            append(journal);
        }
        TestJournal.open(folder).close();
    }

    @Test
    void whoIsKilledHasItNoMore() throws Exception {
        try (var first = open()) {
            await().atMost(PATIENCE).until(() -> first.output().contains("open "));
            assertThatThrownBy(() -> TestJournal.open(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by the process ");
            first.kill();
        }
        try (var journal = TestJournal.open(folder)) {
            append(journal);
        }
    }

    private ChildProgram open() throws IOException {
        var arguments = List.of(
                "-cp", System.getProperty("java.class.path"), OpeningProgram.class.getName(), folder.toString());
        return ChildProgram.java(arguments, elsewhere.resolve("log"));
    }

    private static void append(Journal journal) throws Exception {
        journal.append(new DeviceId("A-01-hd"), StreamClass.TELEMETRY, Instant.now(), TestJournal.sample(1, 3))
                .get(10, TimeUnit.SECONDS);
    }

    /** Names, and what is in those that a start writes; but not the lock itself, as whoever opens and closes its file loses it for the whole process. */
    private Map<String, String> files() throws IOException {
        var found = new TreeMap<String, String>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                found.put(name, name.matches("journal.keys|.*-epoch") ? Files.readString(file) : "");
            }
        }
        return found;
    }
}
