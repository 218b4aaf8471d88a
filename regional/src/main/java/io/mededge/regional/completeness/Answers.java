package io.mededge.regional.completeness;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamId;
import io.mededge.model.telemetry.Acknowledgement;
import io.mededge.model.telemetry.Comparison;
import io.mededge.model.telemetry.Comparison.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one run of the comparison has to say to gateways, gathered so that each gets few messages. Not thread-safe. */
final class Answers {
    private record Gateway(Place place, DeviceId id) {}

    private record Compared(StreamId stream, long first) {}

    /** A range that one run looks at twice is told once. */
    private final Map<Gateway, Map<Compared, Comparison>> byGateway = new LinkedHashMap<>();

    void add(StreamId stream, SequenceSet.Range sequences, Verdict verdict, SequenceSet missing) {
        var ranges = missing.ranges();
        var comparison = new Comparison(
                stream.device(),
                stream.streamClass(),
                stream.epoch(),
                sequences,
                verdict,
                ranges.subList(0, Math.min(ranges.size(), Comparison.MAX_MISSING)));
        byGateway
                .computeIfAbsent(new Gateway(stream.place(), stream.gateway()), unseen -> new LinkedHashMap<>())
                .put(new Compared(stream, sequences.first()), comparison);
    }

    /** In messages within their bound. */
    void tell(CompletenessCheck.Teller teller) {
        byGateway.forEach((gateway, found) -> {
            var comparisons = List.copyOf(found.values());
            for (var from = 0; from < comparisons.size(); from += Acknowledgement.MAX_COMPARISONS) {
                var to = Math.min(from + Acknowledgement.MAX_COMPARISONS, comparisons.size());
                teller.tell(
                        gateway.place(), gateway.id(), new Acknowledgement(List.of(), comparisons.subList(from, to)));
            }
        });
    }
}
