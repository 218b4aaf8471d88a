package io.mededge.infra.devstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** A started process as its pid file remembers it: all that is needed to stop it, and only it. */
public record RunningProcess(String name, ProcessIdentity identity, Stage stage, StopSignal signal) {
    private static final String SUFFIX = ".pid";

    public boolean isAlive() {
        return identity.isAlive();
    }

    public long pid() {
        return identity.pid();
    }

    void write(DataFolder data) throws IOException {
        Files.createDirectories(data.run());
        var half = data.run().resolve(name + ".half");
        Files.writeString(half, identity.text() + "\n" + stage + "\n" + signal + "\n");
        Files.move(half, file(data, name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The remembered process, running or not. */
    public static Optional<RunningProcess> read(DataFolder data, String name) {
        try {
            var lines = Files.readAllLines(file(data, name));
            return lines.size() != 3
                    ? Optional.empty()
                    : ProcessIdentity.parse(lines.get(0))
                            .map(identity -> new RunningProcess(
                                    name, identity, Stage.valueOf(lines.get(1)), StopSignal.valueOf(lines.get(2))));
        } catch (IOException | IllegalArgumentException noneOrNotOurs) {
            return Optional.empty();
        }
    }

    /** All that pid files remember and that still run. */
    public static List<RunningProcess> alive(DataFolder data) throws IOException {
        if (!Files.isDirectory(data.run())) {
            return List.of();
        }
        try (var files = Files.list(data.run())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> read(data, file.substring(0, file.length() - SUFFIX.length())))
                    .flatMap(Optional::stream)
                    .filter(RunningProcess::isAlive)
                    .toList();
        }
    }

    void forget(DataFolder data) throws IOException {
        Files.deleteIfExists(file(data, name));
    }

    private static Path file(DataFolder data, String name) {
        return data.run().resolve(name + SUFFIX);
    }
}
