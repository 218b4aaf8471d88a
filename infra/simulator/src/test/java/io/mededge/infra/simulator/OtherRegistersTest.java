package io.mededge.infra.simulator;

import static io.mededge.infra.simulator.HdRegistersTest.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.simulator.machine.Scenario;
import io.mededge.infra.simulator.machine.Station;
import io.mededge.infra.simulator.modbus.ExceptionCode;
import io.mededge.infra.simulator.modbus.ModbusUnit;
import io.mededge.infra.simulator.modbus.Outcome;
import io.mededge.infra.simulator.modbus.Table;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The legacy machine, the patient monitor, and pins in front of any unit. */
class OtherRegistersTest {
    private static final SimulatedClock STANDING = new SimulatedClock(0, 0);
    private static final Outcome NO_SUCH_ADDRESS = new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);

    private final Station station = Station.start("A-01", 1, false, 0.5);
    private final ModbusUnit legacy = new LegacyRegisters(station, STANDING);
    private final ModbusUnit monitor = new MonitorRegisters(station, STANDING);

    @BeforeEach
    void reachThePresent() {
        station.advanceTo(0);
    }

    @Test
    void theLegacyMachineIsUnsignedAndLeavesOddRegistersEmpty() {
        int[] live = values(legacy.read(Table.HOLDING_REGISTER, 0, 12));

        assertThat(live[0]).isBetween(200, 400);
        assertThat(live[2]).isBetween(80, 150);
        assertThat(live[4]).isBetween(50, 200);
        assertThat(live[6]).isBetween(3500, 3800);
        assertThat(live[8]).isBetween(1350, 1450);
        assertThat(live[10]).isEqualTo((int) station.machine().elapsedSeconds());
        for (int odd = 1; odd < 12; odd += 2) {
            assertThat(live[odd]).isZero();
        }
        assertThat(values(legacy.read(Table.DISCRETE_INPUT, 0, 1))).containsExactly(0);
    }

    @Test
    void theLegacyPressureFallsWithHypotensionUntilItAlarms() {
        int before = values(legacy.read(Table.HOLDING_REGISTER, 2, 1))[0];
        station.start(Scenario.HYPOTENSION, 5, 3600);
        station.advanceTo(1_200_000);

        int after = values(legacy.read(Table.HOLDING_REGISTER, 2, 1))[0];
        assertThat(after).isLessThan(before - 20);
        int alarm = values(legacy.read(Table.DISCRETE_INPUT, 0, 1))[0];
        assertThat(alarm).isEqualTo(after < 80 || station.machine().alarmBits() != 0 ? 1 : 0);
    }

    @Test
    void theLegacyStopFlagStopsAndTellsSo() {
        assertThat(legacy.write(Table.HOLDING_REGISTER, 100, new int[] {1})).isEqualTo(new Outcome.Written());
        station.advanceTo(10_000);

        assertThat(values(legacy.read(Table.HOLDING_REGISTER, 100, 1))).containsExactly(1);
        assertThat(values(legacy.read(Table.HOLDING_REGISTER, 0, 1))).containsExactly(0);
        assertThat(values(legacy.read(Table.DISCRETE_INPUT, 0, 1))).containsExactly(1);
        assertThat(legacy.write(Table.HOLDING_REGISTER, 100, new int[] {0}))
                .isEqualTo(new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_VALUE));
    }

    @Test
    void theLegacyMachineHasNothingElse() {
        assertThat(legacy.read(Table.INPUT_REGISTER, 0, 1)).isEqualTo(NO_SUCH_ADDRESS);
        assertThat(legacy.read(Table.COIL, 0, 1)).isEqualTo(NO_SUCH_ADDRESS);
        assertThat(legacy.read(Table.HOLDING_REGISTER, 11, 2)).isEqualTo(NO_SUCH_ADDRESS);
        assertThat(legacy.write(Table.HOLDING_REGISTER, 0, new int[] {300})).isEqualTo(NO_SUCH_ADDRESS);
        assertThat(legacy.write(Table.COIL, 0, new int[] {1})).isEqualTo(NO_SUCH_ADDRESS);
    }

    @Test
    void theMonitorShowsTheLastMeasurementAndItsAge() {
        int[] first = values(monitor.read(Table.INPUT_REGISTER, 0, 7));
        assertThat(first[0]).isPositive();
        assertThat(first[1]).isBetween(80, 190);
        assertThat(first[2]).isBetween(40, first[1] - 10);
        assertThat(first[3]).isBetween(first[2], first[1]);
        assertThat(first[4]).isBetween(45, 125);
        assertThat(first[5]).isZero();

        station.advanceTo(31 * 60_000);
        int[] next = values(monitor.read(Table.INPUT_REGISTER, 0, 7));
        assertThat(next[0]).isGreaterThan(first[0]);
        assertThat(next[6]).isLessThan(1860);
    }

    @Test
    void theMonitorIsReadOnly() {
        assertThat(monitor.read(Table.INPUT_REGISTER, 0, 8)).isEqualTo(NO_SUCH_ADDRESS);
        assertThat(monitor.read(Table.HOLDING_REGISTER, 0, 1)).isEqualTo(NO_SUCH_ADDRESS);
        assertThat(monitor.write(Table.HOLDING_REGISTER, 0, new int[] {1})).isEqualTo(NO_SUCH_ADDRESS);
    }

    @Test
    void aPinOverridesOneCellUntilItsTimeIsOver() throws Exception {
        PinnedUnit pinned = new PinnedUnit(monitor);
        int[] before = values(pinned.read(Table.INPUT_REGISTER, 0, 7));

        assertThat(pinned.pin(Table.INPUT_REGISTER, 1, 88, Duration.ofMillis(300)))
                .isTrue();
        int[] during = values(pinned.read(Table.INPUT_REGISTER, 0, 7));
        assertThat(during[1]).isEqualTo(88);
        assertThat(during[2]).isEqualTo(before[2]);
        assertThat(values(pinned.read(Table.INPUT_REGISTER, 1, 1))).containsExactly(88);
        assertThat(pinned.pinCount()).isEqualTo(1);

        Thread.sleep(810);
        assertThat(values(pinned.read(Table.INPUT_REGISTER, 1, 1))).containsExactly(before[1]);
        assertThat(pinned.pinCount()).isZero();
    }

    @Test
    void onlyExistingCellsCanBePinnedAndNotTooMany() {
        PinnedUnit pinned = new PinnedUnit(new HdRegisters(station, STANDING));
        assertThat(pinned.pin(Table.INPUT_REGISTER, 24, 1, Duration.ofMinutes(1)))
                .isFalse();
        for (int slot = 0; slot < PinnedUnit.MAX_PINS; slot++) {
            assertThat(pinned.pin(Table.INPUT_REGISTER, HdRegisters.EVENTS_ADDRESS + slot, 1, Duration.ofMinutes(1)))
                    .isTrue();
        }
        assertThat(pinned.pin(Table.INPUT_REGISTER, 0, 1, Duration.ofMinutes(1)))
                .isFalse();
        pinned.unpinAll();
        assertThat(pinned.pin(Table.INPUT_REGISTER, 0, 1, Duration.ofMinutes(1)))
                .isTrue();
    }
}
