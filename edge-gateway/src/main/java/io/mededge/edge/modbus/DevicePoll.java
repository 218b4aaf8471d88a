package io.mededge.edge.modbus;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.BlockPlanner;
import io.mededge.edge.profile.BlockPlanner.Halves;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.RegisterDecoder;
import io.mededge.edge.profile.RegisterImage;
import io.mededge.model.fault.FaultCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One device in the schedule of its address: when it is due, what is read then, and when it may be tried again after a failure. A poll is a chain of
 * requests, each sent when the one before is answered. Used by the poll loop's thread, but for {@link #replace}.
 */
final class DevicePoll {
    /** A disturbance, or a machine that has closed an idle connection: to ask again at once helps. A silent machine gets its pause instead. */
    private static final Set<FaultCode> PASSING = Set.of(FaultCode.MODBUS_GARBLED, FaultCode.MODBUS_DISCONNECTED);
    /** So many refusals are no matter of a few addresses; the poll fails. */
    private static final int MAX_REFUSALS = 32;

    private final AtomicReference<@Nullable Device> successor = new AtomicReference<>();
    private final PollStatistics statistics;
    private Device device;
    private final DeviceRecorder recorder;
    private final Backoff backoff;
    private final InstantSource clock;
    private GroupSchedule groups;
    private BlockPlanner planner;
    private final Consumer<Answer> whenAnswered = this::answered;
    private long dueNanos;
    private long retryNanos;
    private boolean failing;

    private final Map<Long, Plan> plans = new HashMap<>();
    private final ArrayDeque<Request.Read> unread = new ArrayDeque<>();
    private final List<Halves> halved = new ArrayList<>();
    private final Set<Block> readInHalves = new HashSet<>();
    private final List<Block> refused = new ArrayList<>();
    private RegisterImage image = new RegisterImage();
    private long due;
    private int refusals;
    private int retriesLeft;
    private @Nullable Instant answeredAt;
    private @Nullable UnreadEvents events;
    private @Nullable MachineConnection connection;
    private @Nullable Ended whenEnded;

    private record Plan(boolean isEmpty, RegisterDecoder decoder, List<Request.Read> requests) {}

    /** Hears how a poll ended: both null when values were recorded. */
    @FunctionalInterface
    interface Ended {
        void ended(@Nullable Throwable accident, @Nullable FaultCode fault);
    }

    /**
     * @param dueNanos of the first poll, as {@link System#nanoTime()} counts
     */
    DevicePoll(
            Device device,
            DeviceRecorder recorder,
            Backoff backoff,
            InstantSource clock,
            PollStatistics statistics,
            long dueNanos) {
        this.device = device;
        this.recorder = recorder;
        this.backoff = backoff;
        this.clock = clock;
        this.statistics = statistics;
        this.groups = new GroupSchedule(device.profile(), statistics);
        this.planner = new BlockPlanner(device.profile());
        this.dueNanos = dueNanos;
    }

    Device device() {
        return device;
    }

    /** Polls the device with another profile from the next poll on. From any thread. */
    void replace(Device changed) {
        successor.set(changed);
    }

    private void adoptSuccessor() {
        var changed = successor.getAndSet(null);
        if (changed != null) {
            device = changed;
            groups = new GroupSchedule(changed.profile(), statistics);
            planner = new BlockPlanner(changed.profile());
            plans.clear();
            recorder.replace(changed);
        }
    }

    long dueNanos() {
        return dueNanos;
    }

    /** Moves on to the next slot of the schedule. Returns how many slots have passed unused: the schedule keeps its phase and never catches up. */
    long advance(long nowNanos) {
        adoptSuccessor();
        var period = device.poll().toNanos();
        var skipped = Math.max(0, nowNanos - dueNanos) / period;
        if (skipped > 0 && !failing) {
            var until = clock.instant();
            recorder.missed(until.minusNanos(nowNanos - dueNanos), until);
        }
        groups.advance(skipped, !failing);
        dueNanos += (skipped + 1) * period;
        return skipped;
    }

    /** Whether it failed a moment ago and should be left alone. */
    boolean resting(long nowNanos) {
        return failing && nowNanos - retryNanos < 0;
    }

    /** Reads what is due and has it recorded. */
    void start(MachineConnection over, Ended ended) {
        connection = over;
        whenEnded = ended;
        retriesLeft = device.retries();
        refusals = 0;
        image = new RegisterImage();
        answeredAt = null;
        events = null;
        halved.clear();
        readInHalves.clear();
        refused.clear();
        if (planner.retryLeftOut(System.nanoTime())) {
            plans.clear();
        }
        due = groups.due();
        unread.clear();
        unread.addAll(plan().requests());
        askNext();
    }

    private Plan plan() {
        @Nullable Plan known = plans.get(due);
        if (known == null) {
            var plan = planner.plan(groups.points(due));
            known = new Plan(
                    plan.points().isEmpty(),
                    RegisterDecoder.of(plan.points()),
                    plan.blocks().stream().map(Request.Read::new).toList());
            plans.put(due, known);
        }
        return known;
    }

    private void askNext() {
        var request = unread.peek();
        var over = connection;
        if (request != null && over != null) {
            over.ask(device.unit(), request, device.timeout(), whenAnswered);
        } else if (events == null) {
            record();
        } else {
            recorder.events(events, image, clock.instant());
            end(null, null);
        }
    }

    private void answered(Answer answer) {
        try {
            if (answer instanceof Answer.Words words) {
                answeredAt = answeredAt == null ? clock.instant() : answeredAt;
                var block = unread.remove().block();
                image.put(block, words.words());
                if (!halved.isEmpty()) {
                    readInHalves.add(block);
                }
                askNext();
            } else if (events != null) {
                // the values of this poll are recorded already; the next one asks for the events again
                end(null, null);
            } else if (answer instanceof Answer.Refused refusal) {
                refused(unread.remove().block(), refusal.code());
            } else if (answer instanceof Answer.Failed failure) {
                unanswered(failure);
            } else {
                throw new IllegalStateException("a read was answered with " + answer);
            }
        } catch (RuntimeException accident) {
            end(accident, null);
        }
    }

    private void unanswered(Answer.Failed failure) {
        var inTime = System.nanoTime() - dueNanos < 0;
        if (retriesLeft > 0 && inTime && PASSING.contains(failure.fault())) {
            retriesLeft--;
            statistics.retried();
            recorder.disturbed(failure.fault());
            askNext();
        } else {
            failed(failure.fault(), failure.detail());
        }
    }

    /** A refused address may be one of many in the block: halving finds it. */
    private void refused(Block block, int code) {
        if (code == Answer.ILLEGAL_DATA_ADDRESS && ++refusals <= MAX_REFUSALS) {
            var halves = planner.halves(block);
            if (halves.isPresent()) {
                halved.add(halves.get());
                unread.addFirst(new Request.Read(halves.get().second()));
                unread.addFirst(new Request.Read(halves.get().first()));
                askNext();
                return;
            }
            if (planner.mayBeLeftOut(block)) {
                refused.add(block);
                askNext();
                return;
            }
        }
        failed(FaultCode.MODBUS_EXCEPTION, "unit " + device.unit() + ", " + block + ": exception " + code);
    }

    private void record() {
        var at = answeredAt;
        if (at == null) {
            failed(FaultCode.MODBUS_EXCEPTION, "unit " + device.unit() + " knows none of its addresses");
            return;
        }
        learn();
        var readable = plan();
        if (readable.isEmpty()) {
            failed(FaultCode.MODBUS_EXCEPTION, "unit " + device.unit() + " knows none of the addresses that are due");
            return;
        }
        if (failing && planner.retryAllLeftOut()) {
            plans.clear();
        }
        failing = false;
        backoff.reset();
        groups.served(due);
        var polled = new PollOutcome.Polled(at, readable.decoder(), image);
        recorder.polled(polled);
        var news = recorder.unreadEvents(polled);
        if (news.isEmpty()) {
            end(null, null);
            return;
        }
        events = news.get();
        image = new RegisterImage();
        events.blocks().forEach(block -> unread.add(new Request.Read(block)));
        askNext();
    }

    /**
     * Only from a poll in which the machine has answered something: a machine that refuses everything says nothing about addresses. What is learnt is
     * certain: two halves that can each be read but not together, and what is refused alone. The next poll finds what is still in the way.
     */
    private void learn() {
        if (halved.isEmpty() && refused.isEmpty()) {
            return;
        }
        for (var halves : halved) {
            if (readInHalves.contains(halves.first()) && readInHalves.contains(halves.second())) {
                planner.cutBefore(halves.second());
            }
        }
        for (var block : refused) {
            planner.leaveOut(block, System.nanoTime());
            recorder.leftOut(block);
        }
        plans.clear();
    }

    private void failed(FaultCode fault, String detail) {
        failing = true;
        retryNanos = System.nanoTime() + backoff.next().toNanos();
        recorder.failed(new PollOutcome.Failed(clock.instant(), fault, detail));
        end(null, fault);
    }

    private void end(@Nullable Throwable accident, @Nullable FaultCode fault) {
        var ended = whenEnded;
        whenEnded = null;
        connection = null;
        if (ended != null) {
            ended.ended(accident, fault);
        }
    }
}
