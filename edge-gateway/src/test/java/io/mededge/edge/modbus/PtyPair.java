package io.mededge.edge.modbus;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** Two ends of a line, made by socat. Where socat is missing, the test says loudly that it was skipped; with {@code CI=true} that is a failure. */
record PtyPair(Process socat, Path gateway, Path machine, RandomAccessFile held) implements AutoCloseable {
    private static final int READY_WITHIN_MILLIS = 5_000;

    static PtyPair open(Path folder) throws IOException, InterruptedException {
        var gateway = folder.resolve("gateway");
        var machine = folder.resolve("machine");
        var socat = new ProcessBuilder(
                        program("socat"), "pty,raw,echo=0,link=" + gateway, "pty,raw,echo=0,link=" + machine)
                .inheritIO()
                .start();
        for (var waited = 0; !Files.exists(gateway) || !Files.exists(machine); waited += 10) {
            if (waited > READY_WITHIN_MILLIS || !socat.isAlive()) {
                throw new IOException("socat made no pair of terminals");
            }
            Thread.sleep(10);
        }
        // while nobody has an end open, socat would take the line for gone
        var held = new RandomAccessFile(gateway.toFile(), "rw");
        return new PtyPair(socat, gateway.toRealPath(), machine.toRealPath(), held);
    }

    private static String program(String name) {
        var found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && Boolean.parseBoolean(System.getenv("CI"))) {
            throw new IllegalStateException("the program " + name + " is missing, which CI does not allow");
        }
        if (found.isEmpty()) {
            System.err.println("SKIPPED: the program " + name + " is missing; .ci/run says how to install it");
            throw new TestAbortedException(name + " is missing");
        }
        return found.get().toString();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        held.close();
        socat.destroy();
        socat.waitFor(5, TimeUnit.SECONDS);
    }
}
