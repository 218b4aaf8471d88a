package io.mededge.infra.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Station ids: zone and number, {@code A-01} to {@code F-08} in a facility of 52; a larger one goes on with zones of ten. */
final class StationIds {
    static final int MAX_STATIONS = 200;

    private static final List<Integer> ZONE_SIZES = List.of(10, 10, 10, 8, 6, 8);
    private static final int FURTHER_ZONE_SIZE = 10;

    private StationIds() {}

    /** The first ids. */
    static List<String> first(int count) {
        List<String> ids = new ArrayList<>();
        for (int zone = 0; ids.size() < count; zone++) {
            int size = zone < ZONE_SIZES.size() ? ZONE_SIZES.get(zone) : FURTHER_ZONE_SIZE;
            for (int number = 1; number <= size && ids.size() < count; number++) {
                ids.add(String.format(Locale.ROOT, "%c-%02d", 'A' + zone, number));
            }
        }
        return List.copyOf(ids);
    }
}
