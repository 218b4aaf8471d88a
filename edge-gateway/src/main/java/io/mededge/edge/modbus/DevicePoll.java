package io.mededge.edge.modbus;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.modbus.MachineConnection.Answer;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.BlockPlanner;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.RegisterDecoder;
import io.mededge.edge.profile.RegisterImage;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One device in the schedule of its address: when it is due, what is read then, and when it may be tried again after a failure. Used by one thread, but for {@link #replace}. */
final class DevicePoll {
    private Device device;
    private final DeviceRecorder recorder;
    private final Backoff backoff;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Device> successor = new AtomicReference<>();
    private final Map<Set<String>, Plan> plans = new HashMap<>();
    private long dueNanos;
    private long retryNanos;
    private boolean failing;
    private long polls;

    private record Plan(RegisterDecoder decoder, List<Block> blocks) {}

    /** @param dueNanos of the first poll, as {@link System#nanoTime()} counts */
    DevicePoll(Device device, DeviceRecorder recorder, Backoff backoff, InstantSource clock, long dueNanos) {
        this.device = device;
        this.recorder = recorder;
        this.backoff = backoff;
        this.clock = clock;
        this.dueNanos = dueNanos;
    }

    DeviceRecorder recorder() {
        return recorder;
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
            plans.clear();
            recorder.replace(changed);
        }
    }

    long dueNanos() {
        return dueNanos;
    }

    /** Moves on to the next slot of the schedule. Returns how many slots have passed unused: the schedule keeps its phase and never catches up. */
    long advance(long nowNanos) {
        var period = device.poll().toNanos();
        var skipped = Math.max(0, nowNanos - dueNanos) / period;
        if (skipped > 0 && !failing) {
            var until = clock.instant();
            recorder.missed(until.minusNanos(nowNanos - dueNanos), until);
        }
        dueNanos += (skipped + 1) * period;
        return skipped;
    }

    /** Whether it failed a moment ago and should be left alone. */
    boolean resting(long nowNanos) {
        return failing && nowNanos - retryNanos < 0;
    }

    /** Reads what is due and has it recorded. Returns the failure, if it was one. */
    Optional<PollOutcome.Failed> poll(MachineConnection connection) {
        adoptSuccessor();
        var plan = nextPlan();
        var outcome = read(connection, plan);
        if (outcome instanceof PollOutcome.Polled polled) {
            failing = false;
            backoff.reset();
            recorder.polled(polled);
            recorder.unreadEvents(polled).ifPresent(unread -> readEvents(connection, unread));
            return Optional.empty();
        }
        var failed = (PollOutcome.Failed) outcome;
        failing = true;
        retryNanos = System.nanoTime() + backoff.next().toNanos();
        recorder.failed(failed);
        return Optional.of(failed);
    }

    private PollOutcome read(MachineConnection connection, Plan plan) {
        var image = new RegisterImage();
        var at = clock.instant();
        for (var i = 0; i < plan.blocks().size(); i++) {
            var block = plan.blocks().get(i);
            var answer = connection.read(device.unit(), block, device.timeout());
            if (answer instanceof Answer.Failed failed) {
                return new PollOutcome.Failed(at, failed.fault(), failed.detail());
            }
            at = i == 0 ? clock.instant() : at;
            image.put(block, ((Answer.Words) answer).words());
        }
        return new PollOutcome.Polled(at, plan.decoder(), image);
    }

    /** If it fails, the values of this poll are recorded all the same and the next poll tries again. */
    private void readEvents(MachineConnection connection, UnreadEvents unread) {
        var slots = new RegisterImage();
        for (var block : unread.blocks()) {
            var answer = connection.read(device.unit(), block, device.timeout());
            if (!(answer instanceof Answer.Words words)) {
                return;
            }
            slots.put(block, words.words());
        }
        recorder.events(unread, slots, clock.instant());
    }

    private Plan nextPlan() {
        var due = new TreeSet<String>();
        for (var group : device.profile().groups().entrySet()) {
            if (polls % group.getValue().every() == 0) {
                due.add(group.getKey());
            }
        }
        polls++;
        @Nullable Plan known = plans.get(due);
        if (known == null) {
            var points = device.profile().points().stream()
                    .filter(point -> due.contains(point.group()))
                    .toList();
            known = new Plan(RegisterDecoder.of(points), BlockPlanner.plan(device.profile(), points));
            plans.put(due, known);
        }
        return known;
    }
}
