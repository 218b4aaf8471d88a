package io.mededge.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.Sample;
import io.mededge.model.safety.Hazard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that takes 1 MiB in a second: events are durable within a second, memory is bounded, what is refused is a gap, and afterwards all is as before. Needs
 * root, loop devices and the block controller of cgroup v1.
 */
@Hazard("H-008")
class DiskThrottleTest {
    private static final boolean LONG = Boolean.getBoolean("mededge.long");
    private static final Path THROTTLE = Path.of("/sys/fs/cgroup/blkio/blkio.throttle.write_bps_device");
    private static final int BYTES_PER_SECOND = 1 << 20;
    private static final int DEVICES = 50;
    private static final int POINTS = 20;
    private static final Duration EVENT_EVERY = Duration.ofMillis(100);
    private static final Duration EVENT_WITHIN = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<Long> eventNanos = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> pollNanos = new ConcurrentLinkedQueue<>();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong eventsRefused = new AtomicLong();
    private String device = "";

    @AfterEach
    void lift() throws Exception {
        if (!device.isEmpty()) {
            throttle(0);
            run("umount", folder.resolve("disk").toString());
            run("umount", folder.resolve("memory").toString());
        }
    }

    @Test
    void anEventIsDurableWithinASecondOnADiskOfOneMebibyteASecond() throws Exception {
        var disk = slowDisk();
        var faults = new Faults();
        // the driver keeps its unpacked library open, which must not be on the disk that is unmounted
        TestJournal.open(folder.resolve("elsewhere")).close();
        try (var journal = TestJournal.open(disk.resolve("journal"), 512L << 20, faults)) {
            load(journal, 1_000, Duration.ofSeconds(1));
            forget();
            throttle(BYTES_PER_SECOND);
            load(journal, 1_000, Duration.ofSeconds(LONG ? 300 : 6));
            report("20,000 points/s");
            assertThat(refused.get()).as("refused at 20,000 points/s").isZero();

            forget();
            load(journal, 20_000, Duration.ofSeconds(LONG ? 120 : 4));
            report("400,000 points/s offered");
            assertThat(refused.get()).as("more than the disk takes").isPositive();

            throttle(0);
            var lifted = System.nanoTime();
            load(journal, 1_000, Duration.ofSeconds(1));
            forget();
            load(journal, 1_000, Duration.ofSeconds(2));
            report("lifted");
            assertThat(refused.get()).as("after it was lifted").isZero();
            System.out.printf(
                    "MEASURED after the throttle: back to normal within %d ms%n",
                    Math.max(0, (System.nanoTime() - lifted) / 1_000_000 - 2_000));
            gapsAreRecorded(journal);
        }
    }

    private Path slowDisk() throws Exception {
        var can = new ProcessBuilder(
                                "sh",
                                "-c",
                                "[ $(id -u) = 0 ] && losetup -f && command -v mkfs.ext4 && [ -w " + THROTTLE + " ]")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
        if (!can) {
            System.err.println("SKIPPED: a slow disk needs root, loop devices and " + THROTTLE);
        }
        assertThat(can || !LONG)
                .as("the long run needs root, loop devices and " + THROTTLE)
                .isTrue();
        assumeTrue(can, "root, loop devices and cgroup v1");
        // in memory, so that nothing but the throttle makes it slow
        var memory = Files.createDirectories(folder.resolve("memory"));
        run("mount", "-t", "tmpfs", "-o", "size=800m", "none", memory.toString());
        var image = memory.resolve("disk.img");
        var disk = Files.createDirectories(folder.resolve("disk"));
        run("truncate", "-s", "768M", image.toString());
        run("mkfs.ext4", "-q", image.toString());
        run("mount", "-o", "loop", image.toString(), disk.toString());
        var loop = run("losetup", "-j", image.toString());
        device = Files.readString(Path.of("/sys/block", loop.substring("/dev/".length(), loop.indexOf(':')), "dev"))
                .strip();
        return disk;
    }

    private void throttle(int bytesPerSecond) throws Exception {
        Files.writeString(THROTTLE, device + " " + bytesPerSecond + "\n");
    }

    /** So many polls in each second, evenly, and an event every tenth of a second, whatever becomes of them. */
    private void load(Journal journal, int pollsPerSecond, Duration duration) {
        var sample = TestJournal.sample(1, POINTS);
        var start = System.nanoTime();
        var nextEvent = start;
        for (var poll = 0L; System.nanoTime() - start < duration.toNanos(); poll++) {
            var due = start + poll * 1_000_000_000L / pollsPerSecond;
            if (System.nanoTime() >= nextEvent) {
                event(journal);
                nextEvent += EVENT_EVERY.toNanos();
            }
            if (due > System.nanoTime()) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            poll(journal, new DeviceId("hd-" + poll % DEVICES), sample);
        }
    }

    private void poll(Journal journal, DeviceId of, Sample sample) {
        var offered = System.nanoTime();
        var unused = journal.append(of, StreamClass.TELEMETRY, Instant.now(), sample)
                .whenComplete((entry, failure) -> {
                    if (failure == null) {
                        stored.incrementAndGet();
                        pollNanos.add(System.nanoTime() - offered);
                    } else {
                        refused.incrementAndGet();
                    }
                });
    }

    private void event(Journal journal) {
        var offered = System.nanoTime();
        var unused = journal.append(
                        new DeviceId("hd-0"),
                        StreamClass.EVENTS,
                        Instant.now(),
                        new Gap(FaultCode.MACHINE_EVENTS_OVERRUN, null))
                .whenComplete((entry, failure) -> {
                    if (failure == null) {
                        eventNanos.add(System.nanoTime() - offered);
                    } else {
                        eventsRefused.incrementAndGet();
                    }
                });
    }

    private void forget() {
        eventNanos.clear();
        pollNanos.clear();
        stored.set(0);
        refused.set(0);
    }

    private void report(String what) {
        var events = sorted(eventNanos);
        var polls = sorted(pollNanos);
        System.out.printf(
                "MEASURED %s at %d B/s: events %d, p50 %d ms, p99 %d ms, longest %d ms; polls stored %d, p99 %d ms; refused %d; heap %d MiB%n",
                what,
                BYTES_PER_SECOND,
                events.size(),
                at(events, 0.5),
                at(events, 0.99),
                at(events, 1),
                stored.get(),
                at(polls, 0.99),
                refused.get(),
                (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
        assertThat(eventsRefused.get()).as("events refused").isZero();
        assertThat(at(events, 0.99))
                .as("%s: events, 99th percentile, ms", what)
                .isLessThanOrEqualTo(EVENT_WITHIN.toMillis());
    }

    private static List<Long> sorted(ConcurrentLinkedQueue<Long> nanos) {
        return new ArrayList<>(nanos).stream().sorted().toList();
    }

    private static long at(List<Long> sorted, double share) {
        return sorted.isEmpty() ? -1 : sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1_000_000;
    }

    private static void gapsAreRecorded(Journal journal) throws Exception {
        var key = new StreamKey(new DeviceId("hd-1"), StreamClass.TELEMETRY);
        var gaps = new ArrayList<Gap>();
        for (var read = journal.read(key, 1, 1 << 30, 1_000, 1 << 24); !read.isEmpty(); ) {
            read.stream().filter(entry -> entry.body() instanceof Gap).forEach(entry -> gaps.add((Gap) entry.body()));
            read = journal.read(key, read.get(read.size() - 1).sequence() + 1, 1 << 30, 1_000, 1 << 24);
        }
        assertThat(gaps).anyMatch(gap -> gap.fault() == FaultCode.JOURNAL_BUSY && gap.until() != null);
    }

    private static String run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + said)
                .isZero();
        return said;
    }
}
