package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.infra.devstack.DevStack;
import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.infra.devstack.plan.Options;
import io.mededge.infra.devstack.plan.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A system that the shell command {@code ./mededge} started and stops, on free ports and in a folder of its own: what users have. */
final class LaunchedSystem implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 180;

    private static final Project PROJECT = Project.find();

    private final Path data;

    private LaunchedSystem(Path data) {
        this.data = data;
    }

    /** {@code ./mededge up --detach --data DIR} with more words; returns when it has, and everything is healthy. */
    static LaunchedSystem up(Path data, String... words) throws IOException, InterruptedException {
        markAsBuilt();
        var system = new LaunchedSystem(data);
        var command = new ArrayList<>(List.of("up", "--detach"));
        command.addAll(List.of(words));
        new FreePorts(PROJECT, DevStack.everything())
                .apply(Options.defaults(data))
                .ports()
                .forEach((name, port) -> command.addAll(List.of("--port", name + "=" + port)));
        try {
            system.run(command.toArray(String[]::new));
        } catch (AssertionError failed) {
            system.close();
            throw failed;
        }
        return system;
    }

    /** What {@code ./mededge status --json} says. */
    JsonNode status() throws IOException, InterruptedException {
        return new ObjectMapper().readTree(run("status", "--json"));
    }

    /** {@code ./mededge down}. */
    @Override
    public void close() throws IOException, InterruptedException {
        run("down");
    }

    /** What the command printed; it has to end with 0. */
    private String run(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(PROJECT.root().resolve("mededge").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.toString()));
        var output = Files.createTempFile(data.toAbsolutePath().getParent(), "mededge-", ".out");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        var printed = Files.readString(output);
        assertThat(process.waitFor()).as("%s%n%s", command, printed).isZero();
        return printed;
    }

    /** This module is the last of the build, so the others are packaged: the launcher must not build them again below the running tests. */
    private static void markAsBuilt() throws IOException {
        var stamp = PROJECT.root().resolve("target/mededge.stamp");
        Files.createDirectories(stamp.getParent());
        if (Files.notExists(stamp)) {
            Files.createFile(stamp);
        }
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.now()));
    }
}
