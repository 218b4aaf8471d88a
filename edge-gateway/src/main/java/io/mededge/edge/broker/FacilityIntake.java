package io.mededge.edge.broker;

import io.mededge.edge.broker.MachineInbox.Fate;
import io.mededge.edge.broker.MachineInbox.Waiting;
import io.mededge.edge.broker.ProfileCheck.Verdict;
import io.mededge.edge.fault.Backoff;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.StreamClass;
import io.mededge.model.local.MachineMessage;
import io.mededge.model.topic.LocalTopic;
import io.mededge.model.topic.LocalTopic.Verb;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what machines that speak MQTT say on the facility's own broker. A message is confirmed to the broker once its record is durable in the journal, and
 * not before; what cannot be a record is answered to the machine with its reason and confirmed too, so that it holds up nothing behind it.
 *
 * <p>One thread does everything, in the order in which things come; the broker's and the journal's threads only hand over.
 */
public final class FacilityIntake implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(FacilityIntake.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final long STACK_BYTES = 256 * 1024;
    private static final int DURABLE = 1;

    private final BrokerConfig config;
    private final Place place;
    private final DeviceId gateway;
    private final Journal journal;
    private final Devices devices;
    private final Faults faults;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Backoff backoff;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, FacilityIntake::thread);
    private final LiveFeed live;
    private final Map<DeviceId, Machine> machines = new HashMap<>();
    private final AtomicInteger held = new AtomicInteger();
    private final LongAdder stored = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private @Nullable BrokerLink link;
    private long linkedNanos;
    private volatile boolean closing;
    private volatile IntakeState state;

    /** What is kept for one machine; used by the one thread. */
    private static final class Machine {
        final MachineInbox telemetry;
        final MachineInbox events;
        final SilenceWatch silence;
        ProfileCheck check;

        Machine(MachineInbox telemetry, MachineInbox events, SilenceWatch silence, ProfileCheck check) {
            this.telemetry = telemetry;
            this.events = events;
            this.silence = silence;
            this.check = check;
        }

        MachineInbox inbox(Verb verb) {
            return verb == Verb.TELEMETRY ? telemetry : events;
        }
    }

    public FacilityIntake(
            BrokerConfig config,
            Place place,
            DeviceId gateway,
            Journal journal,
            Devices devices,
            Faults faults,
            InstantSource clock,
            RandomGenerator random) {
        this.config = config;
        this.place = place;
        this.gateway = gateway;
        this.journal = journal;
        this.devices = devices;
        this.faults = faults;
        this.clock = clock;
        this.random = random;
        this.backoff = pauses();
        this.live = new LiveFeed(place.facility(), devices, clock, this::execute);
        this.state = new IntakeState(config.url().isPresent(), false, clock.instant());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread thread(Runnable work) {
        return new Thread(null, work, "facility-intake", STACK_BYTES);
    }

    private Backoff pauses() {
        return new Backoff(FIRST_PAUSE, config.reconnectMax(), random);
    }

    /** Connects, and again whenever the connection is lost. Does nothing without a broker in the configuration. */
    public void start() {
        if (!state.configured()) {
            return;
        }
        devices.all().stream()
                .filter(device -> device.address() instanceof MachineAddress.Mqtt)
                .forEach(device -> machines.put(device.id(), machine(device)));
        if (config.live()) {
            journal.subscribe(live::committed);
        }
        execute(this::connect);
        var unused = thread.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The machines that an earlier run has left silent, and since when: nothing was heard of them that would have ended the gap. */
    public Map<DeviceId, Instant> leftSilent() {
        var silent = new HashMap<DeviceId, Instant>();
        for (var device : devices.all()) {
            SilenceWatch.since(journal, device.id()).ifPresent(since -> silent.put(device.id(), since));
        }
        return silent;
    }

    private Machine machine(Device device) {
        return new Machine(
                inbox(new StreamKey(device.id(), StreamClass.TELEMETRY), Verb.TELEMETRY),
                inbox(new StreamKey(device.id(), StreamClass.EVENTS), Verb.EVENT),
                new SilenceWatch(device.id(), journal, faults, this::execute, clock.instant()),
                new ProfileCheck(device.profile()));
    }

    private MachineInbox inbox(StreamKey stream, Verb verb) {
        var mark = "mqtt-" + verb.segment() + "-";
        return new MachineInbox(stream, mark, journal, this::execute, pauses());
    }

    private void execute(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException stopping) {
            // nothing was confirmed, so the broker sends it again
        }
    }

    private void connect() {
        if (closing) {
            return;
        }
        // the id begins with the certificate's name, as the broker demands
        var clientId = gateway + "-" + place.region() + "-" + place.facility() + "-intake";
        var facility = place.facility();
        var filters = List.of(LocalTopic.filter(facility, Verb.TELEMETRY), LocalTopic.filter(facility, Verb.EVENT));
        try {
            var opened = BrokerLink.open(config, clientId, filters, new LinkListener());
            link = opened;
            linkedNanos = System.nanoTime();
            state = new IntakeState(true, true, clock.instant());
            live.send(opened);
            LOG.infof("connected to the facility's broker %s", config.url().orElseThrow());
        } catch (IOException | RuntimeException failed) {
            faults.report(FaultCode.FACILITY_BROKER_DISCONNECTED, String.valueOf(failed.getMessage()));
            connectLater();
        }
    }

    private void connectLater() {
        var pause = backoff.next().toMillis();
        var unused = thread.schedule(this::connect, pause, TimeUnit.MILLISECONDS);
    }

    private void lost(BrokerLink gone, String why) {
        if (gone != link || closing) {
            return;
        }
        link = null;
        live.send(null);
        state = new IntakeState(true, false, clock.instant());
        gone.close();
        for (var machine : machines.values()) {
            held.addAndGet(-machine.telemetry.restart() - machine.events.restart());
        }
        faults.report(FaultCode.FACILITY_BROKER_DISCONNECTED, why);
        if (System.nanoTime() - linkedNanos > config.reconnectMax().toNanos()) {
            backoff.reset();
        }
        connectLater();
    }

    private void tick() {
        try {
            var now = System.nanoTime();
            var connected = link != null;
            machines.forEach((id, machine) -> {
                machine.telemetry.flush();
                machine.events.flush();
                if (connected) {
                    devices.find(id).ifPresent(device -> machine.silence.look(device, now, linkedNanos));
                }
            });
        } catch (RuntimeException accident) {
            // else the executor would never call again
            LOG.error("looking after the machines failed", accident);
        }
    }

    private void take(Arrival arrival) {
        if (arrival.link() != link) {
            // comes again over the next link, in its place: taken now it would overtake those before it
            held.decrementAndGet();
            return;
        }
        try {
            var topic = arrival.topic();
            var device = devices.find(topic.device());
            var machine = machines.get(topic.device());
            if (device.isEmpty() || machine == null) {
                refuse(
                        arrival,
                        null,
                        FaultCode.MACHINE_MESSAGE_UNEXPECTED,
                        "the machine is not in gateway.devices with the address mqtt:");
                return;
            }
            var decoded = MessageDecoder.decode(arrival.payload(), arrival.contentType());
            if (decoded instanceof Decoded.Value<MachineMessage> message) {
                take(arrival, device.get(), machine, message.value());
            } else if (decoded instanceof Decoded.Malformed<MachineMessage> malformed) {
                refuse(arrival, null, FaultCode.MACHINE_MESSAGE_MALFORMED, malformed.reason());
            }
        } catch (RuntimeException accident) {
            LOG.error("a message ended in an accident", accident);
            refuse(arrival, null, FaultCode.MACHINE_MESSAGE_MALFORMED, "the message could not be understood");
        }
    }

    private void take(Arrival arrival, Device device, Machine machine, MachineMessage message) {
        if (machine.check.profile() != device.profile()) {
            machine.check = new ProfileCheck(device.profile());
        }
        var verb = arrival.topic().verb();
        var now = clock.instant();
        var verdict = machine.check.check(message, verb, now);
        if (verdict instanceof Verdict.Fits fits) {
            if (verb == Verb.TELEMETRY) {
                machine.silence.heard(now, message.time());
            }
            var id = message.id();
            machine.inbox(verb).offer(new Waiting(id, fits.item(), fate -> settle(arrival, id, fate)));
        } else if (verdict instanceof Verdict.Refused reason) {
            refuse(arrival, message.id(), reason.fault(), reason.reason());
        }
    }

    private void refuse(Arrival arrival, @Nullable Long id, FaultCode fault, String reason) {
        refused.increment();
        faults.report(fault, arrival.topic().device() + ": " + reason);
        answer(arrival, Answers.refused(id, fault, reason));
        settle(arrival);
    }

    /** Best effort: an answer that does not leave is no loss, as the message is counted. */
    private static void answer(Arrival arrival, byte[] answer) {
        var to = new LocalTopic(arrival.topic().facility(), arrival.topic().device(), Verb.REPLY);
        arrival.link().publish(to.path(), answer, DURABLE, arrival.correlation());
    }

    private void settle(Arrival arrival) {
        held.decrementAndGet();
        arrival.link().confirm(arrival);
    }

    private void settle(Arrival arrival, long id, Fate fate) {
        if (fate instanceof Fate.CountsAnew anew) {
            refuse(
                    arrival,
                    id,
                    FaultCode.MACHINE_COUNTS_ANEW,
                    "a message of this id is stored, but the time is later than that of any; the highest id is "
                            + anew.highest());
            return;
        }
        var again = fate instanceof Fate.Repeated;
        (again ? repeated : stored).increment();
        if (arrival.wantsAnswer()) {
            answer(arrival, Answers.stored(id, again));
        }
        settle(arrival);
    }

    private final class LinkListener implements BrokerLink.Listener {
        /** In the client's thread. */
        @Override
        public void arrived(Arrival arrival) {
            // what an append holds of the link before comes on top of what the broker may send over this one
            if (held.incrementAndGet() > 2 * config.inFlight()) {
                held.decrementAndGet();
                dropped.increment();
                if (arrival.durable()) {
                    execute(() -> lost(arrival.link(), "the broker sent more than it may"));
                }
                return;
            }
            execute(() -> take(arrival));
        }

        @Override
        public void lost(BrokerLink gone, String why) {
            execute(() -> FacilityIntake.this.lost(gone, why));
        }
    }

    public IntakeState state() {
        return state;
    }

    /** Messages that became records since the start. */
    public long stored() {
        return stored.sum();
    }

    /** Messages that were records already. */
    public long repeated() {
        return repeated.sum();
    }

    /** Messages that could not become a record; each was answered. */
    public long refused() {
        return refused.sum();
    }

    /** Messages that came faster than they could be stored and that their machine wanted no confirmation for (QoS 0). */
    public long dropped() {
        return dropped.sum();
    }

    /** Messages that are not durable yet. */
    public int waiting() {
        return held.get();
    }

    /** Ends the connection, not the session: what is not confirmed comes again after the next start. */
    @Override
    public void close() {
        closing = true;
        execute(() -> {
            var open = link;
            if (open != null) {
                open.close();
            }
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
