package io.mededge.infra.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.devstack.probe.Probe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    private static final int STARTS = 150;
    private static final int BUSY_PER_PROCESSOR = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    /**
     * How it ended is the news, wherever its end fell: before, while or after its entry in /proc was read. Other processes keep the machine busy, so that the
     * thread which hears of the end gets its turn late.
     */
    @Test
    void aProcessThatEndsAtOnceIsStartedAndHasAnEnding() throws Exception {
        var data = new DataFolder(folder);
        Files.createDirectories(data.logs());
        Files.createDirectories(data.run());
        var busy = new ArrayList<Process>();
        try {
            for (int i = 0; i < BUSY_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(); i++) {
                busy.add(new ProcessBuilder("timeout", "60", "sh", "-c", "while :; do :; done").start());
            }
            for (int start = 0; start < STARTS; start++) {
                var child = Child.start(shortLived(), data);
                assertThat(child.endsWithin(PATIENCE)).isTrue();
                assertThat(child.ending()).isEqualTo("ended with status 1");
            }
        } finally {
            busy.forEach(Process::destroy);
        }
    }

    private static ProcessSpec shortLived() {
        return new ProcessSpec(
                "short-lived",
                Stage.APPLICATION,
                StopSignal.TERM,
                Set.of(),
                1,
                List.of("false"),
                Map.of("PATH", System.getenv("PATH")),
                ProcessSpec.Preparation.NONE,
                Probe.http(1, "/"),
                PATIENCE);
    }
}
