package io.mededge.infra.systemtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * A program of the system that a test needs and the project does not bring along. Where it is missing, the test says loudly that it was skipped; with
 * {@code CI=true} that is a failure, because {@code .ci/run} installs it.
 */
final class Tool {
    private Tool() {}

    /** The program on the search path. */
    static Path onPath(String program) {
        var path = System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator);
        return Arrays.stream(path)
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> missing("the program " + program));
    }

    /** The folder of npm packages that holds this one. */
    static Path npm(String packageName) {
        var folder = Path.of("target", "npm", "node_modules").toAbsolutePath();
        if (!Files.isDirectory(folder.resolve(packageName))) {
            throw missing("the npm package " + packageName + " in " + folder);
        }
        return folder;
    }

    /** A C header of the system, as a development package brings it. */
    static Path header(String name) {
        var header = Path.of("/usr/include", name);
        if (!Files.isRegularFile(header)) {
            throw missing("the header " + header);
        }
        return header;
    }

    private static RuntimeException missing(String what) {
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            return new IllegalStateException(what + " is missing, which CI does not allow");
        }
        System.err.println("SKIPPED: " + what + " is missing; .ci/run says how to install it");
        return new TestAbortedException(what + " is missing");
    }

    /** The first line that a program writes within the time that reading takes; empty if it ends before. */
    static Optional<String> firstLine(Process process) throws IOException {
        return Optional.ofNullable(process.inputReader().readLine());
    }
}
