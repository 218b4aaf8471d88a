package io.mededge.edge.uplink;

import io.mededge.edge.journal.StreamKey;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which part of the backlog goes first, for links that are up for seconds a day. The order:
 *
 * <ol>
 *   <li>events, alarms among them, of all devices in turn, oldest first;
 *   <li>the newest minute of every clinical device, device by device, newest first: whoever looks sees how it is now, and with more time how it came to be;
 *   <li>the rest of the clinical devices, device by device, oldest first;
 *   <li>the devices that are not clinical, in the same way.
 * </ol>
 *
 * Every {@link #SHARE}th message of telemetry is of the oldest of any device in turn, whatever else waits, so nothing waits for ever. A record holds all values of
 * a poll, so a device counts as clinical as soon as one of its values does: below a record there is no order. Pure. Not thread-safe.
 */
final class DrainOrder {
    /** One message in so many is of the oldest records. */
    static final int SHARE = 8;

    private final DeliveryLedger ledger;
    private final Function<StreamKey, Source> sources;
    /** Where the newest minute begins, of streams that have not sent it yet; a record that found no room in memory counts to it. */
    private final Map<StreamKey, Long> newestFrom = new LinkedHashMap<>();

    private int messages;

    /**
     * What is known of the device of a stream.
     *
     * @param perMinute how many records it makes in a minute, about
     * @param clinical whether any of its values may matter for a treatment
     */
    record Source(int perMinute, boolean clinical) {}

    DrainOrder(DeliveryLedger ledger, Function<StreamKey, Source> sources) {
        this.ledger = ledger;
        this.sources = sources;
    }

    /** A connection begins, and with it what "newest" means. */
    void connected() {
        newestFrom.clear();
        messages = 0;
        for (var stream : ledger.wantingStreams(StreamClass.TELEMETRY)) {
            ledger.newestWanted(stream, 1, 1)
                    .ifPresent(last -> newestFrom.put(
                            stream,
                            Math.max(
                                    1,
                                    last.last()
                                            - Math.max(1, sources.apply(stream).perMinute())
                                            + 1)));
        }
    }

    /** A new record did not find room in memory. */
    void missed(StreamKey stream, long sequence) {
        if (stream.streamClass() == StreamClass.TELEMETRY) {
            newestFrom.putIfAbsent(stream, sequence);
        }
    }

    Optional<DeliveryLedger.Backlog> nextEvents(int maxRecords, Predicate<StreamKey> which) {
        return ledger.nextBacklog(StreamClass.EVENTS, maxRecords, which);
    }

    Optional<DeliveryLedger.Backlog> nextTelemetry(int maxRecords, Predicate<StreamKey> which) {
        messages++;
        if (messages % SHARE == 0) {
            return ledger.nextBacklog(StreamClass.TELEMETRY, maxRecords, which);
        }
        Predicate<StreamKey> clinical = stream -> sources.apply(stream).clinical();
        return newestThenRest(maxRecords, which.and(clinical)).or(() -> newestThenRest(maxRecords, which));
    }

    private Optional<DeliveryLedger.Backlog> newestThenRest(int maxRecords, Predicate<StreamKey> which) {
        return newest(maxRecords, which).or(() -> ledger.nextBacklog(StreamClass.TELEMETRY, maxRecords, which));
    }

    private Optional<DeliveryLedger.Backlog> newest(int maxRecords, Predicate<StreamKey> which) {
        for (var streams = newestFrom.entrySet().iterator(); streams.hasNext(); ) {
            var next = streams.next();
            var stream = next.getKey();
            if (!which.test(stream)) {
                continue;
            }
            long from = next.getValue();
            streams.remove();
            Optional<Range> range = ledger.newestWanted(stream, from, maxRecords);
            if (range.isPresent()) {
                // to the end of the queue
                newestFrom.put(stream, from);
                return range.map(wanted -> new DeliveryLedger.Backlog(stream, wanted));
            }
        }
        return Optional.empty();
    }
}
