package io.mededge.infra.bench;

import io.mededge.infra.simulator.machine.RandomStream;
import io.mededge.infra.simulator.machine.ShownValues;
import io.mededge.infra.simulator.machine.Station;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What the gateway's journal costs: bytes, CPU and time for polls of simulated machines in treatment. The polls come from the simulator's physiology in its
 * own time, at the resolution of the registers; the gateway's journal runs in a process of its own, on the class path of the built gateway.
 */
final class JournalBench {
    /** 0.8 GB for 72 h of 52 machines polled twice a second. */
    private static final double LIMIT_BYTES_PER_POLL = 29;

    private static final long OUTAGE_POLLS = 72L * 3_600 * 52 * 2;
    private static final int DEVICES = 52;
    private static final int POLLS_PER_MINUTE = 120;
    private static final int MINUTES = 60;
    private static final int POLL_MICROS = 500_000;
    private static final int DEADLINE_MINUTES = 15;
    private static final long SEED = 20260301;

    /** What a machine measures, and one of its settings. */
    private static final List<String> METRICS = ShownValues.METRICS.subList(0, 20);

    private final PrintStream out;

    JournalBench(PrintStream out) {
        this.out = out;
    }

    boolean run() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("journal-bench");
        try {
            var polls = folder.resolve("polls");
            record(polls);
            return report(load(folder.resolve("journal"), polls));
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private boolean report(Map<String, Double> figures) {
        var bytes = figure(figures, "bytes-per-poll");
        out.printf(
                "span: %d min of %d machines, %.0f polls of %d points; 72 h are %d polls, extrapolated in proportion%n",
                MINUTES, DEVICES, figure(figures, "polls"), METRICS.size(), OUTAGE_POLLS);
        out.printf(
                "bytes per poll      %8.1f = %.2f of the limit; 72 h: %.2f GB%n",
                bytes, bytes / LIMIT_BYTES_PER_POLL, bytes * OUTAGE_POLLS / 1e9);
        out.printf("append              %8.2f µs CPU per point%n", figure(figures, "append-cpu-micros-per-point"));
        out.printf("group commit        %8.0f records/s, durable%n", figure(figures, "append-records-per-second"));
        out.printf(
                "sealing again       %8.0f records/s, %.2f µs CPU per point%n",
                figure(figures, "reseal-records-per-second"), figure(figures, "reseal-cpu-micros-per-point"));
        return bytes <= LIMIT_BYTES_PER_POLL;
    }

    private static double figure(Map<String, Double> figures, String name) {
        return Objects.requireNonNull(figures.get(name), name);
    }

    private static Map<String, Double> load(Path journal, Path polls) throws IOException, InterruptedException {
        var child = GatewayCode.start(
                JournalLoad.class, List.of(journal.toString(), polls.toString()), ProcessBuilder.Redirect.PIPE);
        var figures = new HashMap<String, Double>();
        try (var lines = child.inputReader(StandardCharsets.UTF_8)) {
            lines.lines()
                    .map(line -> line.split(" "))
                    .filter(words -> words.length == 2)
                    .forEach(words -> figures.put(words[0], Double.parseDouble(words[1])));
            if (!child.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES) || child.exitValue() != 0) {
                throw new IOException("the gateway's journal could not be measured; is the gateway built?");
            }
        } finally {
            child.destroyForcibly();
        }
        return figures;
    }

    private static void record(Path file) throws IOException {
        var stations = new ArrayList<Station>();
        for (var i = 0; i < DEVICES; i++) {
            // in the midst of a turn, each elsewhere
            stations.add(Station.start("bench-" + i, SEED, true, 0.3 + 0.5 * i / DEVICES));
        }
        var jitter = RandomStream.of(SEED, "jitter");
        try (var polls = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            polls.writeInt(METRICS.size());
            for (var metric : METRICS) {
                polls.writeUTF(metric);
            }
            polls.writeInt(POLLS_PER_MINUTE);
            polls.writeInt(DEVICES);
            polls.writeInt(MINUTES);
            for (var poll = 0L; poll < (long) MINUTES * POLLS_PER_MINUTE; poll++) {
                for (var station : stations) {
                    station.advanceTo(poll * POLL_MICROS / 1_000);
                    // 2026-03-01 and up to 2 ms of a busy scheduler
                    polls.writeLong(1_772_323_200_000_000L + poll * POLL_MICROS + jitter.below(2_000));
                    var values = ShownValues.of(station);
                    for (var metric = 0; metric < METRICS.size(); metric++) {
                        polls.writeDouble(values[metric]);
                    }
                }
            }
        }
    }
}
