package io.mededge.edge.uplink;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.profile.Devices;
import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import io.mededge.model.telemetry.Acknowledgement;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Comparison;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import io.mededge.model.telemetry.TelemetryCodec;
import io.mededge.model.topic.DeviceTopic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what the journal holds, in the order of {@link SendPlan}. Two threads: one connects and sends what was just committed, from memory; the other
 * reads the backlog from the journal, so that a slow disk never holds up what is new.
 */
public final class Uplink implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Uplink.class);
    private static final long STACK_BYTES = 256 * 1024;
    /** Shares of the window that the less urgent leave to the more urgent. */
    private static final int RESERVED_BY_LIVE = 25;

    private static final int RESERVED_BY_BACKLOG = 50;
    private static final Duration STATE_AGE = Duration.ofMillis(500);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(8);

    private final UplinkConfig config;
    private final Journal journal;
    private final Faults faults;
    private final InstantSource clock;
    private final BatchSender sender;
    private final Backoff backoff;
    private final String clientId;
    private final Optional<String> ackTopic;
    private final Optional<Presence> presence;
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder staleAcknowledgements = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    /** For whoever sends what is new, and for pauses. */
    private final Condition liveChanged = lock.newCondition();

    private final Condition backlogChanged = lock.newCondition();
    /** Guarded by the lock, like the four after it. */
    private final SendPlan plan;

    private boolean waitsForRoom;

    private @Nullable BrokerConnection connection;
    private Instant connectionSince;
    private boolean closing;

    /** When the last connection began; only the thread that connects knows it. */
    private long openedNanos;

    private volatile Consumer<List<Comparison>> compared = unheard -> {};
    private volatile @Nullable UplinkState state;
    private volatile long stateNanos;

    public Uplink(
            UplinkConfig config,
            Place place,
            DeviceId gateway,
            Journal journal,
            Devices devices,
            Faults faults,
            InstantSource clock,
            RandomGenerator random) {
        this.config = config;
        this.journal = journal;
        this.faults = faults;
        this.clock = clock;
        this.sender = new BatchSender(config, place, gateway, journal.epoch(), devices);
        this.backoff = new Backoff(min(Duration.ofMillis(200), config.reconnectMax()), config.reconnectMax(), random);
        // begins with the certificate's name, as the broker demands, and differs from gateways of that name in other
        // facilities
        this.clientId = gateway + "-" + place.region() + "-" + place.facility();
        this.ackTopic = config.mode() == UplinkConfig.Mode.REGION
                ? Optional.of(new DeviceTopic(place, gateway, DeviceTopic.Verb.ACK).path())
                : Optional.empty();
        this.presence = config.presence() ? Optional.of(new Presence(place, gateway, faults)) : Optional.empty();
        this.plan = new SendPlan(config, System.nanoTime());
        this.connectionSince = clock.instant();
        this.openedNanos = System.nanoTime() - 2 * config.reconnectMax().toNanos();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Takes over what an earlier run has left, then listens to the journal and sends. @throws IOException if the journal cannot be read */
    public void start() throws IOException {
        if (config.mode() == UplinkConfig.Mode.OFF) {
            return;
        }
        journal.subscribe(this::committed);
        var left = journal.streams();
        lock.lock();
        try {
            for (var stream : left) {
                if (stream.firstSequence() > 0) {
                    plan.left(stream.key(), new Range(stream.firstSequence(), stream.lastSequence()));
                }
            }
        } finally {
            lock.unlock();
        }
        threads.add(new Thread(null, this::sendLive, "uplink", STACK_BYTES));
        threads.add(new Thread(null, this::sendBacklog, "uplink-backlog", STACK_BYTES));
        threads.forEach(Thread::start);
    }

    /** Who hears what the region found when it compared certified ranges with its rows. Before {@link #start}. */
    public void whenCompared(Consumer<List<Comparison>> listener) {
        compared = listener;
    }

    /** The region lacks these: they are backlog again, as far as the journal still keeps them. */
    public void sendAgain(StreamKey stream, List<Range> ranges) {
        lock.lock();
        try {
            ranges.forEach(range -> plan.left(stream, range));
            backlogChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** In the journal's writer thread. */
    private void committed(StreamKey stream, Entry entry) {
        lock.lock();
        try {
            if (plan.committed(stream, entry, connection != null, System.nanoTime())) {
                liveChanged.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void sendLive() {
        try {
            while (!isClosing()) {
                var open = usableConnection();
                if (open == null) {
                    connect();
                } else {
                    sendNextLive(open);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable BrokerConnection usableConnection() {
        lock.lock();
        try {
            var open = connection;
            return open != null && open.isConnected() ? open : null;
        } finally {
            lock.unlock();
        }
    }

    private void connect() throws InterruptedException {
        disconnect();
        var lasted = Duration.ofNanos(System.nanoTime() - openedNanos);
        if (lasted.compareTo(config.reconnectMax()) > 0) {
            backoff.reset();
        } else {
            // a broker that lets in and throws out would else be asked without a pause
            pause(backoff.next());
        }
        try {
            var opened = BrokerConnection.open(config, clientId, ackTopic, presence, new ConnectionListener());
            LOG.infof("connected to %s", config.url().orElseThrow());
            openedNanos = System.nanoTime();
            if (presence.isPresent()) {
                presence.get().announce(opened, true);
            }
            lock.lock();
            try {
                connection = opened;
                connectionSince = clock.instant();
                backlogChanged.signalAll();
            } finally {
                lock.unlock();
            }
        } catch (IOException | RuntimeException refused) {
            faults.report(FaultCode.UPLINK_DISCONNECTED, String.valueOf(refused.getMessage()));
            pause(backoff.next());
        }
    }

    private void disconnect() {
        BrokerConnection old;
        lock.lock();
        try {
            old = connection;
            if (old != null) {
                connection = null;
                connectionSince = clock.instant();
                plan.connectionLost();
            }
        } finally {
            lock.unlock();
        }
        if (old != null) {
            old.close();
        }
    }

    private void sendNextLive(BrokerConnection open) throws InterruptedException {
        Optional<SendQueue.Run> next;
        lock.lock();
        try {
            var now = System.nanoTime();
            var room = room(open);
            next = plan.takeLive(room, now);
            if (next.isEmpty()) {
                waitsForRoom = !room.live();
                var unused = liveChanged.awaitNanos(plan.liveQuietNanos(room, now));
                waitsForRoom = false;
                return;
            }
        } finally {
            lock.unlock();
        }
        var run = next.get();
        var lane = run.stream().streamClass() == StreamClass.EVENTS ? Lane.ALARM : Lane.LIVE;
        send(open, run.stream(), lane, run.entries());
    }

    private static SendPlan.Room room(BrokerConnection open) {
        return new SendPlan.Room(open.hasRoom(0), open.hasRoom(RESERVED_BY_LIVE), open.hasRoom(RESERVED_BY_BACKLOG));
    }

    private void sendBacklog() {
        try {
            while (!isClosing()) {
                Optional<DeliveryLedger.Backlog> next;
                BrokerConnection open;
                lock.lock();
                try {
                    var now = System.nanoTime();
                    noteOverdue(plan.checkDue(now));
                    open = connection;
                    next = open == null ? Optional.empty() : plan.nextBacklog(room(open), now);
                    if (open == null || next.isEmpty()) {
                        var unused = backlogChanged.awaitNanos(plan.pauseNanos(now));
                        continue;
                    }
                } finally {
                    lock.unlock();
                }
                sendFromJournal(open, next.get());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void noteOverdue(long overdue) {
        if (overdue > 0) {
            faults.report(FaultCode.UPLINK_ACK_OVERDUE, overdue + " records will be sent again");
        }
    }

    private void sendFromJournal(BrokerConnection open, DeliveryLedger.Backlog next) throws InterruptedException {
        List<Entry> entries;
        try {
            // also what is acknowledged, which is backlog only if the region lacks it
            entries = journal.readRetained(
                    next.stream(), next.range().first(), next.range().last(), Batch.MAX_ENTRIES, config.backlogBytes());
        } catch (IOException unreadable) {
            // the journal has reported it; the records stay wanted
            pause(Duration.ofSeconds(1));
            return;
        }
        lock.lock();
        try {
            plan.sentFromJournal(next, entries, System.nanoTime());
        } finally {
            lock.unlock();
        }
        if (!entries.isEmpty()) {
            send(open, next.stream(), Lane.BACKLOG, entries);
        }
    }

    private void send(BrokerConnection open, StreamKey stream, Lane lane, List<Entry> entries) {
        try {
            sender.send(open, stream, lane, entries, new StreamOutcome(stream));
        } catch (IOException refused) {
            // what did not leave falls due and is sent again
            faults.report(FaultCode.UPLINK_DISCONNECTED, String.valueOf(refused.getMessage()));
        }
    }

    private final class StreamOutcome implements BatchSender.Outcome {
        private final StreamKey stream;

        StreamOutcome(StreamKey stream) {
            this.stream = stream;
        }

        @Override
        public void done(List<Range> ranges) {
            acknowledge(stream, ranges);
        }

        @Override
        public void refused(List<Range> ranges, int reasonCode) {
            faults.report(
                    reasonCode == Refusals.PACKET_TOO_LARGE ? FaultCode.UPLINK_TOO_LARGE : FaultCode.UPLINK_REFUSED,
                    stream.device() + " " + stream.streamClass() + ": " + Refusals.reason(reasonCode));
            lock.lock();
            try {
                plan.refused(stream, ranges, reasonCode, System.nanoTime());
            } finally {
                lock.unlock();
            }
        }
    }

    private void acknowledge(StreamKey stream, List<Range> ranges) {
        List<Range> freed;
        lock.lock();
        try {
            freed = plan.acknowledged(stream, ranges);
            if (plan.hasBacklog()) {
                backlogChanged.signalAll();
            }
        } finally {
            lock.unlock();
        }
        freed.forEach(range -> acknowledged.add(range.size()));
        journal.free(stream, freed);
    }

    private void arrived(byte[] payload) {
        var decoded = TelemetryCodec.decodeAcknowledgement(payload);
        if (decoded instanceof Decoded.Value<Acknowledgement> acknowledgement) {
            compared.accept(acknowledgement.value().comparisons());
            for (var stream : acknowledgement.value().streams()) {
                if (stream.epoch() == journal.epoch()) {
                    acknowledge(new StreamKey(stream.device(), stream.streamClass()), stream.ranges());
                } else {
                    // of a journal that is no more
                    staleAcknowledgements.increment();
                }
            }
        } else {
            faults.report(FaultCode.UPLINK_ACK_INVALID, ((Decoded.Malformed<Acknowledgement>) decoded).reason());
        }
    }

    private final class ConnectionListener implements BrokerConnection.Listener {
        @Override
        public void arrived(byte[] payload) {
            Uplink.this.arrived(payload);
        }

        @Override
        public void progressed() {
            lock.lock();
            try {
                if (waitsForRoom) {
                    liveChanged.signalAll();
                }
                if (plan.hasBacklog()) {
                    backlogChanged.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void lost(String why) {
            faults.report(FaultCode.UPLINK_DISCONNECTED, why);
            wake();
        }
    }

    private void wake() {
        lock.lock();
        try {
            liveChanged.signalAll();
            backlogChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Shorter when the uplink is closing. */
    private void pause(Duration duration) throws InterruptedException {
        lock.lock();
        try {
            var left = duration.toNanos();
            while (left > 0 && !closing) {
                left = liveChanged.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** How the delivery stands; at most half a second old. */
    public UplinkState state() {
        var known = state;
        var now = System.nanoTime();
        if (known != null && now - stateNanos < STATE_AGE.toNanos()) {
            return known;
        }
        boolean connected;
        Instant since;
        lock.lock();
        try {
            connected = connection != null && connection.isConnected();
            since = connectionSince;
        } finally {
            lock.unlock();
        }
        var fresh = new UplinkState(
                config.mode() != UplinkConfig.Mode.OFF, connected, since, journal.unacknowledged(), oldest(known));
        state = fresh;
        stateNanos = now;
        return fresh;
    }

    private Duration oldest(@Nullable UplinkState known) {
        try {
            return journal.oldestUnacknowledged();
        } catch (IOException reported) {
            return known == null ? Duration.ZERO : known.oldestUnacknowledged();
        }
    }

    /** Records sent since the start, each time that they were sent. */
    public long sent() {
        return sender.sent();
    }

    public long acknowledged() {
        return acknowledged.sum();
    }

    /** Acknowledgements of a journal with another epoch. */
    public long staleAcknowledgements() {
        return staleAcknowledgements.sum();
    }

    /** Within some seconds; what is not acknowledged by then is in the journal for the next run. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            liveChanged.signalAll();
            backlogChanged.signalAll();
        } finally {
            lock.unlock();
        }
        var deadline = System.nanoTime() + CLOSE_WITHIN.toNanos();
        for (var thread : threads) {
            try {
                thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        var open = usableConnection();
        if (open != null && presence.isPresent()) {
            try {
                presence.get().announce(open, false);
            } catch (IOException gone) {
                // then the broker says it for us
            }
        }
        disconnect();
    }
}
