package io.mededge.model.topic;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import java.util.Locale;
import java.util.Optional;

/** {@code local/{facility}/{device}/{verb}}: what is said on a facility's own broker, which the region never hears as it is said there. */
public record LocalTopic(FacilityId facility, DeviceId device, Verb verb) {
    private static final String ROOT = "local";

    /** Who speaks or listens on a facility's broker. */
    public enum Party {
        /** A machine that speaks MQTT itself, for itself only. */
        MACHINE,
        /** The facility's gateway, for all of its devices. */
        GATEWAY,
        /** A screen at the bedside: sees every device of its facility, says nothing. */
        BEDSIDE
    }

    public enum Verb {
        /** Values of the machine. */
        TELEMETRY(Party.MACHINE, Party.GATEWAY),
        /** A condition of the machine that begins or ends. */
        EVENT(Party.MACHINE, Party.GATEWAY),
        /** What the gateway answers to the machine's messages. */
        REPLY(Party.GATEWAY, Party.MACHINE),
        /** Each newest value of a device, once it is durable. */
        LIVE(Party.GATEWAY, Party.BEDSIDE);

        private final Party speaker;
        private final Party listener;
        private final String segment = name().toLowerCase(Locale.ROOT);

        Verb(Party speaker, Party listener) {
            this.speaker = speaker;
            this.listener = listener;
        }

        public Party speaker() {
            return speaker;
        }

        public Party listener() {
            return listener;
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
    public static Optional<LocalTopic> parse(String topic) {
        var parts = topic.split("/", -1);
        if (parts.length != 4 || !parts[0].equals(ROOT)) {
            return Optional.empty();
        }
        try {
            var facility = new FacilityId(parts[1]);
            var device = new DeviceId(parts[2]);
            return Verb.ofSegment(parts[3]).map(verb -> new LocalTopic(facility, device, verb));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** The topic's text. */
    public String path() {
        return ROOT + "/" + facility + "/" + device + "/" + verb.segment();
    }

    /** Filter for one verb of all devices of a facility. */
    public static String filter(FacilityId facility, Verb verb) {
        return ROOT + "/" + facility + "/+/" + verb.segment();
    }
}
