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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what the journal holds. Two threads: one connects and sends what was just committed, from memory, events before telemetry; the other reads the
 * backlog from the journal and sends it at a bounded rate, so that a slow disk or a long backlog never holds up what is new.
 */
public final class Uplink implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Uplink.class);
    private static final long STACK_BYTES = 256 * 1024;
    private static final int MAX_LIVE_RECORDS = 100;
    /** Shares of the window that the less urgent leave to the more urgent. */
    private static final int RESERVED_BY_LIVE = 25;

    private static final int RESERVED_BY_BACKLOG = 50;
    private static final Duration STATE_AGE = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(8);

    private final UplinkConfig config;
    private final Journal journal;
    private final Faults faults;
    private final InstantSource clock;
    private final BatchSender sender;
    private final Backoff backoff;
    private final String clientId;
    private final Optional<String> ackTopic;
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder staleAcknowledgements = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock, like all that follows. */
    private final DeliveryLedger ledger;

    private final SendQueue events;
    private final SendQueue telemetry;
    private final RateLimit backlogRate;
    private final List<DeliveryLedger.Backlog> backlogInFlight = new ArrayList<>();
    private @Nullable BrokerConnection connection;
    private Instant connectionSince;
    private boolean closing;

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
        this.backoff = new Backoff(
                min(Duration.ofMillis(200), config.reconnectMax()), config.reconnectMax(), random);
        // the broker may serve many facilities whose gateways have the same name
        this.clientId = gateway + "-" + place.region() + "-" + place.facility(); // brokers tie the beginning to the certificate
        this.ackTopic = config.mode() == UplinkConfig.Mode.REGION
                ? Optional.of(new DeviceTopic(place, gateway, DeviceTopic.Verb.ACK).path())
                : Optional.empty();
        this.ledger = new DeliveryLedger(config.resendFirst(), config.resendMax());
        this.events = new SendQueue(config.liveQueue());
        this.telemetry = new SendQueue(config.liveQueue());
        this.backlogRate = new RateLimit(config.backlogRate(), System.nanoTime());
        this.connectionSince = clock.instant();
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
                    ledger.want(stream.key(), new Range(stream.firstSequence(), stream.lastSequence()));
                }
            }
        } finally {
            lock.unlock();
        }
        threads.add(new Thread(null, this::sendLive, "uplink", STACK_BYTES));
        threads.add(new Thread(null, this::sendBacklog, "uplink-backlog", STACK_BYTES));
        threads.forEach(Thread::start);
    }

    /** In the journal's writer thread. */
    private void committed(StreamKey stream, Entry entry) {
        lock.lock();
        try {
            var queue = stream.streamClass() == StreamClass.EVENTS ? events : telemetry;
            if (connection == null || !queue.offer(stream, entry)) {
                ledger.want(stream, new Range(entry.sequence(), entry.sequence()));
            } else {
                changed.signalAll();
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
        try {
            var opened = BrokerConnection.open(config, clientId, ackTopic, new ConnectionListener());
            LOG.infof("connected to %s", config.url().orElseThrow());
            backoff.reset();
            lock.lock();
            try {
                connection = opened;
                connectionSince = clock.instant();
                changed.signalAll();
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
                toBacklog(events);
                toBacklog(telemetry);
                ledger.connectionLost();
                backlogInFlight.clear();
            }
        } finally {
            lock.unlock();
        }
        if (old != null) {
            old.close();
        }
    }

    private void toBacklog(SendQueue queue) {
        while (!queue.isEmpty()) {
            queue.take(MAX_LIVE_RECORDS)
                    .ifPresent(run -> run.entries()
                            .forEach(entry ->
                                    ledger.want(run.stream(), new Range(entry.sequence(), entry.sequence()))));
        }
    }

    private void sendNextLive(BrokerConnection open) throws InterruptedException {
        SendQueue.Run run;
        lock.lock();
        try {
            run = nextLive(open);
            if (run == null) {
                var unused = changed.await(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
            for (var entry : run.entries()) {
                ledger.sent(run.stream(), new Range(entry.sequence(), entry.sequence()), System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
        send(open, run.stream(), liveLane(run.stream()), run.entries());
    }

    private static Lane liveLane(StreamKey stream) {
        return stream.streamClass() == StreamClass.EVENTS ? Lane.ALARM : Lane.LIVE;
    }

    private SendQueue.@Nullable Run nextLive(BrokerConnection open) {
        if (!events.isEmpty() && open.hasRoom(0)) {
            return events.take(MAX_LIVE_RECORDS).orElse(null);
        }
        return open.hasRoom(RESERVED_BY_LIVE) ? telemetry.take(MAX_LIVE_RECORDS).orElse(null) : null;
    }

    private void sendBacklog() {
        try {
            while (!isClosing()) {
                DeliveryLedger.Backlog next = null;
                BrokerConnection open;
                lock.lock();
                try {
                    open = connection;
                    noteOverdue();
                    next = open == null ? null : nextBacklog(open);
                    if (open == null || next == null) {
                        var unused = changed.await(backlogPauseNanos(), TimeUnit.NANOSECONDS);
                        continue;
                    }
                } finally {
                    lock.unlock();
                }
                sendFromJournal(open, next);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void noteOverdue() {
        var overdue = ledger.checkDue(System.nanoTime());
        if (overdue > 0) {
            faults.report(FaultCode.UPLINK_ACK_OVERDUE, overdue + " records will be sent again");
        }
        backlogInFlight.removeIf(sent -> !ledger.isInFlight(sent.stream(), sent.range()));
    }

    private DeliveryLedger.@Nullable Backlog nextBacklog(BrokerConnection open) {
        var event = open.hasRoom(0)
                ? ledger.nextBacklog(StreamClass.EVENTS, Batch.MAX_ENTRIES)
                : Optional.<DeliveryLedger.Backlog>empty();
        if (event.isPresent()) {
            return event.get();
        }
        var mayFollow = backlogInFlight.size() < config.backlogWindow()
                && open.hasRoom(RESERVED_BY_BACKLOG)
                && telemetry.isEmpty()
                && backlogRate.waitNanos(System.nanoTime()) == 0;
        return mayFollow
                ? ledger.nextBacklog(StreamClass.TELEMETRY, Batch.MAX_ENTRIES).orElse(null)
                : null;
    }

    private long backlogPauseNanos() {
        var now = System.nanoTime();
        var rate = backlogRate.waitNanos(now);
        var due = ledger.nextDueNanos().map(nanos -> nanos - now).orElse(IDLE.toNanos());
        var pause = Math.min(IDLE.toNanos(), rate > 0 ? Math.min(rate, due) : due);
        return Math.max(TimeUnit.MILLISECONDS.toNanos(1), pause);
    }

    private void sendFromJournal(BrokerConnection open, DeliveryLedger.Backlog next) throws InterruptedException {
        List<Entry> entries;
        try {
            entries = journal.read(
                    next.stream(),
                    next.range().first(),
                    next.range().last(),
                    Batch.MAX_ENTRIES,
                    config.backlogBytes());
        } catch (IOException unreadable) {
            // the journal has reported it; the records stay wanted
            pause(Duration.ofSeconds(1));
            return;
        }
        var range = entries.isEmpty()
                ? next.range()
                : new Range(next.range().first(), entries.get(entries.size() - 1).sequence());
        lock.lock();
        try {
            var sequences = entries.stream().map(Entry::sequence).toList();
            ledger.sentFromJournal(next.stream(), range, sequences, System.nanoTime());
            if (next.stream().streamClass() == StreamClass.TELEMETRY && !entries.isEmpty()) {
                backlogRate.spend(entries.size());
                backlogInFlight.add(new DeliveryLedger.Backlog(next.stream(), range));
            }
        } finally {
            lock.unlock();
        }
        if (!entries.isEmpty()) {
            send(open, next.stream(), Lane.BACKLOG, entries);
        }
    }

    private void send(BrokerConnection open, StreamKey stream, Lane lane, List<Entry> entries) {
        try {
            sender.send(open, stream, lane, entries, ranges -> acknowledge(stream, ranges));
        } catch (IOException refused) {
            // what did not leave falls due and is sent again
            faults.report(FaultCode.UPLINK_DISCONNECTED, String.valueOf(refused.getMessage()));
        }
    }

    private void acknowledge(StreamKey stream, List<Range> ranges) {
        List<Range> freed;
        lock.lock();
        try {
            freed = ledger.acknowledge(stream, ranges);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        freed.forEach(range -> acknowledged.add(range.size()));
        journal.free(stream, freed);
    }

    private void arrived(byte[] payload) {
        var decoded = TelemetryCodec.decodeAcknowledgement(payload);
        if (decoded instanceof Decoded.Value<Acknowledgement> acknowledgement) {
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
            wake();
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
            changed.signalAll();
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
                left = changed.awaitNanos(left);
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
            changed.signalAll();
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
        disconnect();
    }
}
