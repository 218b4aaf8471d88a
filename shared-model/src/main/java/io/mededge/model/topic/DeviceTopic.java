package io.mededge.model.topic;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import java.util.Locale;
import java.util.Optional;

/** {@code devices/{region}/{facility}/{device}/{verb}}: all that a device says to its region and hears from it. */
public record DeviceTopic(Place place, DeviceId device, Verb verb) {
    private static final String ROOT = "devices";

    public enum Direction {
        /** From the facility to the region. */
        UP,
        /** From the region to the facility. */
        DOWN
    }

    public enum Verb {
        TELEMETRY(Direction.UP),
        ALARM(Direction.UP),
        STATUS(Direction.UP),
        REPLY(Direction.UP),
        ACK(Direction.DOWN),
        COMMAND(Direction.DOWN),
        TWIN(Direction.DOWN),
        RELEASE(Direction.DOWN),
        MODEL(Direction.DOWN);

        private final Direction direction;
        private final String segment = name().toLowerCase(Locale.ROOT);

        Verb(Direction direction) {
            this.direction = direction;
        }

        public Direction direction() {
            return direction;
        }

        public String segment() {
            return segment;
        }

        static Optional<Verb> ofSegment(String segment) {
            for (var verb : values()) {
                if (verb.segment().equals(segment)) {
                    return Optional.of(verb);
                }
            }
            return Optional.empty();
        }
    }

    /** Empty if the text is no topic of this grammar. */
    public static Optional<DeviceTopic> parse(String topic) {
        var parts = topic.split("/", -1);
        if (parts.length != 5 || !parts[0].equals(ROOT)) {
            return Optional.empty();
        }
        try {
            var place = new Place(new RegionId(parts[1]), new FacilityId(parts[2]));
            var device = new DeviceId(parts[3]);
            return Verb.ofSegment(parts[4]).map(verb -> new DeviceTopic(place, device, verb));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** The topic's text. */
    public String path() {
        return ROOT + "/" + place.region() + "/" + place.facility() + "/" + device + "/" + verb.segment();
    }

    /** Filter for one verb of all devices of a region. */
    public static String filter(RegionId region, Verb verb) {
        return ROOT + "/" + region + "/+/+/" + verb.segment();
    }

    /** Filter for one verb of all devices of a facility. */
    public static String filter(Place place, Verb verb) {
        return ROOT + "/" + place.region() + "/" + place.facility() + "/+/" + verb.segment();
    }
}
