package io.mededge.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system in memory that can be filled up and emptied; needs root. */
public final class FullDisk implements AutoCloseable {
    private final Path folder;

    private FullDisk(Path folder) {
        this.folder = folder;
    }

    /** Skips the test where nothing can be mounted. */
    public static FullDisk mount(Path folder, String size) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var mounted = run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", folder.toString());
        if (!mounted) {
            System.err.println("SKIPPED: a full disk needs root");
        }
        assumeTrue(mounted, "root");
        return new FullDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    public void fill() throws IOException, InterruptedException {
        run("dd", "if=/dev/zero", "of=" + folder.resolve("other"), "bs=4k");
        assertThat(folder.toFile().getUsableSpace()).isZero();
    }

    public void empty() throws IOException {
        Files.delete(folder.resolve("other"));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        // a driver may keep its unpacked library open
        assertThat(run("umount", "-l", folder.toString())).isTrue();
    }
}
