package io.mededge.regional.device;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.regional.database.Database;
import io.mededge.regional.device.RegisteredDevice.Rhythm;
import io.mededge.regional.device.RegisteredDevice.Silence;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the devices that gateways have described. */
public final class DeviceRegistry {
    /** Bound of one answer: some 200 facilities. */
    public static final int MAX_DEVICES = 20_000;

    private final Database database;

    public DeviceRegistry(Database database) {
        this.database = database;
    }

    /** All devices, by facility and device. */
    public List<RegisteredDevice> devices() {
        var rows = database.execute(
                """
                select facility, device, gateway, model, serial, firmware, station, zone, profile, profile_version,
                    poll_millis, described_at, newest.minute as last_minute, silence.fault, silence.since,
                    (select coalesce(bool_and(category = $2), false) from series
                     where series.facility = device.facility and series.device = device.device and kind is not null)
                        as episodic,
                    (select case when bool_or(max_silence_millis = 0) then 0 else min(max_silence_millis) end from series
                     where series.facility = device.facility and series.device = device.device and kind is not null)
                        as silence_millis
                from device
                left join lateral (
                    select max(of_stream.minute) as minute
                    from stream cross join lateral (
                        select minute from stream_minute
                        where stream_minute.stream = stream.id order by minute desc limit 1) as of_stream
                    where stream.facility = device.facility and stream.class = $1
                        and (stream.device = device.device or stream.gateway = device.device)) as newest on true
                left join lateral (
                    select of_stream.fault, of_stream.at as since, of_stream.until
                    from stream cross join lateral (
                        select fault, at, until from gap where gap.stream = stream.id order by sequence desc limit 1)
                        as of_stream
                    where stream.facility = device.facility and stream.gateway = device.gateway
                        and stream.device = device.device and stream.class = $1
                    order by of_stream.at desc limit 1) as silence
                    on silence.until is null
                        and (newest.minute is null or silence.since >= newest.minute)
                order by facility, device limit $3""",
                Tuple.of((short) StreamClass.TELEMETRY.ordinal(), (short) Category.VITAL_SIGN.ordinal(), MAX_DEVICES));
        var devices = new ArrayList<RegisteredDevice>(rows.size());
        rows.forEach(row -> devices.add(device(row)));
        return devices;
    }

    private static RegisteredDevice device(Row row) {
        var lastMinute = row.getOffsetDateTime("last_minute");
        return new RegisteredDevice(
                new FacilityId(row.getString("facility")),
                new DeviceId(row.getString("device")),
                new DeviceId(row.getString("gateway")),
                row.getString("model"),
                row.getString("serial"),
                row.getString("firmware"),
                row.getString("station"),
                row.getString("zone"),
                row.getString("profile"),
                row.getInteger("profile_version"),
                rhythm(row),
                row.getOffsetDateTime("described_at").toInstant(),
                lastMinute == null ? null : lastMinute.toInstant(),
                silence(row));
    }

    private static Rhythm rhythm(Row row) {
        var silence = row.getInteger("silence_millis");
        return new Rhythm(
                Duration.ofMillis(row.getInteger("poll_millis")),
                row.getBoolean("episodic"),
                Duration.ofMillis(silence == null ? 0 : silence));
    }

    private static @Nullable Silence silence(Row row) {
        var since = row.getOffsetDateTime("since");
        return since == null
                ? null
                : FaultCode.ofNumber(row.getInteger("fault"))
                        .map(fault -> new Silence(fault, since.toInstant()))
                        .orElse(null);
    }
}
