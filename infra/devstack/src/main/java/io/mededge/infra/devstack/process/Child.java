package io.mededge.infra.devstack.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process we are the parent of, in a session of its own so that a Ctrl-C at the terminal reaches the supervisor only. */
final class Child {
    private static final File NOTHING = new File("/dev/null");
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(5);
    /** Between the end of a process and its parent hearing of it: a thread of this JVM waits for it and needs its turn. */
    private static final Duration REAP_DEADLINE = Duration.ofSeconds(5);

    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    /** Starts the process and remembers it; either both happen or none. */
    static Child start(ProcessSpec spec, DataFolder data) throws IOException, InterruptedException {
        Files.createDirectories(data.of(spec.name()));
        Files.createDirectories(data.temporary(spec.name()));
        var builder = new ProcessBuilder(inOwnSession(spec.command()))
                .directory(data.of(spec.name()).toFile())
                .redirectInput(Redirect.from(NOTHING))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(data.log(spec.name()).toFile()));
        builder.environment().clear();
        builder.environment().putAll(spec.environment());
        var process = builder.start();
        try {
            remember(spec, process, data);
        } catch (IOException | InterruptedException notRemembered) {
            process.destroyForcibly();
            throw notRemembered;
        }
        return new Child(process);
    }

    /** A process that is dead already needs no pid file: nobody will have to stop it. /proc shows its end before its parent hears of it. */
    private static void remember(ProcessSpec spec, Process process, DataFolder data)
            throws IOException, InterruptedException {
        var identity = ProcessIdentity.of(process.pid());
        if (identity.isPresent()) {
            new RunningProcess(spec.name(), identity.get(), spec.stage(), spec.signal()).write(data);
        } else if (!process.waitFor(REAP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException(
                    "/proc/%d/stat cannot be read, and a process without its start time could never be told from another with its id; is /proc mounted?"
                            .formatted(process.pid()));
        }
    }

    /** setsid(1) replaces itself, so the process id stays the one we know. */
    private static List<String> inOwnSession(List<String> command) {
        var all = new ArrayList<String>(command.size() + 1);
        all.add("setsid");
        all.addAll(command);
        return all;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean endsWithin(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Only after the end. */
    String ending() {
        int status = process.exitValue();
        return status > 128 ? "killed by signal " + (status - 128) : "ended with status " + status;
    }

    /** What the kernel cannot end at once (it may wait for a disk) is left behind after the deadline. */
    void killAndAwaitEnd() throws InterruptedException {
        process.destroyForcibly();
        endsWithin(KILL_DEADLINE);
    }
}
