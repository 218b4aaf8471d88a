package io.mededge.infra.devstack;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.Plan;
import io.mededge.infra.devstack.probe.Health;
import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.Memory;
import io.mededge.infra.devstack.process.ProcessSpec;
import io.mededge.infra.devstack.process.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code status} says; its JSON form is what scripts rely on. */
record StatusReport(List<Line> processes, Map<String, String> addresses, Certificates certificates) {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);

    /**
     * @param pid null if the process does not run
     * @param trouble why it is not healthy; empty if it is
     * @param failed whether the supervisor gave it up
     */
    record Line(
            String name,
            @Nullable Long pid,
            int port,
            boolean healthy,
            @JsonProperty("rssMiB") long residentMiB,
            String log,
            @JsonIgnore String trouble,
            @JsonIgnore boolean failed) {}

    /** PEM files of a client that may listen to everything. */
    record Certificates(String ca, String client, String key) {
        static Certificates in(Path folder) {
            var name = Holder.observer().name();
            return new Certificates(
                    DevelopmentPki.caPem(folder).toString(),
                    DevelopmentPki.certificatePem(folder, name).toString(),
                    DevelopmentPki.keyPem(folder, name).toString());
        }
    }

    /** Asks every process of the plan now. */
    static StatusReport of(Plan plan) {
        var lines = plan.processes().parallelStream()
                .map(spec -> line(spec, plan.data()))
                .toList();
        return new StatusReport(
                lines, plan.addresses(), Certificates.in(plan.data().certificates()));
    }

    private static Line line(ProcessSpec spec, DataFolder data) {
        var running = RunningProcess.read(data, spec.name()).filter(RunningProcess::isAlive);
        var failure = failure(data, spec.name());
        var trouble = "";
        if (running.isEmpty()) {
            trouble = failure.isEmpty() ? "does not run" : "failed: " + failure;
        } else if (spec.probe().ask(PROBE_TIMEOUT) instanceof Health.Unhealthy unhealthy) {
            trouble = unhealthy.reason();
        }
        return new Line(
                spec.name(),
                running.map(RunningProcess::pid).orElse(null),
                spec.port(),
                trouble.isEmpty(),
                running.map(RunningProcess::pid).map(Memory::residentMiB).orElse(0L),
                data.log(spec.name()).toString(),
                trouble,
                !failure.isEmpty());
    }

    private static String failure(DataFolder data, String process) {
        try {
            var file = data.failure(process);
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    ExitCode exitCode() {
        if (processes.stream().anyMatch(Line::failed)) {
            return ExitCode.PROCESS_FAILED;
        }
        return processes.stream().allMatch(Line::healthy) && !processes.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    String json() {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this);
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }

    /** For people: a table, then the addresses. */
    String text() {
        var text =
                new StringBuilder(String.format("%-20s %8s %6s %5s  %s%n", "process", "pid", "port", "MiB", "health"));
        for (var line : processes) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-20s %8s %6d %5d  %s%n",
                    line.name(),
                    line.pid() == null ? "-" : line.pid(),
                    line.port(),
                    line.residentMiB(),
                    line.healthy() ? "healthy" : line.trouble() + "; see " + line.log()));
        }
        return text.append(System.lineSeparator()).append(table(addresses)).toString();
    }

    static String table(Map<String, String> addresses) {
        var text = new StringBuilder();
        addresses.forEach((name, address) -> text.append(String.format("%-20s %s%n", name, address)));
        return text.toString();
    }
}
