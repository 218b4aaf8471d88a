package io.mededge.infra.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void showsTheLastLines() throws IOException {
        log.rotate();
        Files.writeString(log.path(), "one\ntwo\nthree\n");

        assertThat(log.tail(2)).containsExactly("two", "three");
        assertThat(log.tail(9)).containsExactly("one", "two", "three");
    }

    @Test
    void hasNoLinesBeforeItExists() {
        assertThat(log.tail(5)).isEmpty();
    }

    @Test
    void putsALargeLogAsideAtAStartAndKeepsASmallOne() throws IOException {
        log.rotate();
        Files.writeString(log.path(), "small");
        log.rotate();
        assertThat(log.path()).content().isEqualTo("small");

        try (var file = new RandomAccessFile(log.path().toFile(), "rw")) {
            file.setLength(LogFile.MAX_BYTES + 1);
        }
        log.rotate();

        assertThat(log.path()).doesNotExist();
        assertThat(folder.resolve("logs/a.log.1")).hasSize(LogFile.MAX_BYTES + 1);
    }
}
