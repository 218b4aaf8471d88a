package io.mededge.infra.bench;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fills a journal as a long outage of the line does, for {@code ./mededge bench drain}: every record is appended, committed and written again by the journal
 * itself. A program of its own. Arguments: the journal's folder, region, facility, gateway, number of machines, polls of each, points of each poll, milliseconds
 * between two polls. The machines are named {@code m-0} and so on, their points {@code p0} and so on; p0 and p1 count the polls.
 */
final class JournalFill {
    private static final int MAX_UNCONFIRMED = 2_000;
    /** After so many the journal is closed and opened, upon which it writes its blocks again at once. */
    private static final int AT_A_TIME = 500_000;

    private static final Duration RESEAL_WITHIN = Duration.ofMinutes(5);

    private final Path folder;
    private final Place place;
    private final DeviceId gateway;
    private final List<DeviceId> machines = new ArrayList<>();
    private final List<MetricId> metrics = new ArrayList<>();
    private final long pollMillis;
    private volatile Instant now = Instant.EPOCH;

    private JournalFill(String[] arguments) {
        folder = Path.of(arguments[0]);
        place = Place.of(arguments[1], arguments[2]);
        gateway = new DeviceId(arguments[3]);
        for (var machine = 0; machine < Integer.parseInt(arguments[4]); machine++) {
            machines.add(new DeviceId("m-" + machine));
        }
        for (var point = 0; point < Integer.parseInt(arguments[6]); point++) {
            metrics.add(new MetricId("p" + point));
        }
        pollMillis = Long.parseLong(arguments[7]);
    }

    public static void main(String[] arguments) throws Exception {
        new JournalFill(arguments).fill(Integer.parseInt(arguments[5]));
    }

    private void fill(int polls) throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Files.createDirectories(folder);
        var start = Instant.now().minusMillis(polls * pollMillis);
        var step = Math.max(1, AT_A_TIME / machines.size());
        for (var from = 0; from < polls; from += step) {
            try (var journal = open()) {
                append(journal, start, from, Math.min(polls, from + step));
            }
            try (var journal = open()) {
                awaitResealed(journal);
            }
        }
    }

    private Journal open() throws IOException {
        return Journal.open(folder, place, gateway, new JournalLoad.Defaults(), () -> now, new Faults());
    }

    private void append(Journal journal, Instant start, int from, int to)
            throws InterruptedException, ExecutionException, TimeoutException {
        var room = new Semaphore(MAX_UNCONFIRMED);
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (var poll = from; poll < to; poll++) {
            var at = start.plusMillis(poll * pollMillis);
            now = at.plusMillis(2);
            for (var machine : machines) {
                room.acquire();
                last = journal.append(machine, StreamClass.TELEMETRY, at, sample(poll + 1))
                        .whenComplete((entry, refused) -> room.release());
            }
        }
        last.get(60, TimeUnit.SECONDS);
    }

    private Sample sample(int number) {
        var readings = new ArrayList<Sample.Reading>(metrics.size());
        for (var point = 0; point < metrics.size(); point++) {
            var value = point == 0 ? number & 0xFFFF : point == 1 ? number >> 16 : 1_000 * point + number / 64 % 100;
            readings.add(new Sample.Reading(metrics.get(point), value, Quality.GOOD));
        }
        return new Sample(readings);
    }

    private static void awaitResealed(Journal journal) throws InterruptedException, TimeoutException {
        var giveUp = System.nanoTime() + RESEAL_WITHIN.toNanos();
        while (journal.hotBytes() > 0) {
            if (System.nanoTime() - giveUp > 0) {
                throw new TimeoutException("blocks were not written again within " + RESEAL_WITHIN);
            }
            Thread.sleep(20);
        }
    }
}
