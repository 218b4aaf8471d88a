package io.mededge.regional.ingest;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamId;
import io.mededge.model.telemetry.Acknowledgement;
import io.mededge.model.telemetry.Acknowledgement.StreamAck;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers what Kafka has acknowledged, so that a gateway gets few messages about many streams. Safe for use by several threads.
 *
 * <p>Forgetting is allowed here: a gateway sends again what is not acknowledged, and repeated records are acknowledged again.
 */
final class AcknowledgementBatcher {
    /** Bound of what waits for a flush; far more than arrives between two. */
    static final int MAX_PENDING_STREAMS = 20_000;

    /** Bound of one message over all its streams, which keeps it below {@link Batch#MAX_BYTES}. */
    static final int MAX_RANGES_OF_MESSAGE = 4_000;

    /** One message to one gateway. */
    record Outgoing(Place place, DeviceId gateway, Acknowledgement acknowledgement) {}

    private record Gateway(Place place, DeviceId id) {}

    private Map<StreamId, SequenceSet> pending = new LinkedHashMap<>();

    /** Returns whether this is the first since the last drain, so that the caller has to see to the next. */
    synchronized boolean add(Batch batch) {
        var first = pending.isEmpty();
        if (pending.size() >= MAX_PENDING_STREAMS && !pending.containsKey(batch.stream())) {
            return first;
        }
        var sequences = pending.computeIfAbsent(batch.stream(), unseen -> new SequenceSet());
        batch.entries().stream().mapToLong(Entry::sequence).forEach(sequences::add);
        return first;
    }

    /** All that was added since the last drain, in messages within their bounds. */
    List<Outgoing> drain() {
        Map<Gateway, List<StreamAck>> acksByGateway = new LinkedHashMap<>();
        for (var stream : takePending().entrySet()) {
            var id = stream.getKey();
            var acks =
                    acksByGateway.computeIfAbsent(new Gateway(id.place(), id.gateway()), unseen -> new ArrayList<>());
            var ranges = stream.getValue().ranges();
            for (var from = 0; from < ranges.size(); from += Acknowledgement.MAX_RANGES) {
                var part = ranges.subList(from, Math.min(from + Acknowledgement.MAX_RANGES, ranges.size()));
                acks.add(new StreamAck(id.device(), id.streamClass(), id.epoch(), part));
            }
        }
        var outgoing = new ArrayList<Outgoing>();
        acksByGateway.forEach((gateway, acks) ->
                messages(acks).forEach(message -> outgoing.add(new Outgoing(gateway.place(), gateway.id(), message))));
        return outgoing;
    }

    private synchronized Map<StreamId, SequenceSet> takePending() {
        var taken = pending;
        pending = new LinkedHashMap<>();
        return taken;
    }

    private static List<Acknowledgement> messages(List<StreamAck> acks) {
        var messages = new ArrayList<Acknowledgement>();
        var message = new ArrayList<StreamAck>();
        var ranges = 0;
        for (var ack : acks) {
            ranges += ack.ranges().size();
            if (message.size() == Acknowledgement.MAX_STREAMS || ranges > MAX_RANGES_OF_MESSAGE) {
                messages.add(new Acknowledgement(message));
                message.clear();
                ranges = ack.ranges().size();
            }
            message.add(ack);
        }
        messages.add(new Acknowledgement(message));
        return messages;
    }
}
