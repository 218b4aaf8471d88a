package io.mededge.infra.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * From a register written at a machine to the value in FHIR, while all stations are polled.
 *
 * <p>The writes come at random times and so at a random phase of the poll; the clock starts before the write. What follows the poll is the time from the
 * Observation's own effective time, which is the gateway's time of the poll, to the answer that shows it.
 */
final class LatencyBench {
    private static final double LIMIT_MILLIS = 1_000;
    private static final double AFTER_POLL_LIMIT_MILLIS = 250;
    private static final Duration GIVE_UP = Duration.ofSeconds(20);
    private static final int BLOOD_FLOW_SET = 0; // holding register of the profile mededge-hd, 0.1 mL/min
    private static final String BLOOD_FLOW_SET_MDC = "16935956";
    private static final int WINDOWS_CHECKED = 5;
    private static final String OFFSETS = "extension-SampledData.offsets";
    private static final int SLOWEST_PRINTED = 5;
    private static final long POLL_MILLIS = 500;
    private static final long WINDOW_CLOSED_AFTER_MILLIS = 65_000;

    private record Change(String device, double value, Instant at) {}

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(1);
    private final Stack stack;
    private final PrintStream out;
    private final int firstPort;

    LatencyBench(Stack stack, PrintStream out) {
        this.stack = stack;
        this.out = out;
        this.firstPort = Integer.getInteger("mededge.firstStationPort", 15_020);
    }

    boolean run(int changes) throws IOException, InterruptedException {
        var total = new double[changes];
        var afterPoll = new double[changes];
        List<Change> made = new ArrayList<>();
        for (var i = 0; i < changes; i++) {
            Thread.sleep(random.nextInt(300));
            var station = random.nextInt(10);
            var device = "A-%02d-hd".formatted(station + 1);
            var tenths = 2_000 + i * 5 + random.nextInt(5); // a new value each time
            var start = System.nanoTime();
            RegisterWriter.write(firstPort + station, BLOOD_FLOW_SET, tenths);
            var seen = await(device, tenths / 10.0);
            total[i] = (System.nanoTime() - start) / 1e6;
            afterPoll[i] = Duration.between(seen.at(), Instant.now()).toNanos() / 1e6;
            made.add(seen);
        }
        var whole = new Distribution(total);
        var tail = new Distribution(afterPoll);
        out.println("register write → FHIR   " + whole);
        out.print(whole.histogram());
        out.println("poll → FHIR             " + tail);
        out.print(tail.histogram());
        out.printf("p99 of the whole  %.2f of the limit%n", whole.percentile(99) / LIMIT_MILLIS);
        out.printf("p99 after the poll %.2f of the limit%n", tail.percentile(99) / AFTER_POLL_LIMIT_MILLIS);
        printSlowest(made, afterPoll);
        var placed = windowsHold(made.subList(made.size() - WINDOWS_CHECKED, made.size()));
        return whole.percentile(99) <= LIMIT_MILLIS && tail.percentile(99) <= AFTER_POLL_LIMIT_MILLIS && placed;
    }

    /** With their times, so that the logs of the processes can be read for what happened then. */
    private void printSlowest(List<Change> made, double[] afterPoll) {
        IntStream.range(0, afterPoll.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -afterPoll[i]))
                .limit(SLOWEST_PRINTED)
                .forEach(i -> out.printf(
                        "  slowest: %4.0f ms after the poll of %s at %s%n",
                        afterPoll[i], made.get(i).device(), made.get(i).at()));
    }

    private Change await(String device, double value) throws IOException, InterruptedException {
        var giveUp = Instant.now().plus(GIVE_UP);
        while (Instant.now().isBefore(giveUp)) {
            var observation = search(device).path("entry").path(0).path("resource");
            if (Math.abs(observation.path("valueQuantity").path("value").asDouble(Double.NaN) - value) < 1e-6) {
                var at = OffsetDateTime.parse(
                        observation.get("effectiveDateTime").asText());
                return new Change(device, value, at.toInstant());
            }
            Thread.sleep(5);
        }
        throw new IOException(device + " never showed " + value + " within " + GIVE_UP);
    }

    private JsonNode search(String device) throws IOException, InterruptedException {
        return get(
                "/Observation?device=facility-1." + device + "&code=" + BLOOD_FLOW_SET_MDC + "&_sort=-date&_count=1");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(stack.address("fhir") + path))
                .header("Accept", "application/fhir+json")
                .timeout(GIVE_UP)
                .build();
        return json.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** Each value stands at its place of the poll grid in the SampledData window of its minute. */
    private boolean windowsHold(List<Change> changes) throws IOException, InterruptedException {
        var last = changes.get(changes.size() - 1).at();
        var closed = last.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60).plusMillis(WINDOW_CLOSED_AFTER_MILLIS);
        out.printf("waiting for the last window to be final (%s)%n", closed);
        Thread.sleep(Math.max(0, Duration.between(Instant.now(), closed).toMillis()));
        var held = 0;
        for (var change : changes) {
            held += windowHolds(change) ? 1 : 0;
        }
        out.printf("values at their place in the SampledData window: %d of %d%n", held, changes.size());
        return held == changes.size();
    }

    private boolean windowHolds(Change change) throws IOException, InterruptedException {
        var latest = search(change.device()).at("/entry/0/resource/id").asText();
        var minute = change.at().getEpochSecond() / 60;
        var window = get("/Observation/" + latest + "-" + minute);
        var alone = window.path("valueQuantity").path("value");
        if (alone.isNumber()) {
            // the only value of its minute is given as such
            return Math.abs(alone.asDouble() - change.value()) < 1e-6;
        }
        var data = window.path("valueSampledData");
        var values = data.path("data").asText().split(" ");
        var start = OffsetDateTime.parse(window.at("/effectivePeriod/start").asText())
                .toInstant();
        var sinceStart = Duration.between(start, change.at()).toMillis();
        var places = places(data, sinceStart);
        for (var place : places) {
            if (place >= 0 && place < values.length && values[place].equals(trimmed(change.value()))) {
                return true;
            }
        }
        out.printf(
                "  %s %s, %d ms after the start, is not at %s of %s%n",
                change.device(), change.value(), sinceStart, places, data);
        return false;
    }

    /** Where a value of that time may stand: on the poll grid, or, recorded on change, at the offsets within one poll of it. */
    private static List<Integer> places(JsonNode data, long sinceStartMillis) {
        for (var extension : data.path("extension")) {
            if (extension.path("url").asText().endsWith(OFFSETS)) {
                var offsets = extension.path("valueString").asText().split(" ");
                return IntStream.range(0, offsets.length)
                        .filter(i -> Math.abs(Long.parseLong(offsets[i]) - sinceStartMillis) <= POLL_MILLIS)
                        .boxed()
                        .toList();
            }
        }
        var slot = sinceStartMillis / data.path("period").asDouble(Double.NaN);
        return List.of((int) Math.floor(slot), (int) Math.round(slot), (int) Math.ceil(slot));
    }

    private static String trimmed(double value) {
        return java.math.BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
