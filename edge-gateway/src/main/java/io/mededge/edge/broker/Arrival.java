package io.mededge.edge.broker;

import io.mededge.model.topic.LocalTopic;
import org.jspecify.annotations.Nullable;

/**
 * A message as the broker has handed it over. Confirmed exactly once, by the link over which it came.
 *
 * @param packet its number on that link, by which it is confirmed
 * @param durable whether the broker waits for a confirmation (QoS 1)
 * @param correlation what the answer shall carry so that the machine knows it; null for nothing
 * @param wantsAnswer whether the machine asks to be told also when all is well: it names its own {@code reply} topic as response topic
 */
record Arrival(
        BrokerLink link,
        LocalTopic topic,
        byte[] payload,
        String contentType,
        int packet,
        boolean durable,
        byte @Nullable [] correlation,
        boolean wantsAnswer) {
    /** Longer correlation data are not repeated, bytes. */
    static final int MAX_CORRELATION = 256;
}
