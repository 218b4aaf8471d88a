package io.mededge.infra.devstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;

/** Where everything of one running system lies; nothing is written elsewhere. */
public record DataFolder(Path root) {
    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** What is true only while the system runs: process ids, failures, the options of {@code up}. */
    public Path run() {
        return root.resolve("run");
    }

    public Path logs() {
        return root.resolve("log");
    }

    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    /** Files written by the launcher for the programs to read. */
    public Path configuration() {
        return root.resolve("conf");
    }

    public Path certificates() {
        return root.resolve("pki");
    }

    /** How to log in at each gateway of a development system; readable by the owner only. */
    public Path staff() {
        return root.resolve("staff");
    }

    /** What a process keeps for good. */
    public Path of(String process) {
        return root.resolve(process);
    }

    public Path temporary() {
        return root.resolve("tmp");
    }

    public Path temporary(String process) {
        return temporary().resolve(process);
    }

    /** Identity of the supervisor, as long as it runs. */
    public Path supervisor() {
        return run().resolve("supervisor");
    }

    /** Present once all processes were healthy. */
    public Path ready() {
        return run().resolve("ready");
    }

    /** What the {@code up} that runs here was asked for. */
    public Path system() {
        return run().resolve("system");
    }

    /** Present exactly if the supervisor gave the process up; holds the reason. */
    public Path failure(String process) {
        return run().resolve(process + ".failed");
    }

    /** Forgets what was true only while the system ran. */
    public void clearTransient() throws IOException {
        deleteTree(run());
        deleteTree(temporary());
    }

    /** Deletes a folder and all below it without following links; nothing happens if it does not exist. */
    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
