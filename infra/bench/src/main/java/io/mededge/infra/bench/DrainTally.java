package io.mededge.infra.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What arrives while a backlog drains: the age of what is new, the delay of alarms after the poll that showed them, and of the backlog which records came, came twice or came before an older
 * one of their machine. Thread-safe.
 */
final class DrainTally implements MqttTap.Receiver {
    private static final int MAX_AGES = 1_000_000;

    private final CountingMachines machines;
    private final int filled;
    private final int newest;
    private final SampleReader reader = new SampleReader(new Listener());
    private final Map<String, Backlog> backlogs = new HashMap<>();
    private final Set<String> heard = new HashSet<>();
    private double[] ages = new double[10_000];
    private int agesCount;
    private double worstAlarmMillis;
    private int alarms;
    private long drained;
    private long twice;
    private long disorder;
    private long firstNanos;
    private long lastNanos;
    private long newestNanos;
    private int newestMissing;

    private static final class Backlog {
        private final BitSet seen = new BitSet();
        private int last;
    }

    /**
     * @param drained records of those that were filled in
     * @param twice of them, more than once
     * @param disorder of them, after a newer one, those of the newest minute left out, which come first
     * @param newestSeconds from the first of them until the newest of them of every machine was here; NaN if one is not
     */
    record Result(
            long drained,
            long twice,
            long disorder,
            double seconds,
            double newestSeconds,
            double[] liveMillis,
            int alarms,
            double worstAlarmMillis) {}

    /**
     * @param filled how many records each machine's stream had at first
     * @param newest so many of a machine are its newest minute, which comes before the others; what it recorded before the line was up is part of that
     */
    DrainTally(CountingMachines machines, int filled, int newest) {
        this.machines = machines;
        this.filled = filled;
        this.newest = newest;
        this.newestMissing = filled == 0 ? 0 : machines.ports().size();
    }

    /** Forgets the ages and alarms so far. */
    synchronized void begin() {
        agesCount = 0;
        alarms = 0;
        worstAlarmMillis = 0;
    }

    synchronized boolean hasBegun() {
        return drained > 0;
    }

    synchronized boolean isDrained() {
        return drained >= (long) filled * machines.ports().size();
    }

    synchronized int machinesHeard() {
        return heard.size();
    }

    synchronized Result result() {
        return new Result(
                drained,
                twice,
                disorder,
                (lastNanos - firstNanos) / 1e9,
                newestMissing == 0 ? (newestNanos - firstNanos) / 1e9 : Double.NaN,
                Arrays.copyOf(ages, agesCount),
                alarms,
                worstAlarmMillis);
    }

    @Override
    public synchronized void received(byte[] buffer, int offset, int length) {
        try {
            reader.read(buffer, offset, length);
        } catch (IOException notOurs) {
            throw new IllegalStateException("a message that is not of the schema", notOurs);
        }
    }

    private final class Listener implements SampleReader.Listener {
        @Override
        public void sample(String device, long sequence, long number, long micros, int points) {
            heard.add(device);
            if (sequence <= filled) {
                drained(device, (int) sequence);
            } else if (reader.lane() == SampleReader.LIVE && agesCount < MAX_AGES) {
                if (agesCount == ages.length) {
                    ages = Arrays.copyOf(ages, 2 * agesCount);
                }
                ages[agesCount++] = (machines.nowMicros() - micros & 0xFFFF_FFFFL) / 1_000.0;
            }
        }

        @Override
        public void event(String device, long sequence, int number) {
            var since = machines.shown(device, number);
            if (since.isPresent()) {
                alarms++;
                worstAlarmMillis = Math.max(worstAlarmMillis, (System.nanoTime() - since.getAsLong()) / 1e6);
            }
        }
    }

    private void drained(String device, int sequence) {
        var backlog = backlogs.computeIfAbsent(device, unseen -> new Backlog());
        lastNanos = System.nanoTime();
        firstNanos = drained == 0 ? lastNanos : firstNanos;
        if (backlog.seen.get(sequence)) {
            twice++;
            return;
        }
        backlog.seen.set(sequence);
        drained++;
        if (sequence == filled) {
            newestMissing--;
            newestNanos = lastNanos;
        }
        if (sequence <= filled - newest) {
            disorder += sequence < backlog.last ? 1 : 0;
            backlog.last = Math.max(backlog.last, sequence);
        }
    }
}
