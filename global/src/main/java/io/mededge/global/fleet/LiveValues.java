package io.mededge.global.fleet;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The values of the fleet page that move, by the keys that its template names. */
final class LiveValues {
    private LiveValues() {}

    /** @return a new map; empty before the first count */
    static Map<String, String> of(Optional<FleetOverview.Snapshot> snapshot) {
        var values = new HashMap<String, String>();
        snapshot.map(FleetView.Counts::of).ifPresent(counts -> {
            values.put("countedAt", String.valueOf(counts.countedAt()));
            values.put("shape", counts.shape());
            put(values, counts.total());
            counts.regions().forEach(row -> put(values, row));
            counts.places().forEach(row -> put(values, row));
            counts.models().forEach(model -> values.put("model." + model.name(), model.devices()));
        });
        return values;
    }

    private static void put(Map<String, String> values, FleetView.Row row) {
        values.put(row.key() + ".devices", row.devices());
        values.put(row.key() + ".reporting", row.reporting());
        values.put(row.key() + ".silent", row.silent());
        values.put(row.key() + ".unknown", row.unknown());
        values.put(row.key() + ".share", row.share());
    }
}
