package io.mededge.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.journal.StreamKey;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The gateway's side of the delivery on a virtual clock: a journal, a network that loses, doubles and reorders batches and acknowledgements, cuts, a region,
 * and restarts of the gateway that forget the ledger but not the journal. Everything comes from one seed. After each step the invariants are checked.
 */
class DeliverySimulationTest {
    private static final int SEEDS = Integer.getInteger("mededge.seeds", 500);
    private static final long FIRST_SEED = Long.getLong("mededge.seed", 1L);
    private static final int MAX_BATCH = 7;

    @Test
    void everythingArrivesAndNothingIsFreedBeforeItsAcknowledgement() {
        var restarts = 0;
        var lost = 0;
        var doubled = 0;
        for (var seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            var world = new World(seed);
            world.run();
            restarts += world.restarts;
            lost += world.lost;
            doubled += world.doubled;
        }
        // a simulation in which nothing goes wrong proves nothing
        assertThat(restarts).isGreaterThan(SEEDS / 2);
        assertThat(lost).isGreaterThan(SEEDS * 5);
        assertThat(doubled).isGreaterThan(SEEDS);
    }

    private static final class World {
        private static final long STEP = TimeUnit.MILLISECONDS.toNanos(50);
        private static final int TROUBLE_STEPS = 250;
        private static final int STREAMS = 4;

        final long seed;
        final Random random;
        final double loss;
        final double doubling;
        final long maxDelay;
        final List<StreamKey> streams = new ArrayList<>();
        /** The journal: what is stored and not freed, and the last number given out. */
        final Map<StreamKey, TreeSet<Long>> journal = new HashMap<>();

        final Map<StreamKey, Long> last = new HashMap<>();
        /** Freed before a restart; an acknowledgement may name them again after it. */
        final Set<Live> holes = new HashSet<>();

        final List<Live> liveQueue = new ArrayList<>();
        final Map<StreamKey, SequenceSet> region = new HashMap<>();
        final PriorityQueue<Event> network = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
        DeliveryLedger ledger = newLedger();
        long now;
        boolean connected = true;
        int restarts;
        int lost;
        int doubled;

        private record Live(StreamKey stream, long sequence, long committed) {}

        private record Event(long at, Runnable action) {}

        World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.loss = random.nextDouble() * 0.4;
            this.doubling = random.nextDouble() * 0.3;
            this.maxDelay = TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(3_000));
            for (var i = 0; i < STREAMS; i++) {
                streams.add(new StreamKey(new DeviceId("d-" + i), i == 0 ? StreamClass.EVENTS : StreamClass.TELEMETRY));
            }
        }

        static DeliveryLedger newLedger() {
            return new DeliveryLedger(Duration.ofSeconds(5), Duration.ofSeconds(60));
        }

        void run() {
            for (var step = 0; step < TROUBLE_STEPS; step++) {
                if (random.nextInt(150) == 0) {
                    connected = !connected;
                    if (!connected && random.nextBoolean()) {
                        ledger.connectionLost();
                    }
                }
                if (random.nextInt(400) == 0) {
                    restart();
                }
                commitSome();
                step(loss);
            }
            connected = true;
            // the world has become well: everything must arrive within a bounded time
            for (var step = 0; step < 20 * 90 && !allFreed(); step++) {
                step(0);
            }
            assertThat(allFreed())
                    .as("seed %d: everything delivered and freed", seed)
                    .isTrue();
            assertThat(ledger.nextBacklog(StreamClass.EVENTS, 1))
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(ledger.size())
                    .as("seed %d: nothing is kept for ever", seed)
                    .isZero();
            for (var stream : streams) {
                assertThat(region(stream).contiguous())
                        .as("seed %d: %s complete", seed, stream)
                        .isEqualTo(last.getOrDefault(stream, 0L));
            }
        }

        private void step(double lossNow) {
            now += STEP;
            while (!network.isEmpty() && network.peek().at <= now) {
                network.remove().action.run();
            }
            ledger.checkDue(now);
            if (connected) {
                sendLive(lossNow);
                sendBacklog(lossNow);
            } else {
                overflow();
            }
            checkThatNothingIsForgotten();
        }

        private void commitSome() {
            for (var stream : streams) {
                for (var i = random.nextInt(3); i > 0; i--) {
                    var sequence = last.merge(stream, 1L, Long::sum);
                    stored(stream).add(sequence);
                    if (random.nextInt(20) == 0) {
                        // the queue in memory is full
                        ledger.want(stream, new Range(sequence, sequence));
                    } else {
                        liveQueue.add(new Live(stream, sequence, now));
                    }
                }
            }
        }

        private void sendLive(double lossNow) {
            for (var live : liveQueue) {
                assertThat(now - live.committed)
                        .as("seed %d: live never waits for backlog", seed)
                        .isLessThanOrEqualTo(STEP);
                var range = new Range(live.sequence, live.sequence);
                ledger.sent(live.stream, range, now);
                transmit(live.stream, List.of(live.sequence), lossNow);
            }
            liveQueue.clear();
        }

        private void sendBacklog(double lossNow) {
            for (var round = 0; round < 3; round++) {
                var events = ledger.nextBacklog(StreamClass.EVENTS, MAX_BATCH);
                var next = events.isPresent() ? events : ledger.nextBacklog(StreamClass.TELEMETRY, MAX_BATCH);
                if (next.isEmpty()) {
                    return;
                }
                var stream = next.get().stream();
                var range = next.get().range();
                var there = new ArrayList<>(stored(stream).subSet(range.first(), true, range.last(), true));
                ledger.sentFromJournal(stream, range, there, now);
                if (!there.isEmpty()) {
                    transmit(stream, there, lossNow);
                }
            }
        }

        private void transmit(StreamKey stream, List<Long> sequences, double lossNow) {
            var copies = random.nextDouble() < doubling ? 2 : 1;
            doubled += copies - 1;
            for (var copy = 0; copy < copies; copy++) {
                if (random.nextDouble() < lossNow) {
                    lost++;
                } else {
                    network.add(new Event(later(), () -> arrive(stream, sequences, lossNow)));
                }
            }
        }

        private void arrive(StreamKey stream, List<Long> sequences, double lossNow) {
            sequences.forEach(region(stream)::add);
            if (random.nextDouble() < lossNow) {
                lost++;
            } else {
                var ranges = SequenceSet.of(sequences.stream()
                                .map(one -> new Range(one, one))
                                .toList())
                        .ranges();
                network.add(new Event(later(), () -> acknowledged(stream, ranges)));
            }
        }

        private void acknowledged(StreamKey stream, List<Range> ranges) {
            for (var freed : ledger.acknowledge(stream, ranges)) {
                for (var sequence = freed.first(); sequence <= freed.last(); sequence++) {
                    assertThat(region(stream).contains(sequence))
                            .as("seed %d: %s %d freed only when the region has it", seed, stream, sequence)
                            .isTrue();
                    var wasStored = stored(stream).remove(sequence);
                    assertThat(wasStored || holes.contains(new Live(stream, sequence, 0)))
                            .as("seed %d: %s %d freed once", seed, stream, sequence)
                            .isTrue();
                }
            }
        }

        /** Not connected: what was committed waits in the journal. */
        private void overflow() {
            liveQueue.forEach(live -> ledger.want(live.stream, new Range(live.sequence, live.sequence)));
            liveQueue.clear();
        }

        private void restart() {
            restarts++;
            ledger = newLedger();
            liveQueue.clear();
            for (var stream : streams) {
                var stored = stored(stream);
                if (!stored.isEmpty()) {
                    // the journal tells the first and the last; holes are found when reading
                    var range = new Range(stored.first(), last.getOrDefault(stream, 0L));
                    ledger.want(stream, range);
                    for (var sequence = range.first(); sequence <= range.last(); sequence++) {
                        if (!stored.contains(sequence)) {
                            holes.add(new Live(stream, sequence, 0));
                        }
                    }
                }
            }
        }

        /** Each stored record is wanted, in flight or about to be sent live. */
        private void checkThatNothingIsForgotten() {
            if (random.nextInt(50) != 0) {
                return;
            }
            for (var stream : streams) {
                for (var sequence : stored(stream)) {
                    var known = ledger.knows(stream, sequence);
                    var live =
                            liveQueue.stream().anyMatch(one -> one.stream.equals(stream) && one.sequence == sequence);
                    assertThat(known || live)
                            .as("seed %d: %s %d is known", seed, stream, sequence)
                            .isTrue();
                }
            }
        }

        private long later() {
            return now + 1 + (long) (random.nextDouble() * maxDelay);
        }

        private boolean allFreed() {
            return journal.values().stream().allMatch(TreeSet::isEmpty);
        }

        private TreeSet<Long> stored(StreamKey stream) {
            return journal.computeIfAbsent(stream, unseen -> new TreeSet<>());
        }

        private SequenceSet region(StreamKey stream) {
            return region.computeIfAbsent(stream, unseen -> new SequenceSet());
        }
    }
}
