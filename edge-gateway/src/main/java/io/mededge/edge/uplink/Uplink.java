package io.mededge.edge.uplink;

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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what the journal holds, in the order of {@link SendPlan}. Two threads: one connects and sends what was just committed, from memory; the other
 * reads the backlog from the journal, so that a slow disk never holds up what is new. With standby brokers a third one watches for home.
 */
public final class Uplink implements AutoCloseable {
    private static final long STACK_BYTES = 256 * 1024;
    private static final Duration STATE_AGE = Duration.ofMillis(500);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(8);
    private static final int MAX_PER_MINUTE = 1_000;
    private static final int USUAL_PER_MINUTE = 120;

    private final UplinkConfig config;
    private final Journal journal;
    private final Devices devices;
    private final Faults faults;
    private final BatchSender sender;
    private final Optional<Presence> presence;
    private final Optional<Dialler> dialler;
    private final SharedPlan plan;
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder staleAcknowledgements = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();

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
        this.devices = devices;
        this.faults = faults;
        this.sender = new BatchSender(config, place, gateway, journal.epoch(), devices);
        this.presence = config.presence() && !journal.isFormer()
                ? Optional.of(new Presence(place, gateway, faults))
                : Optional.empty();
        this.plan = new SharedPlan(
                new SendPlan(config, this::source, System.nanoTime()),
                clock,
                overdue -> faults.report(FaultCode.UPLINK_ACK_OVERDUE, overdue + " records will be sent again"));
        // begins with the certificate's name, as the broker demands, and differs from gateways of that name in other
        // facilities
        var name = gateway + "-" + place.region() + "-" + place.facility();
        var clientId = journal.isFormer() ? name + "-" + Long.toHexString(journal.epoch()) : name;
        Optional<String> ackTopic = config.mode() == UplinkConfig.Mode.REGION
                ? Optional.of(new DeviceTopic(place, gateway, DeviceTopic.Verb.ACK).path())
                : Optional.empty();
        this.dialler = config.mode() == UplinkConfig.Mode.OFF
                ? Optional.empty()
                : Optional.of(
                        new Dialler(config, clientId, ackTopic, presence, faults, new ConnectionListener(), random));
    }

    /** Whoever is not configured any more may have been clinical. */
    private DrainOrder.Source source(StreamKey stream) {
        return devices.find(stream.device())
                .map(device -> new DrainOrder.Source(
                        perMinute(device.poll()), device.profile().isClinical()))
                .orElse(new DrainOrder.Source(USUAL_PER_MINUTE, true));
    }

    private static int perMinute(Duration poll) {
        return (int) Math.min(MAX_PER_MINUTE, 60_000 / Math.max(1, poll.toMillis()));
    }

    /** Takes over what an earlier run has left, then listens to the journal and sends. @throws IOException if the journal cannot be read */
    public void start() throws IOException {
        if (dialler.isEmpty()) {
            return;
        }
        journal.subscribe(plan);
        for (var stream : journal.streams()) {
            if (stream.firstSequence() > 0) {
                plan.left(stream.key(), new Range(stream.firstSequence(), stream.lastSequence()));
            }
        }
        threads.add(new Thread(null, () -> run(this::sendLive), "uplink", STACK_BYTES));
        threads.add(new Thread(null, () -> run(this::sendBacklog), "uplink-backlog", STACK_BYTES));
        if (dialler.get().hasStandby()) {
            threads.add(new Thread(null, () -> run(this::watchHome), "uplink-home", STACK_BYTES));
        }
        threads.forEach(Thread::start);
    }

    /** Who hears what the region found when it compared certified ranges with its rows. Before {@link #start}. */
    public void whenCompared(Consumer<List<Comparison>> listener) {
        compared = listener;
    }

    /** The region lacks these: they are backlog again, as far as the journal still keeps them. */
    public void sendAgain(StreamKey stream, List<Range> ranges) {
        plan.sendAgain(stream, ranges);
    }

    @FunctionalInterface
    private interface Step {
        void take(Dialler dialler) throws InterruptedException;
    }

    private void run(Step step) {
        try {
            while (!plan.isClosing()) {
                step.take(dialler.orElseThrow());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendLive(Dialler dialling) throws InterruptedException {
        var open = plan.usable();
        if (open.isEmpty()) {
            connect(dialling);
            return;
        }
        var next = plan.awaitLive(open.get());
        if (next.isPresent()) {
            var run = next.get();
            var lane = run.stream().streamClass() == StreamClass.EVENTS ? Lane.ALARM : Lane.LIVE;
            send(open.get(), run.stream(), lane, run.entries());
        }
    }

    private void connect(Dialler dialling) throws InterruptedException {
        var old = plan.replace(null);
        if (old.isPresent()) {
            old.get().close();
            dialling.lost();
        }
        plan.pause(dialling.pauseBefore());
        if (plan.isClosing()) {
            return;
        }
        var opened = dialling.dial();
        if (opened.isPresent()) {
            plan.replace(opened.get()).ifPresent(BrokerConnection::close);
        } else {
            plan.pause(dialling.pauseAfter());
        }
    }

    private void watchHome(Dialler dialling) throws InterruptedException {
        plan.pause(config.homeRetry());
        if (!plan.isClosing()) {
            dialling.tryHome().flatMap(plan::replace).ifPresent(this::leave);
        }
    }

    /** As one who goes on purpose. */
    private void leave(BrokerConnection open) {
        if (open.isConnected() && presence.isPresent()) {
            try {
                presence.get().announce(open, false);
            } catch (IOException gone) {
                // then the broker says it for us
            }
        }
        open.close();
    }

    private void sendBacklog(Dialler dialling) throws InterruptedException {
        var next = plan.awaitBacklog();
        if (next.isPresent()) {
            sendFromJournal(next.get());
        }
    }

    private void sendFromJournal(SharedPlan.Task task) throws InterruptedException {
        var stream = task.backlog().stream();
        var range = task.backlog().range();
        List<Entry> entries;
        try {
            // also what is acknowledged, which is backlog only if the region lacks it
            entries =
                    journal.readRetained(stream, range.first(), range.last(), Batch.MAX_ENTRIES, config.backlogBytes());
        } catch (IOException unreadable) {
            // the journal has reported it; the records stay wanted
            plan.pause(Duration.ofSeconds(1));
            return;
        }
        if (plan.sentFromJournal(task, entries)) {
            send(task.connection(), stream, Lane.BACKLOG, entries);
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
            plan.refused(stream, ranges, reasonCode);
        }
    }

    private void acknowledge(StreamKey stream, List<Range> ranges) {
        var freed = plan.acknowledged(stream, ranges);
        freed.forEach(range -> acknowledged.add(range.size()));
        journal.free(stream, freed);
    }

    private final class ConnectionListener implements BrokerConnection.Listener {
        @Override
        public void arrived(byte[] payload) {
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

        @Override
        public void progressed() {
            plan.progressed();
        }

        @Override
        public void lost(String why) {
            faults.report(FaultCode.UPLINK_DISCONNECTED, why);
            plan.wake();
        }
    }

    /** How the delivery stands; at most half a second old. */
    public UplinkState state() {
        var known = state;
        var now = System.nanoTime();
        if (known != null && now - stateNanos < STATE_AGE.toNanos()) {
            return known;
        }
        var link = plan.link();
        var fresh = new UplinkState(
                dialler.isPresent(), link.isConnected(), link.since(), journal.unacknowledged(), oldest(known));
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

    /** Whether the last connection was to a standby broker. */
    public boolean isAtStandby() {
        return dialler.map(Dialler::isAtStandby).orElse(false);
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
        plan.close();
        var deadline = System.nanoTime() + CLOSE_WITHIN.toNanos();
        for (var thread : threads) {
            try {
                thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        plan.replace(null).ifPresent(this::leave);
    }
}
