package io.mededge.infra.devstack;

import io.mededge.infra.devstack.plan.Project;
import io.mededge.infra.devstack.process.DataFolder;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Starts the supervisor as a process that outlives this one, and shows what it says until all is healthy. */
final class DetachedSupervisor {
    /** The slowest process of the slowest chain has given up long before. */
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(100);

    private final Project project;
    private final DataFolder data;
    private final Path log;
    private long shown;

    DetachedSupervisor(Project project, DataFolder data) {
        this.project = project;
        this.data = data;
        this.log = data.log("supervisor");
    }

    ExitCode start() throws IOException, InterruptedException {
        Files.createDirectories(data.logs());
        Files.createDirectories(data.temporary("supervisor"));
        Files.deleteIfExists(log);
        var process = new ProcessBuilder(
                        "setsid",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + data.temporary("supervisor"),
                        "-D" + Project.PROPERTY + "=" + project.root(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MedEdge.class.getName(),
                        "supervise",
                        "--data",
                        data.root().toString())
                .directory(data.root().toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return awaitReady(process);
    }

    private ExitCode awaitReady(Process process) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < DEADLINE.toNanos()) {
            boolean ended = process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
            boolean ready = Files.exists(data.ready());
            showLog();
            if (ready) {
                DevelopmentAccounts.print(data, System.out);
                System.out.println("\nit goes on in the background; ./mededge status, ./mededge down");
                return ExitCode.OK;
            }
            if (ended) {
                return ExitCode.FAILED;
            }
        }
        System.err.println("mededge: not healthy within " + DEADLINE.toMinutes() + " minutes; stopping it");
        return new Down(data).run() == ExitCode.OK ? ExitCode.FAILED : ExitCode.PROCESS_FAILED;
    }

    private void showLog() throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(shown);
            var news = new byte[(int) (file.length() - shown)];
            file.readFully(news);
            System.out.write(news);
            System.out.flush();
            shown += news.length;
        }
    }
}
