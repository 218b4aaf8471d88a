package io.mededge.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real program of this project in a process of its own, as the launcher starts it. Output goes to a file. */
public final class ChildProgram implements AutoCloseable {
    private static final Path INFRA = Path.of("..", "infra");

    private final List<String> command;
    private final Path log;
    private Process process;

    private ChildProgram(List<String> command, Path log) throws IOException {
        this.command = command;
        this.log = log;
        this.process = launch();
    }

    /** A module under infra: its jar and target/lib, as built before. */
    public static ChildProgram infra(String module, String mainClass, Path config, Path log) throws IOException {
        var target = INFRA.resolve(module).resolve("target");
        Path jar;
        try (Stream<Path> files = Files.list(target)) {
            jar = files.filter(file -> file.getFileName().toString().matches(module + "-[0-9].*(?<!sources)\\.jar"))
                    .findFirst()
                    .orElseThrow(
                            () -> new IOException("build infra/" + module + " first: there is no jar in " + target));
        }
        return java(
                List.of(
                        "-Xmx128m",
                        "-cp",
                        jar + ":" + target.resolve("lib") + "/*",
                        mainClass,
                        "--config",
                        config.toString()),
                log);
    }

    public static ChildProgram java(List<String> arguments, Path log) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(arguments);
        return new ChildProgram(command, log);
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    public void restart() throws IOException {
        process = launch();
    }

    /** Resident memory, MiB; Linux only. */
    public long residentMiB() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        throw new IOException("no VmRSS");
    }

    public String output() throws IOException {
        return Files.readString(log);
    }

    /** Asks it to end, then ends it. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(Duration.ofSeconds(15).toSeconds(), TimeUnit.SECONDS)) {
            kill();
        }
    }
}
