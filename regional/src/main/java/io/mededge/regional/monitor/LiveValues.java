package io.mededge.regional.monitor;

import io.mededge.regional.monitor.Overview.Completeness;
import io.mededge.regional.monitor.Overview.Device;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The texts of a page's moving parts by key: the page is written with them, and its live updates are what changed of them. */
final class LiveValues {
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
            values.put(facility.id() + ".reporting", facility.reporting() + " of " + facility.devices());
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
                        putDevice(values, device);
                    }
                    return values;
                });
    }

    private static void putDevice(Map<String, @Nullable String> values, Device device) {
        values.put(device.id() + ".state", device.reporting() ? "● reporting" : "○ silent");
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
