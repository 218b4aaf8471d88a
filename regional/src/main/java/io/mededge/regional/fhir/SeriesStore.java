package io.mededge.regional.fhir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Choice;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.MetricDescription.Recording;
import io.mededge.regional.fhir.ReadPool.SqlArray;
import io.mededge.regional.transform.DeviceKey;
import io.mededge.regional.transform.Series;
import io.mededge.regional.transform.StoredDevice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What devices have said of themselves and their metrics. */
final class SeriesStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Few devices have names so long that their id is a digest; the others are not looked at. */
    private static final Query LONG_NAMED = Query.of("""
            select facility, device from device
            where length(facility) + length(device) > 63
                and encode(sha256(convert_to(facility || '/' || device, 'UTF8')), 'hex') = any (:digest)""");

    private final ReadPool database;

    SeriesStore(ReadPool database) {
        this.database = database;
    }

    /**
     * Which series to read; conditions that are empty do not restrict.
     *
     * @param codes 11073 or LOINC codes or metric ids
     * @param ofSameDevice all series of the device that has this one
     * @param after only ids beyond this
     */
    record Filter(
            Optional<List<DeviceKey>> devices,
            List<String> codes,
            Optional<Integer> ofSameDevice,
            Optional<Integer> id,
            int after) {
        static final Filter ALL = new Filter(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), 0);
    }

    /**
     * Ascending by id, at most {@code limit}. Only what a device has described: a number whose unit and meaning are not known yet is no value to show, so
     * such a series is found by nothing until the description has come.
     */
    List<Series> series(Filter filter, int limit) {
        var sql = new StringBuilder("""
                select s.id, s.facility, s.device, s.metric, s.display, s.unit, s.mdc_code, s.mdc_reference, s.loinc_code,
                    s.kind, s.category, s.choices::text as choices, s.deadband, s.max_silence_millis, d.poll_millis
                from series s join device d on d.facility = s.facility and d.device = s.device""");
        var arguments = new HashMap<String, Object>(Map.of("after", filter.after, "limit", limit));
        filter.devices.ifPresent(devices -> {
            sql.append("""

                    join (select distinct * from unnest(:facility::text[], :name::text[])) wanted(facility, name)
                        on wanted.facility = s.facility and wanted.name = s.device""");
            arguments.putAll(names(devices));
        });
        sql.append(" where s.kind is not null and s.id > :after");
        if (!filter.codes.isEmpty()) {
            sql.append(" and (s.mdc_code = any (:code) or s.loinc_code = any (:code) or s.metric = any (:code))");
            arguments.put("code", SqlArray.texts(filter.codes));
        }
        filter.ofSameDevice.ifPresent(id -> {
            sql.append(" and (s.facility, s.device) = (select facility, device from series where id = :same)");
            arguments.put("same", id);
        });
        filter.id.ifPresent(id -> {
            sql.append(" and s.id = :id");
            arguments.put("id", id);
        });
        return database.read(
                Query.of(sql.append(" order by s.id limit :limit").toString()), arguments, SeriesStore::series);
    }

    private static Series series(ResultSet row) throws SQLException {
        return new Series(
                row.getInt("id"),
                DeviceKey.of(row.getString("facility"), row.getString("device")),
                metric(row),
                row.getInt("poll_millis"));
    }

    private static MetricDescription metric(ResultSet row) throws SQLException {
        return new MetricDescription(
                new MetricId(row.getString("metric")),
                row.getString("display"),
                row.getString("unit"),
                row.getString("mdc_code"),
                row.getString("mdc_reference"),
                row.getString("loinc_code"),
                Kind.values()[row.getInt("kind")],
                Category.values()[row.getInt("category")],
                choices(row.getString("choices")),
                new Recording(row.getDouble("deadband"), row.getInt("max_silence_millis")));
    }

    private static List<Choice> choices(String json) {
        if (json.equals("[]")) {
            return List.of();
        }
        try {
            return Arrays.asList(JSON.readValue(json, Choice[].class));
        } catch (JsonProcessingException notAsWritten) {
            throw new IllegalStateException("series.choices is not what ingest writes", notAsWritten);
        }
    }

    /** The devices with these logical ids; ids that no device has are left out. */
    List<DeviceKey> keys(List<String> fhirIds) {
        var keys = new ArrayList<DeviceKey>();
        fhirIds.forEach(id -> DeviceKey.parse(id).ifPresent(keys::add));
        var digests = fhirIds.stream().filter(DeviceKey::isDigest).toList();
        if (!digests.isEmpty()) {
            keys.addAll(database.read(
                    LONG_NAMED,
                    Map.of("digest", SqlArray.texts(digests)),
                    row -> DeviceKey.of(row.getString("facility"), row.getString("device"))));
        }
        return keys;
    }

    /**
     * Which devices to read; conditions that are empty do not restrict.
     *
     * @param after only devices beyond this, by facility and device
     */
    record DeviceFilter(Optional<List<DeviceKey>> keys, Optional<DeviceNames> names, Optional<DeviceKey> after) {}

    /** @param keys {@code {facility}/{device}} */
    record DeviceNames(List<String> keys, List<String> serials) {}

    /** Ascending by facility and device, at most {@code limit}. */
    List<StoredDevice> devices(DeviceFilter filter, int limit) {
        var sql = new StringBuilder("select * from device where true");
        var arguments = new HashMap<String, Object>(Map.of("limit", limit));
        filter.keys.ifPresent(keys -> {
            sql.append(" and (facility, device) in (select * from unnest(:facility::text[], :name::text[]))");
            arguments.putAll(names(keys));
        });
        filter.names.ifPresent(names -> {
            sql.append(" and (facility || '/' || device = any (:key) or serial = any (:serial))");
            arguments.put("key", SqlArray.texts(names.keys));
            arguments.put("serial", SqlArray.texts(names.serials));
        });
        filter.after.ifPresent(after -> {
            sql.append(" and (facility, device) > (:afterFacility, :afterDevice)");
            arguments.put("afterFacility", after.facility().value());
            arguments.put("afterDevice", after.device().value());
        });
        sql.append(" order by facility, device limit :limit");
        return database.read(Query.of(sql.toString()), arguments, SeriesStore::device);
    }

    private static StoredDevice device(ResultSet row) throws SQLException {
        return new StoredDevice(
                DeviceKey.of(row.getString("facility"), row.getString("device")),
                new DeviceId(row.getString("gateway")),
                new DeviceDescription(
                        row.getString("model"),
                        row.getString("serial"),
                        row.getString("firmware"),
                        row.getString("station"),
                        row.getString("zone"),
                        row.getString("profile"),
                        row.getInt("profile_version"),
                        row.getString("device_type"),
                        row.getInt("poll_millis"),
                        List.of()),
                ObservationStore.instant(row, "described_at"));
    }

    private static Map<String, Object> names(List<DeviceKey> devices) {
        return Map.of(
                "facility",
                        SqlArray.texts(devices.stream()
                                .map(key -> key.facility().value())
                                .toList()),
                "name",
                        SqlArray.texts(devices.stream()
                                .map(key -> key.device().value())
                                .toList()));
    }
}
