package io.mededge.edge.modbus;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.DeviceProfile.Episode;
import io.mededge.edge.profile.RegisterDecoder;
import io.mededge.edge.profile.RegisterImage;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns the polls of one device into journal records: a sample for each poll that says something new, one record when a gap begins and one when it ends,
 * each machine event once.
 *
 * <p>Called by the poller's thread; the journal answers in its own, hence the lock.
 */
final class DeviceRecorder {
    private static final Logger LOG = Logger.getLogger(DeviceRecorder.class);
    /** How far the machine's event list is in the journal. */
    private static final String EVENTS_MARK = "events";
    /** Which episodic measurement is in the journal. */
    private static final String EPISODE_MARK = "episode";

    private Device device;
    private final Journal journal;
    private final Faults faults;
    private ChangeFilter changes;
    private @Nullable OpenGap unreachable;
    private OptionalInt eventsSeen;
    private OptionalInt episodeSeen;
    private boolean eventsPending;
    private boolean episodePending;
    private @Nullable Instant eventsReadAt;

    private record OpenGap(FaultCode fault, Instant since) {}

    DeviceRecorder(Device device, Journal journal, Faults faults) {
        this.device = device;
        this.journal = journal;
        this.faults = faults;
        this.changes = new ChangeFilter(device);
        this.eventsSeen = toInt(journal.mark(device.id(), EVENTS_MARK));
        this.episodeSeen = toInt(journal.mark(device.id(), EPISODE_MARK));
    }

    /** Between two polls. */
    synchronized void replace(Device changed) {
        device = changed;
        changes = new ChangeFilter(changed);
    }

    synchronized void failed(PollOutcome.Failed failed) {
        changes.forget();
        if (unreachable == null) {
            unreachable = new OpenGap(failed.fault(), failed.at());
            faults.report(failed.fault(), device.id() + ": " + failed.detail());
            var unused = note(failed.at(), new Gap(failed.fault(), null));
        } else {
            faults.count(failed.fault());
        }
    }

    /** A request is repeated after it; if that helps, nothing is missing. */
    void disturbed(FaultCode fault) {
        faults.count(fault);
    }

    /** The machine does not have what the profile says is there. */
    void leftOut(Block block) {
        faults.report(FaultCode.MODBUS_EXCEPTION, device.id() + " does not know " + block + ": left out for a while");
    }

    /** Polls could not start in time; the device itself may be well. */
    synchronized void missed(Instant since, Instant until) {
        changes.forget();
        if (unreachable == null && since.isBefore(until)) {
            var unused = note(since, new Gap(FaultCode.POLL_DEADLINE_MISSED, until));
        }
    }

    synchronized void polled(PollOutcome.Polled polled) {
        var gap = unreachable;
        if (gap != null) {
            unreachable = null;
            LOG.infof("%s answers again", device.id());
            var unused = note(gap.since(), new Gap(gap.fault(), polled.at()));
        }
        var episode = device.profile().episode();
        if (episode.isPresent()) {
            recordEpisode(polled, episode.get());
        } else {
            recordDue(polled);
        }
    }

    private void recordDue(PollOutcome.Polled polled) {
        var due = changes.due(readings(polled), polled.at());
        if (due.isEmpty()) {
            return;
        }
        var stored = note(polled.at(), new Sample(due));
        if (changes.isSelective()) {
            var unused = stored.whenComplete((entry, refused) -> forgetIf(refused));
        }
    }

    /** What was to tell of a change is lost. */
    private synchronized void forgetIf(@Nullable Throwable refused) {
        if (refused != null) {
            changes.forget();
        }
    }

    private List<Sample.Reading> readings(PollOutcome.Polled polled) {
        var points = polled.decoder().decode(polled.image());
        var clock = device.profile().clock();
        if (clock.isEmpty()) {
            return points;
        }
        var readings = new ArrayList<>(points);
        readings.add(clock.get().deviation(polled.image(), polled.at()));
        return readings;
    }

    private void recordEpisode(PollOutcome.Polled polled, Episode episode) {
        var number = polled.image().word(episode.counter());
        var nothingYet = number == 0 && episodeSeen.isEmpty();
        if (nothingYet || episodePending || episodeSeen.equals(OptionalInt.of(number))) {
            return;
        }
        var ageSeconds = RegisterDecoder.decode(episode.age(), polled.image()).value();
        var measured = polled.at().minusMillis(Math.round(ageSeconds * 1_000));
        episodePending = true;
        var stored = journal.append(
                device.id(),
                StreamClass.TELEMETRY,
                List.of(new Journal.Item(measured, new Sample(readings(polled)))),
                EPISODE_MARK,
                number);
        var unused = stored.whenComplete((entries, refused) -> {
            synchronized (this) {
                episodePending = false;
                // if refused, the next poll finds it unseen and tries again
                episodeSeen = refused == null ? OptionalInt.of(number) : episodeSeen;
            }
        });
    }

    /** What the poller should read of the event list; empty when nothing is new, or when what was read before is not yet durable. */
    synchronized Optional<UnreadEvents> unreadEvents(PollOutcome.Polled polled) {
        var events = device.profile().events();
        if (events.isEmpty() || eventsPending) {
            return Optional.empty();
        }
        var counter = polled.image().word(events.get().counter());
        if (eventsSeen.isEmpty()) {
            // what happened before this gateway knew the machine may belong to another patient: count from here
            store(List.of(), counter, polled.at());
            return Optional.empty();
        }
        if (eventsSeen.getAsInt() == counter) {
            eventsReadAt = polled.at();
            return Optional.empty();
        }
        return Optional.of(new UnreadEvents(events.get(), eventsSeen.getAsInt(), counter));
    }

    synchronized void events(UnreadEvents unread, RegisterImage slots, Instant at) {
        var readBefore = eventsReadAt == null ? at : eventsReadAt;
        var items = unread.decode(slots, at, readBefore);
        if (items.stream().anyMatch(item -> item.body() instanceof Gap)) {
            faults.report(FaultCode.MACHINE_EVENTS_OVERRUN, device.id() + ": events after number " + unread.seen());
        }
        store(items, unread.counter(), at);
    }

    private void store(List<Journal.Item> events, int counter, Instant at) {
        eventsPending = true;
        var unused = journal.append(device.id(), StreamClass.EVENTS, events, EVENTS_MARK, counter)
                .whenComplete((entries, refused) -> {
                    synchronized (this) {
                        eventsPending = false;
                        if (refused == null) {
                            eventsSeen = OptionalInt.of(counter);
                            eventsReadAt = at;
                        }
                    }
                });
    }

    /** Records without looking back: the journal counts and logs what it refuses, and records the gap. */
    private CompletableFuture<Entry> note(Instant at, RegionBound body) {
        return journal.append(device.id(), StreamClass.TELEMETRY, at, body);
    }

    private static OptionalInt toInt(OptionalLong value) {
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }
}
