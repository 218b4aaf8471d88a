package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.TestConfig;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.TestJournal;
import io.mededge.edge.modbus.MachineWriter.Outcome;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.infra.simulator.modbus.Table;
import io.mededge.infra.simulator.modbus.WireFault;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineWriterTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private Journal journal;
    private SimulatedLine machines;
    private ModbusPoller poller;
    private MachineWriter writer;
    private Device device;

    @BeforeEach
    void open() throws IOException {
        journal = TestJournal.open(folder);
        machines = SimulatedLine.open(1);
        start(Duration.ofMillis(20));
        await().until(() -> poller.statistics().succeeded() > 1);
    }

    private void start(Duration period) throws IOException {
        device = machines.device(0, SimulatedLine.profile(8, 0, 1), period);
        poller = new ModbusPoller(
                new Devices(List.of(device)),
                TestConfig.of(Map.of()).modbus(),
                journal,
                new Faults(),
                InstantSource.system(),
                new Random(1));
        poller.start();
        writer = new MachineWriter(poller);
    }

    @AfterEach
    void close() {
        poller.close();
        machines.close();
        journal.close();
    }

    @Test
    void eachFunctionWritesWhatItSaysBetweenThePolls() throws Exception {
        var unit = machines.units().get(0);
        var coils = unit.cells(Table.COIL);

        assertConfirmed(writer.coil(device, 7, true, SOON));
        assertThat(coils[7]).isEqualTo(1);
        assertConfirmed(
                writer.coils(device, 8, new boolean[] {true, false, true, true, false, true, true, true, true}, SOON));
        assertThat(Arrays.copyOfRange(coils, 7, 18)).containsExactly(1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0);
        assertConfirmed(writer.register(device, 3, 0xfedc, SOON));
        assertThat(unit.holding(3, 1)).containsExactly(0xfedc);
        assertConfirmed(writer.mask(device, 3, 0x00f0, 0x0a05, SOON));
        assertThat(unit.holding(3, 1)).containsExactly((0xfedc & 0x00f0) | (0x0a05 & ~0x00f0));
        assertConfirmed(writer.registers(device, 10, new int[] {1, 2, 0xffff}, SOON));
        assertThat(unit.holding(10, 3)).containsExactly(1, 2, 0xffff);
        var read = (Outcome.Confirmed) get(writer.readWrite(device, 10, 4, 12, new int[] {8, 9}, SOON));
        assertThat(read.registers()).containsExactly(1, 2, 8, 9);
        assertThat(poller.statistics().failed())
                .as("polls that the writes disturbed")
                .isZero();
    }

    @Test
    void aRefusalSaysWhichOne() throws Exception {
        assertThat(get(writer.register(device, 5_000, 1, SOON))).isEqualTo(new Outcome.Refused(2));
    }

    @Test
    void withoutAnAnswerNobodyKnowsAndNothingIsRepeated() throws Exception {
        poller.close();
        start(Duration.ofHours(1)); // polls would give the connection up before the write does
        assertConfirmed(writer.coil(device, 1, true, SOON));
        machines.faults().get(0).inject(WireFault.HALF_OPEN, Duration.ofSeconds(60));
        assertThat(get(writer.register(device, 3, 77, SOON)))
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.fault()).isEqualTo(FaultCode.MODBUS_TIMEOUT));
        assertConfirmed(writer.coil(device, 2, true, SOON));
        assertThat(machines.units().get(0).holding(3, 1)).containsExactly(0);
    }

    @Test
    @Hazard("H-005")
    void whatIsTooLateIsNeverSent() throws Exception {
        machines.faults().get(0).inject(WireFault.HANG, Duration.ofMillis(250));
        Thread.sleep(60);
        assertThat(get(writer.register(device, 3, 77, Duration.ofMillis(20)))).isInstanceOf(Outcome.NotSent.class);
        Thread.sleep(500);
        assertThat(machines.units().get(0).holding(3, 1)).containsExactly(0);
    }

    @Test
    void whatNoFrameCanHoldIsRefusedAtOnce() {
        assertThatThrownBy(() -> writer.register(device, 3, 65_536, SOON)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.registers(device, 0, new int[124], SOON))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.coils(device, 65_535, new boolean[2], SOON))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertConfirmed(CompletableFuture<Outcome> outcome) throws Exception {
        assertThat(get(outcome)).isInstanceOf(Outcome.Confirmed.class);
    }

    private static Outcome get(CompletableFuture<Outcome> outcome) throws Exception {
        return outcome.get(10, TimeUnit.SECONDS);
    }
}
