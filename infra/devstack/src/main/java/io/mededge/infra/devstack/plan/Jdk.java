package io.mededge.infra.devstack.plan;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Finds Java installations by their {@code release} file. */
final class Jdk {
    static final String HOME_17 = "MEDEDGE_JAVA17_HOME";

    private static final Path DEBIAN = Path.of("/usr/lib/jvm");

    private Jdk() {}

    static Path running() {
        return Path.of(System.getProperty("java.home"));
    }

    /** A Java 17, the only one that runs Cassandra 5: named, then ours, then any installed one. */
    static Optional<Path> find17() {
        var candidates = new ArrayList<Path>();
        for (var variable : List.of(HOME_17, "JAVA_HOME")) {
            var home = System.getenv(variable);
            if (home != null && !home.isBlank()) {
                candidates.add(Path.of(home));
            }
        }
        candidates.add(running());
        if (Files.isDirectory(DEBIAN)) {
            try (var homes = Files.list(DEBIAN)) {
                homes.sorted().forEach(candidates::add);
            } catch (IOException unreadable) {
                // then only the others count
            }
        }
        return candidates.stream().filter(home -> feature(home).equals("17")).findFirst();
    }

    /** {@code 17} of {@code JAVA_VERSION="17.0.15"}; blank if the folder is no Java. */
    static String feature(Path home) {
        try {
            var release = new Properties();
            release.load(new StringReader(Files.readString(home.resolve("release"))));
            return release.getProperty("JAVA_VERSION", "").replace("\"", "").split("[.+-]", 2)[0];
        } catch (IOException | IllegalArgumentException none) {
            return "";
        }
    }
}
