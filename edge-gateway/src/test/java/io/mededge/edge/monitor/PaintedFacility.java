package io.mededge.edge.monitor;

import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * 52 stations for the eye: every state that a tile can have, from one seed and without a machine. Not a simulation; that is infra/simulator.
 */
final class PaintedFacility {
    static final Duration POLL = Duration.ofMillis(500);

    private static final String ZONES = "ABCDEF";
    private static final int[] STATIONS = {10, 10, 10, 8, 6, 8};

    private final List<Place> places = new ArrayList<>();
    private final Random random = new Random(1);
    private long sequence;

    PaintedFacility() {
        var machine = shipped("mededge-hd");
        var cuff = shipped("mededge-nibp");
        for (var zone = 0; zone < STATIONS.length; zone++) {
            for (var number = 1; number <= STATIONS[zone]; number++) {
                var station = String.format(Locale.ROOT, "%s-%02d", ZONES.charAt(zone), number);
                places.add(new Place(
                        places.size(),
                        device(station + "-hd", station, machine, POLL),
                        device(station + "-nibp", station, cuff, Duration.ofSeconds(5))));
            }
        }
    }

    private record Place(int number, Device machine, Device cuff) {
        boolean treats() {
            return number % 13 != 5 && number % 17 != 9;
        }

        boolean lost() {
            return number == 24 || number == 44;
        }

        boolean silent() {
            return number == 37;
        }
    }

    static DeviceProfile shipped(String name) {
        if (ProfileLoader.loadShipped(name) instanceof ProfileLoader.Result.Valid valid) {
            return valid.profile();
        }
        throw new IllegalStateException("the shipped profile " + name + " is not valid");
    }

    static Device device(String id, String station, DeviceProfile profile, Duration poll) {
        return new Device(
                new io.mededge.model.id.DeviceId(id),
                station,
                station.substring(0, 1),
                profile,
                new MachineAddress.Tcp("127.0.0.1", 15_020),
                1,
                poll,
                Duration.ofSeconds(2),
                "SIM-" + station,
                "1.0");
    }

    List<Device> devices() {
        return places.stream()
                .flatMap(place -> java.util.stream.Stream.of(place.machine, place.cuff))
                .toList();
    }

    void registerAt(Board board) {
        devices().forEach(device -> board.register(device, device.description()));
    }

    /** The ten minutes before {@code now}, with holes here and there. */
    void past(Board board, Instant now) {
        for (var at = now.minus(Duration.ofMinutes(10)); at.isBefore(now); at = at.plus(POLL)) {
            polls(at, now, (device, entry) -> board.record(device.id(), entry));
        }
        for (var place : places) {
            var measured = now.minus(Duration.ofMinutes(1 + place.number * 7L % 45));
            if (place.number % 9 != 4) {
                record(board, place.cuff, measured, pressure(place));
            }
            if (place.lost()) {
                record(board, place.machine, now.minusSeconds(95), new Gap(FaultCode.MODBUS_TIMEOUT, null));
            }
        }
        var alarmed = places.get(6).machine;
        record(board, alarmed, now.minusSeconds(190), new MachineEvent(3, 3, "venous-pressure-low", true));
        record(board, alarmed, now.minusSeconds(182), new MachineEvent(4, 3, "venous-pressure-low", false));
        record(board, alarmed, now.minusSeconds(20), new MachineEvent(5, 9, "venous-air", true));
    }

    /** One poll of every machine that answers. */
    void poll(Board board, Instant now) {
        polls(now, now, (device, entry) -> board.record(device.id(), entry));
    }

    private void polls(Instant at, Instant now, BiConsumer<Device, Entry> to) {
        for (var place : places) {
            var ago = Duration.between(at, now).toSeconds();
            var hole = place.number % 11 == 3 && ago > 200 && ago < 290;
            var gone = (place.lost() && ago < 95) || (place.silent() && ago < 70) || place.number == 51;
            if (!hole && !gone) {
                to.accept(place.machine, entry(at, sample(place, at, now)));
            }
        }
    }

    private Sample sample(Place place, Instant at, Instant now) {
        var treats = place.treats();
        var t = at.toEpochMilli() / 1_000.0 + place.number * 37;
        var flow = treats ? 280 + place.number % 5 * 20 + noise(1.5) : 0;
        var stopped = place.number == 15;
        var venous = treats ? 120 + place.number % 7 * 11 + 6 * Math.sin(t / 40) + noise(3) : 2 + noise(0.4);
        if (place.number == 6 && Duration.between(at, now).toSeconds() < 190) {
            venous -= 45;
        }
        var bits = place.number == 6 ? 1 << 9 : place.number == 33 ? 1 << 13 | 1 << 4 : 0;
        var elapsed = 30 + place.number * 3.1 + (600 - Duration.between(at, now).toSeconds()) / 60.0;
        var mode = treats ? 2 : List.of(5, 1, 4, 3, 6).get(place.number % 5);
        var values = Map.ofEntries(
                Map.entry("mode", (double) mode),
                Map.entry("modality", 1.0),
                Map.entry("pump-on", treats && !stopped ? 1.0 : 0),
                Map.entry("fluid-bypass", place.number == 27 ? 1.0 : 0),
                Map.entry("therapy-paused", 0.0),
                Map.entry("blood-flow", stopped ? 0 : Math.max(0, flow)),
                Map.entry("arterial-pressure", treats ? -90 - flow / 5 + noise(4) : 1 + noise(0.5)),
                Map.entry("venous-pressure", venous),
                Map.entry("tmp", treats ? 90 + 8 * Math.sin(t / 90) + noise(2) : 0),
                Map.entry("dialysate-temperature", 36.5 + noise(0.05)),
                Map.entry("dialysate-conductivity", 13.9 + noise(0.02)),
                Map.entry("dialysate-flow", treats ? 500.0 : 0),
                Map.entry("uf-rate", treats ? 420.0 + place.number % 6 * 70 : 0),
                Map.entry("uf-removed", treats ? elapsed * 8 : 0),
                Map.entry("uf-goal", treats ? 2_400.0 : 0),
                Map.entry("blood-processed", treats ? elapsed * 0.3 : 0),
                Map.entry("therapy-elapsed", treats ? elapsed : 0),
                Map.entry("therapy-remaining", treats ? Math.max(0, 240 - elapsed) : 0),
                Map.entry("alarm-bits", (double) bits));
        var readings = new ArrayList<Sample.Reading>();
        values.forEach((metric, value) -> readings.add(new Sample.Reading(
                new MetricId(metric),
                value,
                place.number == 12 && metric.equals("venous-pressure")
                        ? Quality.INVALID
                        : place.number == 20 && metric.equals("arterial-pressure")
                                ? Quality.OUT_OF_RANGE
                                : Quality.GOOD)));
        return new Sample(readings);
    }

    private static Sample pressure(Place place) {
        var systolic = 102 + place.number * 13 % 60;
        return new Sample(List.of(
                new Sample.Reading(new MetricId("bp-systolic"), systolic, Quality.GOOD),
                new Sample.Reading(new MetricId("bp-diastolic"), 50 + systolic / 5, Quality.GOOD),
                new Sample.Reading(new MetricId("bp-mean"), 60 + systolic / 4, Quality.GOOD),
                new Sample.Reading(new MetricId("pulse"), 62 + place.number % 20, Quality.GOOD)));
    }

    private double noise(double scatter) {
        return random.nextGaussian() * scatter;
    }

    private void record(Board board, Device device, Instant at, RegionBound body) {
        board.record(device.id(), entry(at, body));
    }

    private Entry entry(Instant at, RegionBound body) {
        return new Entry(++sequence, at, at, body);
    }
}
