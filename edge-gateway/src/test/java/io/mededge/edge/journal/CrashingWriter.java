package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The child of the crash tests: appends to three streams as fast as it can and says what is confirmed, into a file outside of the journal's folder. Its values
 * ascend for ever, so a lost, a repeated and a swapped record all show. Frees all but the newest 200 of each stream; writes hot blocks again every few
 * hundred milliseconds, so that a kill falls there too.
 *
 * <p>Arguments: folder, file to tell, first value, hours by which the clock jumps each 200 ms, bound in bytes, {@code free} or {@code keep}.
 */
final class CrashingWriter {
    static final List<String> DEVICES = List.of("A-01-hd", "A-02-hd", "A-03-hd");

    private CrashingWriter() {}

    public static void main(String[] arguments) throws Exception {
        var started = System.nanoTime();
        var jumpHours = Long.parseLong(arguments[3]);
        InstantSource clock = () -> {
            var jumps = (System.nanoTime() - started) / 200_000_000 % 2;
            return Instant.now().plus(Duration.ofHours(jumps * jumpHours));
        };
        var journal = Journal.open(
                Path.of(arguments[0]),
                TestJournal.PLACE,
                TestJournal.GATEWAY,
                new TestJournal.Config(Long.parseLong(arguments[4]), 10_000),
                clock,
                new Faults());
        var tell = new PrintStream(new FileOutputStream(arguments[1], true), true, StandardCharsets.UTF_8);
        tell.println("ready " + (System.nanoTime() - started) / 1_000_000 + " "
                + journal.setAside().isPresent());
        var refused = new AtomicLong();
        for (var i = Long.parseLong(arguments[2]); ; i++) {
            var value = i;
            var device = new DeviceId(DEVICES.get((int) (i % DEVICES.size())));
            var stored = journal.append(device, StreamClass.TELEMETRY, clock.instant(), TestJournal.sample(value, 20));
            var told = stored.handle((entry, failure) -> {
                if (failure != null) {
                    tell.println("refused " + refused.incrementAndGet());
                    return false;
                }
                tell.println("stored " + device + "/0 " + entry.sequence() + " " + value);
                if (entry.sequence() % 100 == 0 && entry.sequence() > 200 && arguments[5].equals("free")) {
                    tell.println("freed " + device + "/0 " + (entry.sequence() - 200));
                    journal.free(
                            new StreamKey(device, StreamClass.TELEMETRY),
                            List.of(new SequenceSet.Range(1, entry.sequence() - 200)));
                }
                return true;
            });
            if (i % 50 == 0 && !told.get(20, TimeUnit.SECONDS)) {
                Thread.sleep(20);
            }
        }
    }
}
