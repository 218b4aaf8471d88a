package io.mededge.infra.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mededge.infra.simulator.machine.BloodPressure;
import io.mededge.infra.simulator.machine.Handover;
import io.mededge.infra.simulator.machine.MachineReadings;
import io.mededge.infra.simulator.machine.Scenario;
import io.mededge.infra.simulator.machine.Setting;
import io.mededge.infra.simulator.machine.Station;
import io.mededge.infra.simulator.machine.StationState;
import io.mededge.infra.simulator.modbus.ExceptionCode;
import io.mededge.infra.simulator.modbus.ModbusUnit;
import io.mededge.infra.simulator.modbus.Outcome;
import io.mededge.infra.simulator.modbus.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HdRegistersTest {
    private static final SimulatedClock STANDING = new SimulatedClock(0, 0);

    private final Station station = Station.start("A-01", 2, false, 0.5);
    private final ModbusUnit unit = new HdRegisters(station, STANDING);

    @Test
    void theLiveBlockHoldsTheReadingsScaled() {
        int[] live = values(unit.read(Table.INPUT_REGISTER, 0, 24));
        MachineReadings now = station.machine();

        assertThat(live[0]).isEqualTo(2);
        assertThat(live[1]).isEqualTo(now.modality().code());
        assertThat(live[2]).as("pump on, no bypass, not paused").isEqualTo(1);
        assertThat(live[3] / 10.0).isCloseTo(now.bloodFlow(), within(0.051));
        assertThat((short) live[4] / 10.0).isNegative().isCloseTo(now.arterialPressure(), within(0.051));
        assertThat((short) live[5] / 10.0).isPositive().isCloseTo(now.venousPressure(), within(0.051));
        assertThat((short) live[6] / 10.0).isCloseTo(now.transmembranePressure(), within(0.051));
        assertThat(live[7] / 100.0).isCloseTo(now.dialysateTemperature(), within(0.0051));
        assertThat(live[8] / 1000.0).isCloseTo(now.dialysateConductivity(), within(0.00051));
        assertThat(live[9]).isCloseTo((int) now.dialysateFlow(), within(1));
        assertThat(live[10]).isCloseTo((int) now.ultrafiltrationRate(), within(1));
        assertThat(live[11] / 100.0).isEqualTo(now.anticoagulantRate());
        assertThat(u32(live, 12) / 10.0).isCloseTo(now.ultrafiltrationRemoved(), within(0.051));
        assertThat(u32(live, 14) / 1000.0).isCloseTo(now.bloodProcessed(), within(0.00051));
        assertThat(u32(live, 16)).isEqualTo(now.elapsedSeconds());
        assertThat(u32(live, 18)).isEqualTo(now.remainingSeconds());
        assertThat(u32(live, 20)).isEqualTo(now.alarmBits());
        assertThat(live[22]).isEqualTo((int) now.eventCount());
        assertThat(live[23]).isZero();
    }

    @Test
    void bigVolumesUseBothWordsHighWordFirst() {
        station.write(Setting.ULTRAFILTRATION_GOAL, 7000);

        assertThat(values(unit.read(Table.HOLDING_REGISTER, 3, 2))).containsExactly(1, 70_000 - 65_536);
    }

    @Test
    void aWrittenSettingIsReadBackAndReachesTheMachine() {
        assertThat(unit.write(Table.HOLDING_REGISTER, 0, new int[] {2_500, 600, 450}))
                .isEqualTo(new Outcome.Written());

        assertThat(values(unit.read(Table.HOLDING_REGISTER, 0, 3))).containsExactly(2_500, 600, 450);
        assertThat(station.setting(Setting.BLOOD_FLOW)).isEqualTo(250);
        station.advanceTo(60_000);
        assertThat(values(unit.read(Table.INPUT_REGISTER, 3, 1))[0]).isCloseTo(2_500, within(60));
    }

    @Test
    void halfOfALongSettingCanBeWritten() {
        unit.write(Table.HOLDING_REGISTER, 3, new int[] {0, 0x1234});
        unit.write(Table.HOLDING_REGISTER, 3, new int[] {1});

        assertThat(station.setting(Setting.ULTRAFILTRATION_GOAL)).isEqualTo(0x11234 / 10.0);
    }

    @ParameterizedTest(name = "register {0} = {1}")
    @CsvSource({
        "0, 6001",
        "0, 149",
        "1, 299",
        "1, 1001",
        "2, 4001",
        "3, 2",
        "5, 1999",
        "5, 4501",
        "6, 20001",
        "7, 2001",
        "8, 2"
    })
    void aValueOutsideThePlausibleRangeIsException3AndChangesNothing(int address, int value) {
        int[] before = values(unit.read(Table.HOLDING_REGISTER, 0, 10));

        assertThat(unit.write(Table.HOLDING_REGISTER, address, new int[] {value}))
                .isEqualTo(refused(ExceptionCode.ILLEGAL_DATA_VALUE));
        assertThat(values(unit.read(Table.HOLDING_REGISTER, 0, 10))).isEqualTo(before);
    }

    @Test
    void oneBadValueRefusesTheWholeWrite() {
        double before = station.setting(Setting.BLOOD_FLOW);

        unit.write(Table.HOLDING_REGISTER, 0, new int[] {2_000, 5});

        assertThat(station.setting(Setting.BLOOD_FLOW)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0} {1}+{2}")
    @CsvSource({
        "INPUT_REGISTER, 24, 1", "INPUT_REGISTER, 23, 2", "INPUT_REGISTER, 199, 2", "INPUT_REGISTER, 456, 1",
        "INPUT_REGISTER, 455, 2", "HOLDING_REGISTER, 10, 1", "HOLDING_REGISTER, 99, 2", "HOLDING_REGISTER, 101, 2",
        "DISCRETE_INPUT, 15, 1", "DISCRETE_INPUT, 0, 16", "COIL, 1, 1", "COIL, 0, 2"
    })
    void readingOutsideTheAreasIsException2(Table table, int address, int count) {
        assertThat(unit.read(table, address, count)).isEqualTo(refused(ExceptionCode.ILLEGAL_DATA_ADDRESS));
    }

    @Test
    void writingOutsideTheAreasIsException2() {
        Outcome refused = refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
        assertThat(unit.write(Table.HOLDING_REGISTER, 10, new int[] {1})).isEqualTo(refused);
        assertThat(unit.write(Table.HOLDING_REGISTER, 9, new int[] {1, 1})).isEqualTo(refused);
        assertThat(unit.write(Table.HOLDING_REGISTER, 101, new int[] {1, 1})).isEqualTo(refused);
        assertThat(unit.write(Table.HOLDING_REGISTER, 102, new int[] {1})).isEqualTo(refused);
        assertThat(unit.write(Table.COIL, 1, new int[] {1})).isEqualTo(refused);
        assertThat(unit.write(Table.COIL, 0, new int[] {1, 1})).isEqualTo(refused);
    }

    @Test
    void aStopRequestBringsTheSafeStateAndIsReadBack() {
        unit.write(Table.HOLDING_REGISTER, 100, new int[] {1});
        station.advanceTo(500);

        assertThat(values(unit.read(Table.INPUT_REGISTER, 2, 2))).containsExactly(0b110, 0);
        assertThat(values(unit.read(Table.HOLDING_REGISTER, 100, 2))).containsExactly(1, 0);
        assertThat(unit.write(Table.HOLDING_REGISTER, 100, new int[] {0}))
                .as("cannot be taken back from afar")
                .isEqualTo(refused(ExceptionCode.ILLEGAL_DATA_VALUE));
    }

    @Test
    void aMinimumOfUltrafiltrationCanBeAskedForAlone() {
        unit.write(Table.HOLDING_REGISTER, 101, new int[] {1});

        assertThat(values(unit.read(Table.HOLDING_REGISTER, 100, 2))).containsExactly(0, 1);
    }

    @Test
    void theCoilMutes() {
        unit.write(Table.COIL, 0, new int[] {1});
        assertThat(values(unit.read(Table.COIL, 0, 1))).containsExactly(1);
        unit.write(Table.COIL, 0, new int[] {0});
        assertThat(values(unit.read(Table.COIL, 0, 1))).containsExactly(0);
    }

    @Test
    void anAlarmOfAQuarterSecondIsInTheEventList() {
        unit.read(Table.INPUT_REGISTER, 0, 1);
        station.start(Scenario.AIR, 1, 30);
        station.advanceTo(10_000);

        assertThat(values(unit.read(Table.INPUT_REGISTER, 20, 3)))
                .as("no bit any more, two events")
                .containsExactly(0, 0, 2);
        assertThat(values(unit.read(Table.INPUT_REGISTER, 200, 12)))
                .containsExactly(1, 9, 1, 5, 2, 9, 2, 4, 0, 0, 0, 0);
    }

    @Test
    void theWholeEventListCanBeReadInTwoPlusOneBlocks() {
        assertThat(values(unit.read(Table.INPUT_REGISTER, 200, 125))).hasSize(125);
        assertThat(values(unit.read(Table.INPUT_REGISTER, 325, 125))).hasSize(125);
        assertThat(values(unit.read(Table.INPUT_REGISTER, 450, 6))).hasSize(6);
    }

    @Test
    void sequenceNumbersWrapAndStayInTheirSlots() {
        Handover handover = new Handover(65_534, List.of(), new BloodPressure(1, 120, 70, 87, 70, 0));
        Station old = Station.resume(2, false, new StationState("A-01", 0, -40_000, handover, List.of()));
        ModbusUnit oldUnit = new HdRegisters(old, STANDING);
        old.advanceTo(0);
        old.start(Scenario.AIR, 1, 30);
        old.advanceTo(10_000);

        assertThat(values(oldUnit.read(Table.INPUT_REGISTER, 22, 1))).containsExactly(0);
        assertThat(values(oldUnit.read(Table.INPUT_REGISTER, 448, 8))).containsExactly(65_535, 9, 1, 5, 0, 9, 2, 4);
    }

    @Test
    void discreteInputsAreTheAlarmBits() {
        unit.read(Table.INPUT_REGISTER, 0, 1);
        station.start(Scenario.AIR, 5, 60);
        station.advanceTo(15_000);

        int[] bits = values(unit.read(Table.DISCRETE_INPUT, 0, 15));
        assertThat(bits[9]).as("venous air").isEqualTo(1);
        assertThat(bits[6]).as("pump stop").isEqualTo(1);
        assertThat(bits[0]).isZero();
        assertThat(u32(values(unit.read(Table.INPUT_REGISTER, 20, 2)), 0)).isEqualTo(1 << 9 | 1 << 6);
    }

    private static Outcome refused(ExceptionCode code) {
        return new Outcome.Refused(code);
    }

    static int[] values(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Values.class);
        return ((Outcome.Values) outcome).cells();
    }

    private static long u32(int[] words, int at) {
        return (long) words[at] << 16 | words[at + 1];
    }
}
