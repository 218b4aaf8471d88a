package io.mededge.infra.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path folder;

    private LogFile log;

    @BeforeEach
    void setUp() {
        log = new LogFile(folder.resolve("logs/a.log"));
    }

    @Test
    void showsTheLastLinesOfARun() throws IOException {
        log.startRun();
        Files.writeString(log.path(), "earlier\n");
        long start = log.startRun();
        Files.writeString(log.path(), "one\ntwo\nthree\n", StandardOpenOption.APPEND);

        assertThat(log.tail(2, start)).containsExactly("two", "three");
        assertThat(log.tail(9, start)).containsExactly("one", "two", "three");
    }

    @Test
    void hasNoLinesBeforeItExists() {
        assertThat(log.tail(5, 0)).isEmpty();
    }

    @Test
    void putsALargeLogAsideAtAStartAndKeepsASmallOne() throws IOException {
        log.startRun();
        Files.writeString(log.path(), "small");
        log.startRun();
        assertThat(log.path()).content().isEqualTo("small");

        try (var file = new RandomAccessFile(log.path().toFile(), "rw")) {
            file.setLength(LogFile.MAX_BYTES + 1);
        }
        log.startRun();

        assertThat(log.path()).doesNotExist();
        assertThat(folder.resolve("logs/a.log.1")).hasSize(LogFile.MAX_BYTES + 1);
    }
}
