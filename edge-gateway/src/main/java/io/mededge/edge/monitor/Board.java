package io.mededge.edge.monitor;

import io.mededge.edge.broker.IntakeState;
import io.mededge.edge.profile.Device;
import io.mededge.edge.uplink.UplinkState;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.outbound.ClockTrust;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.telemetry.Entry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What the facility board knows: of each device the newest values, ten minutes of history and the last events, grouped by station. */
@ApplicationScoped
public class Board {
    private final Map<DeviceId, WatchedDevice> devices = new ConcurrentHashMap<>();
    private volatile Map<String, Station> stations = Map.of();
    private volatile Optional<UplinkState> uplink = Optional.empty();
    private volatile Optional<IntakeState> intake = Optional.empty();
    private volatile ClockTrust clock = ClockTrust.UNKNOWN;
    private volatile String notice = "";

    /** Puts a device on the board, or registers it anew with a changed description: newest values, events and fault stay, its history begins anew. A device without a station is its own. */
    public synchronized void register(Device device, DeviceDescription description) {
        var watched = new WatchedDevice(device, description);
        var before = devices.get(device.id());
        if (before != null) {
            watched.inherit(before);
        }
        devices.put(device.id(), watched);
        var name = device.station().isEmpty() ? device.id().value() : device.station();
        var changed = new TreeMap<>(stations);
        var present = changed.get(name);
        changed.put(name, present == null ? new Station(name, device.zone(), List.of(watched)) : present.with(watched));
        stations = changed;
    }

    /** Shows a record of a device's stream. Records of devices that are not on the board are of no interest. */
    public void record(DeviceId device, Entry entry) {
        var watched = devices.get(device);
        if (watched != null) {
            watched.record(entry);
        }
    }

    /** Shows that no values have come of a device since before this run, and why: no record of this run says so. */
    public void left(DeviceId device, FaultCode fault, Instant since) {
        var watched = devices.get(device);
        if (watched != null) {
            watched.left(fault, since);
        }
    }

    /** Shows how the delivery to the region stands. */
    public void uplink(UplinkState state) {
        uplink = Optional.of(state);
    }

    /** Shows how the connection to the facility's own broker stands. */
    public void intake(IntakeState state) {
        intake = Optional.of(state);
    }

    Optional<IntakeState> intake() {
        return intake;
    }

    /** Shows how far this gateway's clock may be believed. */
    public void clock(ClockTrust trust) {
        clock = trust;
    }

    /** What whoever looks at the board should know of this gateway's configuration; empty: nothing. */
    public void notice(String sentence) {
        notice = sentence;
    }

    String notice() {
        return notice;
    }

    ClockTrust clock() {
        return clock;
    }

    Optional<UplinkState> uplink() {
        return uplink;
    }

    /** In the order of their names. */
    List<Station> stations() {
        return List.copyOf(stations.values());
    }

    Optional<Station> station(String name) {
        return Optional.ofNullable(stations.get(name));
    }
}
