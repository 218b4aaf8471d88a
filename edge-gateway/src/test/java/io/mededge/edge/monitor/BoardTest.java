package io.mededge.edge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.Sample.Reading;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTest {
    private static final Instant NOW = Instant.parse("2026-01-01T08:00:00Z");
    private static final MetricId ALARM_BITS = new MetricId("alarm-bits");
    private static final MetricId BLOOD_FLOW = new MetricId("blood-flow");

    @Test
    @Hazard("H-002")
    void anAlarmStaysWhenTheProfileChanges() {
        var board = new Board();
        register(board, PaintedFacility.shipped("mededge-hd"));
        record(board, new MachineEvent(1, 3, "venous-pressure-low", true));
        record(
                board,
                new Sample(
                        List.of(new Reading(ALARM_BITS, 8, Quality.GOOD), new Reading(BLOOD_FLOW, 300, Quality.GOOD))));

        register(board, parse("""
                profile: mededge-hd
                version: 2
                points:
                  - {id: alarm-bits, display: Alarm bits, area: input, address: 20, type: u32, kind: bits, category: state}
                  - {id: blood-flow, area: input, address: 3, type: u16, unit: L/h, plausible: 0..36}
                """));

        var machine = board.station("A-01").orElseThrow().machine();
        assertThat(machine.events())
                .singleElement()
                .satisfies(event -> assertThat(event.at()).isEqualTo(NOW));
        assertThat(machine.newest(ALARM_BITS, NOW).orElseThrow().value()).isEqualTo(8);
        assertThat(machine.newest(BLOOD_FLOW, NOW))
                .as("a number whose unit has changed is not the same value")
                .isEmpty();
    }

    @Test
    @Hazard("H-003")
    void aGapThatAnEarlierRunHasLeftOpenIsShownUntilValuesCome() {
        var board = new Board();
        register(board, PaintedFacility.shipped("mededge-hd"));
        board.left(new DeviceId("A-01-hd"), FaultCode.MACHINE_SILENT, NOW.minusSeconds(900));

        var station = board.station("A-01").orElseThrow();
        assertThat(station.state(NOW)).isEqualTo(StationState.LINK_LOST);
        assertThat(StationView.fault(station))
                .isEqualTo(new StationView.Fault("ME-609", FaultCode.MACHINE_SILENT.summary(), NOW.minusSeconds(900)));

        record(board, new Sample(List.of(new Reading(BLOOD_FLOW, 300, Quality.GOOD))));
        assertThat(station.state(NOW)).isEqualTo(StationState.RUNNING);
    }

    private static void register(Board board, DeviceProfile profile) {
        var device = PaintedFacility.device("A-01-hd", "A-01", profile, Duration.ofMillis(500));
        board.register(device, device.description());
    }

    private static void record(Board board, RegionBound body) {
        board.record(new DeviceId("A-01-hd"), new Entry(1, NOW, NOW, body));
    }

    private static DeviceProfile parse(String yaml) {
        return ((ProfileLoader.Result.Valid) ProfileLoader.parse("test.yaml", yaml)).profile();
    }
}
