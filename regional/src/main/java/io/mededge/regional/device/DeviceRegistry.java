package io.mededge.regional.device;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.StreamClass;
import io.mededge.regional.database.Database;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

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
        var rows = database.execute("""
                select facility, device, gateway, model, serial, firmware, station, zone, profile, profile_version,
                    (select max(newest.minute)
                     from stream cross join lateral (
                         select minute from stream_minute
                         where stream_minute.stream = stream.id order by minute desc limit 1) as newest
                     where stream.facility = device.facility and stream.class = $1
                         and (stream.device = device.device or stream.gateway = device.device)) as last_minute
                from device order by facility, device limit $2""", Tuple.of((short) StreamClass.TELEMETRY.ordinal(), MAX_DEVICES));
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
                lastMinute == null ? null : lastMinute.toInstant());
    }
}
