package io.mededge.regional.ingest;

import io.mededge.model.id.RegionId;
import io.mededge.model.id.StreamClass;
import java.util.List;

/** The region's Kafka topics; none of them ever leaves it. */
public final class KafkaTopics {
    public static final String TELEMETRY = "telemetry";
    public static final String EVENTS = "events";
    public static final String DEAD_LETTERS = "dead-letters";

    /** All that this tier creates in its own cluster. */
    public static final List<String> ALL = List.of(TELEMETRY, EVENTS, DEAD_LETTERS);

    private KafkaTopics() {}

    /** The consumer group that moves records to the database, as in application.properties. */
    public static String storeGroup(RegionId region) {
        return "store-" + region;
    }

    static String of(StreamClass streamClass) {
        return switch (streamClass) {
            case TELEMETRY -> TELEMETRY;
            case EVENTS -> EVENTS;
        };
    }
}
