package io.mededge.infra.systemtest.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The source tree: its modules as the root pom lists them, and its files as git knows them. */
public final class Project {
    public static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final int GIT_DEADLINE_SECONDS = 30;

    private Project() {}

    /** A file of text, with its path relative to the root. */
    record TextFile(String path, String text) {
        List<String> lines() {
            return text.lines().toList();
        }
    }

    static List<Path> modules() {
        return MODULE.matcher(read(ROOT.resolve("pom.xml")))
                .results()
                .map(module -> ROOT.resolve(module.group(1)))
                .toList();
    }

    /** What is tracked, or new and not ignored; without what has been deleted, and without what is not text. */
    static List<TextFile> textFiles() {
        return git("ls-files", "--cached", "--others", "--exclude-standard")
                .lines()
                .filter(path -> Files.isRegularFile(ROOT.resolve(path)))
                .flatMap(path -> text(path).stream())
                .toList();
    }

    static List<TextFile> javaFiles() {
        return textFiles().stream()
                .filter(file -> file.path().endsWith(".java"))
                .toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<TextFile> text(String path) {
        try {
            return Optional.of(new TextFile(path, Files.readString(ROOT.resolve(path))));
        } catch (MalformedInputException notText) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String git(String... arguments) {
        var command = new java.util.ArrayList<>(List.of("git", "-c", "core.quotePath=false", "-C", ROOT.toString()));
        command.addAll(List.of(arguments));
        try {
            var git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!git.waitFor(GIT_DEADLINE_SECONDS, TimeUnit.SECONDS) || git.exitValue() != 0) {
                throw new IllegalStateException("git did not list the project's files");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while git listed the project's files", e);
        }
    }
}
