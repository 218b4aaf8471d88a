package io.mededge.regional.ingest;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.regional.database.Columns;
import io.mededge.regional.database.Database;
import io.vertx.mutiny.sqlclient.Row;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The database's numbers of streams and series, given out at first sight and remembered. It works outside the ingest transaction, so that what it
 * remembers is never rolled back.
 */
final class StreamRegister {
    /** Bound of each memory; beyond it everything is forgotten and read again. */
    static final int MAX_REMEMBERED = 200_000;

    private final Database database;
    private final RegionId region;
    private final Map<StreamId, Integer> streams = new ConcurrentHashMap<>();
    private final Map<SeriesKey, Integer> series = new ConcurrentHashMap<>();

    StreamRegister(Database database, RegionId region) {
        this.database = database;
        this.region = region;
    }

    /** The numbers of all these streams, none missing. */
    Map<StreamId, Integer> streams(Collection<StreamId> wanted) {
        var unseen = unseen(wanted, streams);
        if (!unseen.isEmpty()) {
            var parameters = Columns.of(unseen)
                    .text(id -> id.place().facility().value())
                    .text(id -> id.gateway().value())
                    .text(id -> id.device().value())
                    .int2(id -> id.streamClass().ordinal())
                    .int8(StreamId::epoch)
                    .parameters();
            database.execute("""
                    insert into stream (facility, gateway, device, class, epoch)
                    select * from unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::bigint[])
                    on conflict do nothing""", parameters);
            var rows = database.execute("""
                    select id, facility, gateway, device, class, epoch
                    from stream join unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::bigint[])
                        as wanted (facility, gateway, device, class, epoch)
                    using (facility, gateway, device, class, epoch)""", parameters);
            rows.forEach(row -> streams.put(stream(row), row.getInteger("id")));
        }
        return numbers(wanted, streams);
    }

    /** The numbers of all these series, none missing. */
    Map<SeriesKey, Integer> series(Collection<SeriesKey> wanted) {
        var unseen = unseen(wanted, series);
        if (!unseen.isEmpty()) {
            var parameters = Columns.of(unseen)
                    .text(key -> key.facility().value())
                    .text(key -> key.device().value())
                    .text(key -> key.metric().value())
                    .parameters();
            database.execute("""
                    insert into series (facility, device, metric)
                    select * from unnest($1::text[], $2::text[], $3::text[])
                    on conflict do nothing""", parameters);
            var rows = database.execute("""
                    select id, facility, device, metric
                    from series join unnest($1::text[], $2::text[], $3::text[]) as wanted (facility, device, metric)
                    using (facility, device, metric)""", parameters);
            rows.forEach(row -> series.put(key(row), row.getInteger("id")));
        }
        return numbers(wanted, series);
    }

    /** In one order everywhere, so that replicas that register the same at once do not deadlock. */
    private static <K> List<K> unseen(Collection<K> wanted, Map<K, Integer> remembered) {
        if (remembered.size() > MAX_REMEMBERED) {
            remembered.clear();
        }
        return wanted.stream()
                .filter(key -> !remembered.containsKey(key))
                .distinct()
                .sorted(Comparator.comparing(Object::toString))
                .toList();
    }

    private static <K> Map<K, Integer> numbers(Collection<K> wanted, Map<K, Integer> remembered) {
        var numbers = new HashMap<K, Integer>();
        for (var key : wanted) {
            var number = remembered.get(key);
            if (number == null) {
                throw new IllegalStateException(key + " was registered but is not there");
            }
            numbers.put(key, number);
        }
        return numbers;
    }

    private StreamId stream(Row row) {
        return new StreamId(
                new Place(region, new FacilityId(row.getString("facility"))),
                new DeviceId(row.getString("gateway")),
                new DeviceId(row.getString("device")),
                StreamClass.values()[row.getShort("class")],
                row.getLong("epoch"));
    }

    private static SeriesKey key(Row row) {
        return new SeriesKey(
                new FacilityId(row.getString("facility")),
                new DeviceId(row.getString("device")),
                new MetricId(row.getString("metric")));
    }
}
