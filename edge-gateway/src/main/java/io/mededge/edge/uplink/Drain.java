package io.mededge.edge.uplink;

import io.mededge.edge.journal.StreamKey;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import io.mededge.model.telemetry.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The backlog: in the order of {@link DrainOrder}, at the pace of {@link DrainPace}, telemetry never faster than the configured ceiling. Pure: the caller tells
 * the time. Not thread-safe.
 */
final class Drain {
    private final int maxMessages;
    private final DeliveryLedger ledger;
    private final DrainOrder order;
    private final DrainPace pace;
    private final RateLimit ceiling;
    private final List<Flight> flights = new ArrayList<>();
    /** One new record of each stream whose acknowledgement is timed. */
    private final Map<StreamKey, Timed> timed = new HashMap<>();

    private int underWay;

    private record Flight(StreamKey stream, Range range, int records, long sentNanos) {}

    private record Timed(long sequence, long sentNanos) {}

    Drain(UplinkConfig config, DeliveryLedger ledger, Function<StreamKey, DrainOrder.Source> sources, long nowNanos) {
        this.maxMessages = config.backlogWindow();
        this.ledger = ledger;
        this.order = new DrainOrder(ledger, sources);
        this.pace = new DrainPace(maxMessages * Batch.MAX_ENTRIES, nowNanos);
        this.ceiling = new RateLimit(config.backlogRate(), nowNanos);
    }

    void connected(long nowNanos) {
        order.connected();
        pace.restart(nowNanos);
    }

    void connectionLost() {
        flights.clear();
        timed.clear();
        underWay = 0;
    }

    /** A new record did not find room in memory. */
    void missed(StreamKey stream, long sequence) {
        order.missed(stream, sequence);
    }

    /** New records are being sent. */
    void sentLive(StreamKey stream, long sequence, long nowNanos) {
        timed.putIfAbsent(stream, new Timed(sequence, nowNanos));
    }

    /** New records are due, but the connection has no room for them. */
    void liveIsStuck(long nowNanos) {
        pace.congested(nowNanos);
    }

    /** What should be read and sent now; {@link #sent} must follow. @param telemetry whether also of telemetry */
    Optional<DeliveryLedger.Backlog> next(
            boolean events, boolean telemetry, Predicate<StreamKey> which, long nowNanos) {
        var window = pace.window(underWay, nowNanos);
        if (underWay >= window || flights.size() >= maxMessages) {
            return Optional.empty();
        }
        // two messages at a time: while one is acknowledged, the other is on its way
        var size = Math.max(1, Math.min(Batch.MAX_ENTRIES, Math.min(window / 2, window - underWay)));
        var event = events ? order.nextEvents(size, which) : Optional.<DeliveryLedger.Backlog>empty();
        if (event.isPresent() || !telemetry || ceiling.waitNanos(nowNanos) > 0) {
            return event;
        }
        return order.nextTelemetry(size, which);
    }

    void sent(StreamKey stream, Range range, int records, long nowNanos) {
        if (stream.streamClass() == StreamClass.TELEMETRY) {
            ceiling.spend(records);
        }
        flights.add(new Flight(stream, range, records, nowNanos));
        underWay += records;
    }

    /** To be called after the ledger has heard of it. */
    void acknowledged(StreamKey stream, List<Range> ranges, long nowNanos) {
        var live = timed.get(stream);
        if (live != null
                && ranges.stream()
                        .anyMatch(range -> range.first() <= live.sequence() && live.sequence() <= range.last())) {
            timed.remove(stream);
            pace.acknowledged(live.sentNanos(), underWay, nowNanos);
        }
        for (var i = flights.size() - 1; i >= 0; i--) {
            var flight = flights.get(i);
            if (flight.stream().equals(stream) && !ledger.isInFlight(stream, flight.range())) {
                flights.remove(i);
                pace.acknowledged(flight.sentNanos(), underWay, nowNanos);
                underWay -= flight.records();
            }
        }
    }

    /** Records were not acknowledged in time. */
    void overdue(long nowNanos) {
        timed.clear();
        pace.congested(nowNanos);
        settle();
    }

    /** Forgets what is not in flight any more, though nobody acknowledged it. */
    void settle() {
        flights.removeIf(flight -> !ledger.isInFlight(flight.stream(), flight.range()));
        underWay = flights.stream().mapToInt(Flight::records).sum();
    }

    /** Nanoseconds until the ceiling lets something through; 0 for now. */
    long waitNanos(long nowNanos) {
        return ceiling.waitNanos(nowNanos);
    }
}
