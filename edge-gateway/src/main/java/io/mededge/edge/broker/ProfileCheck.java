package io.mededge.edge.broker;

import io.mededge.edge.journal.Journal;
import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.Point;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.MetricId;
import io.mededge.model.local.MachineMessage;
import io.mededge.model.local.MachineMessage.Happened;
import io.mededge.model.local.MachineMessage.Measured;
import io.mededge.model.local.MachineMessage.Value;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.Sample.Reading;
import io.mededge.model.topic.LocalTopic.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whether a message fits the profile of its machine; what fits becomes a record like that of a poll. Made once for a profile. */
final class ProfileCheck {
    /** How far a machine's clock may be ahead of the gateway's. */
    static final Duration MAX_AHEAD = Duration.ofMinutes(1);

    /** How old a value may be that a machine, or the broker, has kept while it was cut off. */
    static final Duration MAX_AGE = Duration.ofDays(30);

    /** A machine's own count of events wraps here in a record. */
    private static final long EVENT_NUMBERS = 65_536;

    private final DeviceProfile profile;
    private final List<Point> points;
    private final Map<MetricId, Integer> index = new HashMap<>();

    sealed interface Verdict {
        record Fits(Journal.Item item) implements Verdict {}

        /** @param reason one sentence without a value of the machine */
        record Refused(FaultCode fault, String reason) implements Verdict {}
    }

    ProfileCheck(DeviceProfile profile) {
        this.profile = profile;
        this.points = profile.points();
        for (var i = 0; i < points.size(); i++) {
            index.put(points.get(i).metric().id(), i);
        }
    }

    DeviceProfile profile() {
        return profile;
    }

    /** @param verb of the topic by which it came */
    Verdict check(MachineMessage message, Verb verb, Instant now) {
        if (verb != (message instanceof Measured ? Verb.TELEMETRY : Verb.EVENT)) {
            return unexpected("values belong to the topic telemetry, events to the topic event");
        }
        if (message.time().isAfter(now.plus(MAX_AHEAD))) {
            return implausible("the time is more than " + MAX_AHEAD.toSeconds() + " s ahead");
        }
        if (message.time().isBefore(now.minus(MAX_AGE))) {
            return implausible("the time is more than " + MAX_AGE.toDays() + " days ago");
        }
        return message instanceof Measured measured ? measured(measured) : happened((Happened) message);
    }

    /** In the order of the profile, as a poll has them. */
    private Verdict measured(Measured message) {
        var readings = new Reading[points.size()];
        for (var value : message.values()) {
            var place = index.get(value.metric());
            if (place == null) {
                return unexpected("the profile " + profile.name() + " has no metric " + value.metric());
            }
            var point = points.get(place);
            var unit = point.metric().unit();
            if (!value.unit().isEmpty() && !value.unit().equals(unit)) {
                return unexpected("the unit of " + value.metric() + " is " + unit);
            }
            readings[place] = reading(point, value);
        }
        return new Verdict.Fits(new Journal.Item(
                message.time(),
                new Sample(Arrays.stream(readings).filter(Objects::nonNull).toList())));
    }

    /** A machine may doubt its own value; it cannot make it better than the profile allows. */
    private static Reading reading(Point point, Value value) {
        var quality = value.quality() == Quality.GOOD ? point.judge(value.number()) : value.quality();
        return new Reading(value.metric(), value.number(), quality);
    }

    private Verdict happened(Happened message) {
        if (profile.events().isEmpty()) {
            return unexpected("the profile " + profile.name() + " has no events");
        }
        var name = profile.events().get().names().getOrDefault(message.code(), "");
        var event = new MachineEvent((int) (message.id() % EVENT_NUMBERS), message.code(), name, message.start());
        return new Verdict.Fits(new Journal.Item(message.time(), event));
    }

    private static Verdict unexpected(String reason) {
        return new Verdict.Refused(FaultCode.MACHINE_MESSAGE_UNEXPECTED, reason);
    }

    private static Verdict implausible(String reason) {
        return new Verdict.Refused(FaultCode.MACHINE_TIME_IMPLAUSIBLE, reason);
    }
}
