package io.mededge.edge.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs Jazzer against one target in a process of its own: bytes that reach new branches are kept and changed further. */
final class Fuzzer {
    private static final String SEED = System.getProperty("mededge.seed", "20260301");
    /** Heap of the fuzzed process, MiB; what a decoder holds beyond it is a finding. */
    private static final int HEAP_MIB = 256;

    /** Ends a process that hangs for good; on a busy machine the first input alone, which loads classes, may take half of it. */
    private static final int HUNG_SECONDS = 60;

    /** Of the whole process with Jazzer's own tables, MiB. */
    private static final int RSS_LIMIT_MIB = 2_048;

    /** The code whose branches tell which inputs are new: ours, and the parsers below it. */
    private static final String GUIDING = "io.mededge.**:com.google.protobuf.**:com.fasterxml.jackson.core.json.**";

    private static final Pattern LIBRARIES = Pattern.compile(
            "(shared-model|protobuf-java|jackson|snakeyaml|hapi-base|slf4j-api|jspecify|jboss-logging|jakarta\\.ws\\.rs|jazzer)");

    private static final Pattern INPUTS = Pattern.compile("stat::number_of_executed_units: *([0-9]+)");
    private static final Pattern PEAK = Pattern.compile("stat::peak_rss_mb: *([0-9]+)");
    private static final Pattern COVERAGE = Pattern.compile("cov: ([0-9]+) .*corp: ([0-9]+)/");

    private final Path folder;

    /** @param folder for the corpus and what was found */
    Fuzzer(Path folder) {
        this.folder = folder;
    }

    /**
     * @param inputs how many were tried
     * @param branches of the instrumented code that were reached
     * @param corpus inputs that reached something new, the seeds among them
     * @param peakMib resident memory
     * @param exitCode 0 when nothing was found
     */
    record Outcome(
            String target,
            long inputs,
            Duration took,
            int branches,
            int corpus,
            int peakMib,
            int exitCode,
            String log) {
        boolean foundNothing() {
            return exitCode == 0;
        }

        String line() {
            return "%s: %,d inputs in %.1f s, %d branches, corpus %d, peak %d MiB, exit %d"
                    .formatted(target, inputs, took.toMillis() / 1e3, branches, corpus, peakMib, exitCode);
        }
    }

    /** @param seeds well-formed messages to start from @param maxBytes of one input */
    Outcome run(Class<?> target, List<byte[]> seeds, int maxBytes, long inputs, Duration deadline)
            throws IOException, InterruptedException {
        var name = target.getSimpleName();
        var corpus = Files.createDirectories(folder.resolve(name + "-corpus"));
        for (var i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        var log = folder.resolve(name + ".log");
        var started = System.nanoTime();
        var process = new ProcessBuilder(command(target, corpus, maxBytes, inputs))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
        var took = Duration.ofNanos(System.nanoTime() - started);
        var text = Files.readString(log);
        return new Outcome(
                name,
                last(INPUTS, 1, text),
                took,
                (int) last(COVERAGE, 1, text),
                (int) last(COVERAGE, 2, text),
                (int) last(PEAK, 1, text),
                process.exitValue(),
                text);
    }

    private List<String> command(Class<?> target, Path corpus, int maxBytes, long inputs) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + HEAP_MIB + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", classPath()));
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.add("--target_class=" + target.getName());
        command.add("--instrumentation_includes=" + GUIDING);
        command.add("--reproducer_path=" + folder);
        command.addAll(List.of(
                "-runs=" + inputs, "-seed=" + SEED, "-timeout=" + HUNG_SECONDS, "-rss_limit_mb=" + RSS_LIMIT_MIB));
        command.addAll(List.of("-max_len=" + maxBytes, "-print_final_stats=1", "-artifact_prefix=" + folder + "/"));
        command.add(corpus.toString());
        return command;
    }

    /** Our own classes and what decoders use: with JUnit and Quarkus beside them, Jazzer would start both. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(entry -> Files.isDirectory(entry)
                        || LIBRARIES.matcher(entry.getFileName().toString()).lookingAt())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static long last(Pattern pattern, int group, String text) {
        var found = 0L;
        for (var match = pattern.matcher(text); match.find(); ) {
            found = Long.parseLong(match.group(group));
        }
        return found;
    }
}
