package io.mededge.regional.monitor;

import io.mededge.regional.monitor.Overview.Completeness;
import io.mededge.regional.monitor.Overview.Device;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The texts of a page's moving parts by key: the page is written with them, and its live updates are what changed of them. */
final class LiveValues {
    /** Names of late devices in the row of a facility; its own page has all. */
    private static final int MAX_NAMED = 3;

    private LiveValues() {}

    /** Of the overview page. */
    static Map<String, @Nullable String> of(Overview overview) {
        var ingest = overview.ingest();
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        values.put("samples-per-second", grouped(Math.round(ingest.samplesPerSecond())));
        values.put("messages-per-second", grouped(Math.round(ingest.messagesPerSecond())));
        values.put("delay", String.format(Locale.ROOT, "%.2f", ingest.delaySeconds()));
        values.put("lag", ingest.lag() == null ? null : grouped(ingest.lag()));
        values.put("samples", grouped(ingest.samples()));
        values.put("repeated", grouped(ingest.repeated()));
        values.put("dead-letters", grouped(ingest.deadLetters()));
        values.put("broker", ingest.brokerConnected() ? "broker connected" : "broker not connected");
        values.put("broker-state", ingest.brokerConnected() ? null : "warn");
        putProblems(values, overview);
        for (var facility : overview.facilities()) {
            values.put(facility.id() + ".late", late(facility.equipment()));
            values.put(facility.id() + ".missing", completeness(facility.missing()));
        }
        return values;
    }

    /** Of the page of one facility; empty if there is no such facility. */
    static Optional<Map<String, @Nullable String>> of(Overview overview, String facility) {
        return overview.facilities().stream()
                .filter(one -> one.id().equals(facility))
                .findFirst()
                .map(found -> {
                    Map<String, @Nullable String> values = new LinkedHashMap<>();
                    putProblems(values, overview);
                    for (var device : found.equipment()) {
                        putDevice(values, device, overview.at());
                    }
                    return values;
                });
    }

    /** What is late, by name as far as there is room. */
    private static String late(List<Device> devices) {
        var late = devices.stream().filter(Device::late).map(Device::id).toList();
        if (late.isEmpty()) {
            return "none of " + grouped(devices.size());
        }
        var named = String.join(", ", late.subList(0, Math.min(late.size(), MAX_NAMED)));
        var more = late.size() > MAX_NAMED ? " and " + grouped(late.size() - MAX_NAMED) + " more" : "";
        return grouped(late.size()) + " of " + grouped(devices.size()) + ": " + named + more;
    }

    private static String state(Device device, Instant now) {
        var silence = device.silence();
        if (silence != null) {
            return "○ late: no values since " + silence.since().truncatedTo(ChronoUnit.SECONDS) + " (" + silence.fault()
                    + ")";
        }
        var last = device.lastMinute();
        if (!device.late()) {
            return last == null ? "● no value due yet" : "● on time";
        }
        var within = minutes(Duration.ofSeconds(device.patienceSeconds()));
        return last == null
                ? "○ late: no value yet, due within " + within
                : "○ late: no value for " + minutes(Duration.between(last, now)) + ", due within " + within;
    }

    /** Rounded up: a time that is exceeded must not look as if it were not. */
    private static String minutes(Duration duration) {
        return grouped((duration.toSeconds() + 59) / 60) + " min";
    }

    private static void putDevice(Map<String, @Nullable String> values, Device device, Instant now) {
        values.put(device.id() + ".state", state(device, now));
        var last = device.lastMinute();
        values.put(device.id() + ".last", last == null ? null : last.toString());
        values.put(device.id() + ".telemetry", completeness(device.telemetry()));
        values.put(device.id() + ".events", completeness(device.events()));
    }

    /** What is in the new values and was different before. */
    static Map<String, @Nullable String> changes(
            Map<String, @Nullable String> before, Map<String, @Nullable String> now) {
        Map<String, @Nullable String> changes = new LinkedHashMap<>();
        now.forEach((key, value) -> {
            if (!before.containsKey(key) || !Objects.equals(before.get(key), value)) {
                changes.put(key, value);
            }
        });
        return changes;
    }

    private static void putProblems(Map<String, @Nullable String> values, Overview overview) {
        var sentences = overview.problems().stream()
                .map(problem -> problem.fault() + ": " + problem.text())
                .toList();
        values.put("healthy", sentences.isEmpty() ? "hidden" : null);
        values.put("problems", String.join(" ", sentences));
    }

    private static @Nullable String completeness(@Nullable Completeness completeness) {
        return completeness == null ? null : completeness(completeness.missing());
    }

    private static String completeness(long missing) {
        return missing == 0 ? "complete" : grouped(missing) + " missing";
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
