package io.mededge.edge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.Device;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StationTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Board board = new Board();
    private final Device machine =
            PaintedFacility.device("A-01-hd", "A-01", PaintedFacility.shipped("mededge-hd"), Duration.ofMillis(500));
    private final Device cuff =
            PaintedFacility.device("A-01-nibp", "A-01", PaintedFacility.shipped("mededge-nibp"), Duration.ofSeconds(5));
    private final Station station;
    private long sequence;

    StationTest() {
        board.register(machine, machine.description());
        board.register(cuff, cuff.description());
        station = board.station("A-01").orElseThrow();
    }

    private void record(Device device, Instant at, RegionBound body) {
        board.record(device.id(), new Entry(++sequence, at, at, body));
    }

    private void treat(Instant at, Map<String, Double> others) {
        var readings = new ArrayList<Sample.Reading>();
        var values = new java.util.HashMap<>(
                Map.of("mode", 2.0, "pump-on", 1.0, "blood-flow", 300.0, "venous-pressure", 150.0, "alarm-bits", 0.0));
        values.putAll(others);
        values.forEach((metric, value) -> readings.add(new Sample.Reading(new MetricId(metric), value, Quality.GOOD)));
        record(machine, at, new Sample(readings));
    }

    private Tile tile(Instant now) {
        return Tile.of(station, "", now, ZoneOffset.UTC);
    }

    /** A state that does not change is recorded once a minute: it is no reason to strike it through, nor the machine for silent. */
    @Test
    @Hazard("H-003")
    void whatIsRecordedOnChangeIsStaleAfterItsSilence() {
        treat(START, Map.of());
        var mode = new MetricId("mode");
        var limit = Duration.ofSeconds(60).plusMillis(3 * 500).plus(WatchedDevice.DISPLAY_DELAY);
        assertThat(station.newest(mode, START.plus(limit)).orElseThrow().stale())
                .isFalse();
        assertThat(station.newest(mode, START.plus(limit).plusMillis(1))
                        .orElseThrow()
                        .stale())
                .isTrue();
        // but pressures are due with every poll
        assertThat(station.state(START.plusSeconds(3))).isEqualTo(StationState.SILENT);
    }

    @Test
    void saysWhatGoesOnByWord() {
        assertThat(station.state(START)).isEqualTo(StationState.UNKNOWN);
        treat(START, Map.of());
        assertThat(station.state(START)).isEqualTo(StationState.RUNNING);
        treat(START, Map.of("fluid-bypass", 1.0));
        assertThat(station.state(START)).isEqualTo(StationState.PAUSED);
        treat(START, Map.of("fluid-bypass", 0.0, "pump-on", 0.0));
        assertThat(station.state(START)).isEqualTo(StationState.STOPPED);
        treat(START, Map.of("mode", 5.0));
        assertThat(station.state(START)).isEqualTo(StationState.STANDBY);
        assertThat(station.phase(START)).contains("Idle");
    }

    @Test
    @Hazard("H-003")
    void aValueIsStaleAfterThreeMissedPollsAndNotBefore() {
        treat(START, Map.of());
        var limit = Duration.ofMillis(3 * 500).plus(WatchedDevice.DISPLAY_DELAY);
        var flow = new MetricId("blood-flow");
        assertThat(station.newest(flow, START.plus(limit)).orElseThrow().stale())
                .isFalse();
        assertThat(station.newest(flow, START.plus(limit).plusMillis(1))
                        .orElseThrow()
                        .stale())
                .isTrue();
        assertThat(station.state(START.plus(limit).plusMillis(1))).isEqualTo(StationState.SILENT);
        assertThat(tile(START.plus(limit).plusMillis(1)).figures().get(0).quality())
                .isEqualTo("stale");
    }

    @Test
    @Hazard("H-003")
    void aMachineThatDoesNotAnswerIsNotTheSameAsASensorThatIsInvalid() {
        treat(START, Map.of());
        record(machine, START, new Gap(FaultCode.MODBUS_TIMEOUT, null));
        assertThat(station.state(START)).isEqualTo(StationState.LINK_LOST);
        record(
                machine,
                START,
                new Sample(List.of(new Sample.Reading(new MetricId("venous-pressure"), 0, Quality.INVALID))));
        assertThat(station.state(START)).isEqualTo(StationState.RUNNING);
        var venous = tile(START).figures().get(2);
        assertThat(venous.text()).isNull();
        assertThat(venous.quality()).isEqualTo("invalid");
    }

    @Test
    @Hazard("H-002")
    void aLinkLostInTreatmentHasAtLeastMediumPriority() {
        treat(START, Map.of());
        record(machine, START, new Gap(FaultCode.MODBUS_CONNECT_FAILED, null));
        assertThat(station.priority(START)).contains(RelayedAlarm.Priority.MEDIUM);
        assertThat(tile(START).mark()).isEqualTo("link lost");
    }

    @Test
    void aLinkLostToAnIdleMachineIsNoAlarm() {
        treat(START, Map.of("mode", 5.0));
        record(machine, START, new Gap(FaultCode.MODBUS_CONNECT_FAILED, null));
        assertThat(station.priority(START)).isEmpty();
    }

    @Test
    @Hazard("H-002")
    void relaysTheMachinesOwnAlarmsTheMostUrgentFirst() {
        treat(START, Map.of("alarm-bits", (double) (1 << 4 | 1 << 7 | 1 << 20)));
        assertThat(station.alarms(START))
                .extracting(RelayedAlarm::words)
                .containsExactly("Blood leak", "Alarm 20", "Transmembrane pressure high");
        assertThat(tile(START).priority()).isEqualTo("high");
        assertThat(tile(START).mark()).startsWith("Blood leak").endsWith("+2");
    }

    @Test
    @Hazard("H-002")
    void aHighAlarmStaysHighWhenTheLinkIsLost() {
        treat(START, Map.of("alarm-bits", (double) (1 << 9)));
        record(machine, START, new Gap(FaultCode.MODBUS_TIMEOUT, null));
        assertThat(station.priority(START)).contains(RelayedAlarm.Priority.HIGH);
    }

    @Test
    @Hazard("H-003")
    void aCuffPressureShowsItsTimeAndGoesStaleByItsOwnRule() {
        record(
                cuff,
                START,
                new Sample(List.of(
                        new Sample.Reading(new MetricId("bp-systolic"), 118, Quality.GOOD),
                        new Sample.Reading(new MetricId("bp-diastolic"), 64, Quality.GOOD))));
        var later = tile(START.plus(Duration.ofMinutes(34)));
        assertThat(later.pressure().text()).isEqualTo("118/64");
        assertThat(later.pressureTime()).isEqualTo("12:00");
        assertThat(later.pressure().quality()).isNull();
        assertThat(tile(START.plus(Duration.ofMinutes(36))).pressure().quality())
                .isEqualTo("stale");
    }

    @Test
    void gapsOfTheHistoryAreNamedAlsoBeforeTheFirstAndAfterTheLastValue() {
        var gaps = History.gaps(new long[] {10_000, 10_500, 20_000}, 0, 30_000, Duration.ofSeconds(2));
        assertThat(gaps)
                .containsExactly(new long[] {0, 10_000}, new long[] {10_500, 20_000}, new long[] {20_000, 30_000});
    }

    @Test
    @Hazard("H-004")
    void anOldMachinesPressureIsShownWithItsDoubt() {
        var old =
                PaintedFacility.device("B-01-hd", "B-01", PaintedFacility.shipped("legacy-hd"), Duration.ofMillis(500));
        board.register(old, old.description());
        record(
                old,
                START,
                new Sample(List.of(
                        new Sample.Reading(new MetricId("arterial-pressure-unsigned"), 120, Quality.SIGN_UNKNOWN))));
        var arterial = Tile.of(board.station("B-01").orElseThrow(), "", START, ZoneOffset.UTC)
                .figures()
                .get(1);
        assertThat(arterial.text()).isEqualTo("120");
        assertThat(arterial.quality()).isEqualTo("sign-unknown");
    }
}
