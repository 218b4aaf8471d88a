package io.mededge.global.catalog;

import io.mededge.model.id.Place;
import io.mededge.model.outbound.CatalogEntry.Health;
import io.mededge.model.outbound.ModelName;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many devices there are, by health in each facility and by model. Every number is exact when {@code complete}.
 *
 * @param complete false when there are more devices than are ever counted
 */
public record FleetCounts(
        boolean complete, SortedMap<Place, Map<Health, Integer>> places, SortedMap<ModelName, Integer> models) {
    private static final Comparator<Place> BY_NAME = Comparator.comparing(
                    (Place place) -> place.region().value())
            .thenComparing(place -> place.facility().value());

    public int devices() {
        return models.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Sums over all facilities, with an entry for each health. */
    public Map<Health, Integer> health() {
        var sums = zeros();
        places.values().forEach(counts -> counts.forEach((health, count) -> sums.merge(health, count, Integer::sum)));
        return sums;
    }

    /** Sums over the facilities of each region, with an entry for each health. */
    public SortedMap<String, Map<Health, Integer>> regions() {
        var regions = new TreeMap<String, Map<Health, Integer>>();
        places.forEach((place, counts) -> {
            var sums = regions.computeIfAbsent(place.region().value(), region -> zeros());
            counts.forEach((health, count) -> sums.merge(health, count, Integer::sum));
        });
        return regions;
    }

    private static Map<Health, Integer> zeros() {
        var zeros = new EnumMap<Health, Integer>(Health.class);
        for (var health : Health.values()) {
            zeros.put(health, 0);
        }
        return zeros;
    }

    /** Collects the counts, one device at a time; not safe for several threads at once. */
    static final class Tally {
        private final SortedMap<Place, Map<Health, Integer>> places = new TreeMap<>(BY_NAME);
        private final SortedMap<ModelName, Integer> models = new TreeMap<>(Comparator.comparing(ModelName::value));

        void add(Place place, ModelName model, Health health) {
            places.computeIfAbsent(place, first -> zeros()).merge(health, 1, Integer::sum);
            models.merge(model, 1, Integer::sum);
        }

        FleetCounts result(boolean complete) {
            return new FleetCounts(
                    complete, Collections.unmodifiableSortedMap(places), Collections.unmodifiableSortedMap(models));
        }
    }
}
