package io.mededge.edge.uplink;

import io.mededge.edge.TestConfig;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import io.mededge.model.telemetry.Entry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;

/** {@link SendPlan} over a line of some bytes per second on a virtual clock: what is sent waits for what was sent before it, as in a modem. */
final class SlowLine {
    static final SendPlan.Room ALL = new SendPlan.Room(true, true, true);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** About what a message and a record of 20 values need in protobuf. */
    private static final int MESSAGE_BYTES = 300;

    private static final int RECORD_BYTES = 200;

    /** What has arrived, in its order. */
    final List<Arrival> arrivals = new ArrayList<>();

    final SendPlan plan;
    long now;
    private final double bytesPerNano;
    private final Map<StreamKey, TreeMap<Long, Long>> journal = new HashMap<>();
    private final Deque<Message> line = new ArrayDeque<>();
    private long freeNanos;
    private boolean connected;

    /** @param sinceCommitNanos how long after it was committed */
    record Arrival(StreamKey stream, long sequence, boolean backlog, long atNanos, long sinceCommitNanos) {}

    private record Message(StreamKey stream, List<Long> sequences, boolean backlog, long arrivesNanos) {}

    SlowLine(int bytesPerSecond, Function<StreamKey, DrainOrder.Source> sources) {
        bytesPerNano = bytesPerSecond / 1e9;
        plan = new SendPlan(TestConfig.of(Map.of()).uplink(), sources, 0);
    }

    /** What an earlier run has left. */
    void left(StreamKey stream, long last) {
        LongStream.rangeClosed(1, last).forEach(sequence -> records(stream).put(sequence, now));
        plan.left(stream, new Range(1, last));
    }

    void commit(StreamKey stream) {
        var records = records(stream);
        var sequence = records.isEmpty() ? 1 : records.lastKey() + 1;
        records.put(sequence, now);
        plan.committed(
                stream, new Entry(sequence, Instant.EPOCH, Instant.EPOCH, TestJournal.sample(1, 1)), connected, now);
    }

    void connect() {
        connected = true;
        freeNanos = now;
        plan.connected(now);
    }

    /** What is under way does not arrive. */
    void disconnect() {
        connected = false;
        line.clear();
        plan.connectionLost();
    }

    /** Lets time pass. */
    void run(long nanos) {
        for (var end = now + nanos; now < end; now += STEP_NANOS) {
            while (!line.isEmpty() && line.peek().arrivesNanos() + DELAY_NANOS <= now) {
                acknowledge(line.remove());
            }
            plan.checkDue(now);
            if (connected) {
                for (var run = plan.takeLive(ALL, now); run.isPresent(); run = plan.takeLive(ALL, now)) {
                    send(
                            run.get().stream(),
                            run.get().entries().stream().map(Entry::sequence).toList(),
                            false);
                }
                for (var next = plan.nextBacklog(ALL, now); next.isPresent(); next = plan.nextBacklog(ALL, now)) {
                    sendBacklog(next.get());
                }
            }
        }
    }

    private void sendBacklog(DeliveryLedger.Backlog next) {
        var entries =
                records(next.stream())
                        .subMap(next.range().first(), true, next.range().last(), true)
                        .keySet()
                        .stream()
                        .map(sequence -> new Entry(sequence, Instant.EPOCH, Instant.EPOCH, TestJournal.sample(1, 1)))
                        .toList();
        plan.sentFromJournal(next, entries, now);
        if (!entries.isEmpty()) {
            send(next.stream(), entries.stream().map(Entry::sequence).toList(), true);
        }
    }

    private void send(StreamKey stream, List<Long> sequences, boolean backlog) {
        freeNanos =
                Math.max(now, freeNanos) + (long) ((MESSAGE_BYTES + RECORD_BYTES * sequences.size()) / bytesPerNano);
        line.add(new Message(stream, sequences, backlog, freeNanos + DELAY_NANOS));
    }

    private void acknowledge(Message message) {
        for (var sequence : message.sequences()) {
            var committed = records(message.stream()).get(sequence);
            arrivals.add(new Arrival(
                    message.stream(),
                    sequence,
                    message.backlog(),
                    message.arrivesNanos(),
                    message.arrivesNanos() - (committed == null ? 0 : committed)));
        }
        var ranges = message.sequences().stream()
                .map(sequence -> new Range(sequence, sequence))
                .toList();
        plan.acknowledged(message.stream(), ranges, now);
    }

    private TreeMap<Long, Long> records(StreamKey stream) {
        return journal.computeIfAbsent(stream, unseen -> new TreeMap<>());
    }

    /** Milliseconds from commit to arrival of what was sent from memory, ascending. */
    List<Double> liveMillis(StreamClass streamClass) {
        return arrivals.stream()
                .filter(arrival -> !arrival.backlog() && arrival.stream().streamClass() == streamClass)
                .map(arrival -> arrival.sinceCommitNanos() / 1e6)
                .sorted()
                .toList();
    }
}
