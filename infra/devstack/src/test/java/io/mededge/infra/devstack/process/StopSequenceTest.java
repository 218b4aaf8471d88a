package io.mededge.infra.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopSequenceTest {
    @TempDir
    Path folder;

    private DataFolder data;
    private final List<String> progress = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void setUp() {
        data = new DataFolder(folder);
    }

    @AfterEach
    void killAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void stopsApplicationsFirstAndStoresLast() throws Exception {
        start("store", Stage.STORE, "exec sleep 60");
        start("broker", Stage.MESSAGING, "exec sleep 60");
        start("application", Stage.APPLICATION, "exec sleep 60");

        var survivors = new StopSequence(data, progress::add).run();

        assertThat(survivors).isEmpty();
        assertThat(progress)
                .extracting(line -> line.split(" ", 3)[1])
                .containsExactly("application", "broker", "store");
        assertThat(started).noneMatch(Process::isAlive);
        assertThat(RunningProcess.alive(data)).isEmpty();
    }

    @Test
    void leavesAProcessAloneThatReusesTheId() throws Exception {
        var process = start("old", Stage.STORE, "exec sleep 60");
        var identity = ProcessIdentity.of(process.pid()).orElseThrow();
        var predecessor = new ProcessIdentity(identity.pid(), identity.startTicks() - 1, identity.bootId());
        new RunningProcess("old", predecessor, Stage.STORE, StopSignal.TERM).write(data);

        new StopSequence(data, progress::add).run();

        assertThat(process.isAlive()).isTrue();
        assertThat(progress).isEmpty();
    }

    @Test
    void killsWhatDoesNotListen() throws Exception {
        var process = start("stubborn", Stage.APPLICATION, "trap '' TERM; touch armed; while :; do sleep 0.1; done");
        while (!Files.exists(folder.resolve("armed"))) {
            Thread.sleep(10);
        }

        var survivors = new StopSequence(data, progress::add, stage -> Duration.ofMillis(200)).run();

        assertThat(survivors).isEmpty();
        assertThat(process.isAlive()).isFalse();
        assertThat(progress).singleElement().asString().startsWith("killed stubborn");
    }

    @Test
    void ignoresFilesThatAreNotOurs() throws IOException {
        Files.createDirectories(data.run());
        Files.writeString(data.run().resolve("strange.pid"), "1");

        assertThat(RunningProcess.alive(data)).isEmpty();
    }

    private Process start(String name, Stage stage, String script) throws IOException {
        var process = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .start();
        started.add(process);
        var identity = ProcessIdentity.of(process.pid()).orElseThrow();
        new RunningProcess(name, identity, stage, StopSignal.TERM).write(data);
        return process;
    }
}
