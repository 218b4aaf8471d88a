package io.mededge.edge.monitor;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Texts by key, with a version for each change, so that a client is told exactly what is new to it. A slow client costs nothing: it is skipped and asks
 * again with the version that it has. Thread-safe.
 */
final class LiveValues {
    private final Map<String, Cell> cells = new HashMap<>();
    private long version;

    /** @param text null: there is none */
    synchronized void put(String key, @Nullable String text) {
        var present = cells.get(key);
        if (present == null || !Objects.equals(present.text, text)) {
            cells.put(key, new Cell(text, ++version));
        }
    }

    /** What has changed after a version; 0 gives all. */
    synchronized Change since(long seen, Predicate<String> wanted) {
        var values = new LinkedHashMap<String, @Nullable String>();
        cells.forEach((key, cell) -> {
            if (cell.version > seen && wanted.test(key)) {
                values.put(key, cell.text);
            }
        });
        return new Change(version, values);
    }

    private record Cell(@Nullable String text, long version) {}

    /** @param version to ask with the next time */
    record Change(long version, Map<String, @Nullable String> values) {}
}
