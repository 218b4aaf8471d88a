package io.mededge.global.catalog;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.mededge.global.database.CassandraStore;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.ModelName;
import io.mededge.model.outbound.SerialNumber;
import io.mededge.model.outbound.VersionNumber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table {@code devices}: one row for each device, holding what was said last; why it looks like this is in the package's description. */
final class CatalogStore {
    static final List<String> TABLES = List.of(
            """
            create table if not exists devices (
                region text, facility text, device text,
                model text, serial text, firmware text, profile text, profile_version int, health text, day date,
                primary key ((region, facility), device))""",
            "create index if not exists devices_by_region on devices (region) using 'sai'",
            "create index if not exists devices_by_facility on devices (facility) using 'sai'",
            "create index if not exists devices_by_model on devices (model) using 'sai'",
            "create index if not exists devices_by_health on devices (health) using 'sai'",
            "create index if not exists devices_by_firmware on devices (firmware) using 'sai'");

    /** Counting stops there and says so. */
    static final int MAX_COUNTED = 2_000_000;

    private static final int COUNT_PAGE_SIZE = 5_000;
    private static final Duration COUNT_PAGE_TIMEOUT = Duration.ofSeconds(10);

    private static final String COLUMNS =
            "region, facility, device, model, serial, firmware, profile, profile_version, health, day";
    private static final String UPSERT =
            "insert into devices (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) using timestamp ?";
    private static final String FIND =
            "select " + COLUMNS + " from devices where region = ? and facility = ? and device = ?";
    private static final String COUNT = "select region, facility, model, health from devices";

    private final CassandraStore cassandra;

    CatalogStore(CassandraStore cassandra) {
        this.cassandra = cassandra;
    }

    /** @param next where the list goes on; null at its end */
    record Slice(List<CatalogEntry> entries, @Nullable ByteBuffer next) {}

    /** @param writeTime see {@link WriteTime} */
    CompletionStage<?> upsert(CatalogEntry entry, long writeTime) {
        return cassandra.execute(
                UPSERT,
                entry.place().region().value(),
                entry.place().facility().value(),
                entry.device().value(),
                entry.model().value(),
                entry.serial().value(),
                entry.firmware().value(),
                entry.profile().value(),
                entry.profileVersion(),
                entry.health().name(),
                entry.day(),
                writeTime);
    }

    CompletionStage<Optional<CatalogEntry>> find(Place place, DeviceId device) {
        return cassandra
                .execute(FIND, place.region().value(), place.facility().value(), device.value())
                .thenApply(rows -> Optional.ofNullable(rows.one()).map(CatalogStore::entry));
    }

    /** @param from as an earlier slice of the same filter gave it; null for the beginning */
    CompletionStage<Slice> list(DeviceFilter filter, int size, @Nullable ByteBuffer from) {
        return read(filter, size, from).thenCompose(rows -> {
            var entries = new ArrayList<CatalogEntry>(size);
            rows.currentPage().forEach(row -> entries.add(entry(row)));
            var next = rows.getExecutionInfo().getPagingState();
            if (next == null || entries.size() < size) {
                return CompletableFuture.completedStage(new Slice(entries, next));
            }
            // a page that ends where the list ends has a paging state all the same: look, so that no empty page follows
            return read(filter, 1, next)
                    .thenApply(rest ->
                            new Slice(entries, rest.currentPage().iterator().hasNext() ? next : null));
        });
    }

    /** Reads the whole table once: 100,000 devices take about 2 s. */
    CompletionStage<FleetCounts> count() {
        var counts = new FleetCounts.Tally();
        return cassandra
                .executePaged(
                        COUNT,
                        List.of(),
                        paged -> paged.setPageSize(COUNT_PAGE_SIZE).setTimeout(COUNT_PAGE_TIMEOUT))
                .thenCompose(rows -> cassandra.drain(
                        rows,
                        MAX_COUNTED,
                        row -> counts.add(
                                Place.of(text(row, "region"), text(row, "facility")),
                                new ModelName(text(row, "model")),
                                CatalogEntry.Health.valueOf(text(row, "health")))))
                .thenApply(counts::result);
    }

    private CompletionStage<AsyncResultSet> read(DeviceFilter filter, int size, @Nullable ByteBuffer from) {
        var parts = filter.parts();
        var cql = "select " + COLUMNS + " from devices";
        if (!parts.isEmpty()) {
            cql += parts.keySet().stream()
                    .map(name -> name + " = ?")
                    .collect(Collectors.joining(" and ", " where ", ""));
        }
        return cassandra.executePaged(
                cql,
                List.copyOf(parts.values()),
                paged -> paged.setPageSize(size).setPagingState(from));
    }

    private static CatalogEntry entry(Row row) {
        return new CatalogEntry(
                Place.of(text(row, "region"), text(row, "facility")),
                new DeviceId(text(row, "device")),
                new ModelName(text(row, "model")),
                new SerialNumber(text(row, "serial")),
                new VersionNumber(text(row, "firmware")),
                new ModelName(text(row, "profile")),
                row.getInt("profile_version"),
                CatalogEntry.Health.valueOf(text(row, "health")),
                row.get("day", LocalDate.class));
    }

    private static String text(Row row, String column) {
        var text = row.getString(column);
        if (text == null) {
            throw new IllegalStateException("the column " + column + " of devices is empty");
        }
        return text;
    }
}
