package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.TestConfig;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.infra.simulator.modbus.Table;
import io.mededge.infra.simulator.modbus.WireFault;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.Sample.Reading;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The poller against servers that are not of its own making: many at once, some of them ill. */
class ManyMachinesTest {
    private static final int MACHINES = 50;
    private static final int HANGING = 5;
    /** A machine that is busy with something else may spoil one window, not all. */
    private static final int WINDOWS = 4;

    private static final Duration PERIOD = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private Journal journal;
    private @Nullable SimulatedLine opened;
    private @Nullable ModbusPoller started;

    @BeforeEach
    void open() throws IOException {
        journal = TestJournal.open(folder);
    }

    @AfterEach
    void close() {
        if (started != null) {
            started.close();
        }
        if (opened != null) {
            opened.close();
        }
        journal.close();
    }

    @Test
    void fiveThatHangCostTheOthersNothing() throws Exception {
        var othersThreads = modbusThreads();
        var machines = open(MACHINES);
        var profile = SimulatedLine.profile(8, SimulatedLine.twentyRegisters());
        var devices = new ArrayList<Device>();
        for (var i = 0; i < MACHINES; i++) {
            devices.add(machines.device(i, profile, PERIOD));
        }
        start(devices);
        await().atMost(PATIENCE).until(() -> machines.units().stream().allMatch(unit -> unit.reads.get() > 3));
        for (var i = 0; i < HANGING; i++) {
            machines.faults().get(i).inject(WireFault.HANG, Duration.ofMinutes(5));
        }
        Thread.sleep(500);

        var longest = longestPeriodMillis(machines);
        for (var attempt = 1; attempt < WINDOWS && longest > 1.1 * PERIOD.toMillis(); attempt++) {
            longest = longestPeriodMillis(machines);
        }
        assertThat(longest).isBetween(0.9 * PERIOD.toMillis(), 1.1 * PERIOD.toMillis());
        System.out.printf(
                "5 of 50 hang: longest mean period of the other 45 is %.2f ms, configured %d ms%n",
                longest, PERIOD.toMillis());
        assertThat(modbusThreads() - othersThreads)
                .as("threads of the poller and of the simulator")
                .isLessThanOrEqualTo(2);
    }

    private static long modbusThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("modbus"))
                .count();
    }

    /** The longest mean period, over five seconds, of those that do not hang. */
    private static double longestPeriodMillis(SimulatedLine machines) throws InterruptedException {
        var before = machines.units().stream().map(unit -> unit.reads.get()).toList();
        var from = System.nanoTime();
        Thread.sleep(5_000);
        var after = machines.units().stream().map(unit -> unit.reads.get()).toList();
        var tookMillis = (System.nanoTime() - from) / 1e6;

        assertThat(after.subList(0, HANGING)).as("those that hang").isEqualTo(before.subList(0, HANGING));
        return IntStream.range(HANGING, MACHINES)
                .mapToDouble(i -> tookMillis / (after.get(i) - before.get(i)))
                .max()
                .orElseThrow();
    }

    @Test
    void addressesThatAMachineRefusesAreFoundAndLeftOut() throws Exception {
        var machines = open(1);
        var machine = machines.units().get(0);
        machine.cells(Table.INPUT_REGISTER)[9] = 99;
        machine.unknownAddresses.addAll(List.of(3, 4, 7, 50));
        var device = machines.device(0, SimulatedLine.profile(8, 0, 1, 2, 5, 6, 7, 8, 9, 50), PERIOD);
        var poller = start(List.of(device));
        await().atMost(PATIENCE).until(() -> poller.statistics().succeeded() >= 10);

        var entries = journal.read(new StreamKey(device.id(), StreamClass.TELEMETRY), 1, 1_000, 1_000, 1 << 20);
        var samples = entries.stream()
                .map(Entry::body)
                .filter(Sample.class::isInstance)
                .map(Sample.class::cast)
                .toList();
        var sample = samples.get(samples.size() - 1);
        assertThat(sample.readings())
                .extracting(reading -> reading.metric().value())
                .containsExactly("r0", "r1", "r2", "r5", "r6", "r8", "r9");
        assertThat(sample.readings().get(6)).extracting(Reading::value).isEqualTo(99.0);
        assertThat(faults.total(FaultCode.MODBUS_EXCEPTION)).as("r7 and r50").isEqualTo(2);

        machine.reads.set(0);
        var polls = poller.statistics().succeeded();
        await().atMost(PATIENCE).until(() -> poller.statistics().succeeded() >= polls + 20);
        var requestsPerPoll =
                Math.round(machine.reads.get() / (double) (poller.statistics().succeeded() - polls));
        assertThat(requestsPerPoll).as("requests a poll once it is known").isEqualTo(3);
    }

    @Test
    void aGroupThatMissesItsSlotIsCountedAndReadNext() throws Exception {
        var machines = open(1);
        var device = machines.device(0, SimulatedLine.profile(8, 0), PERIOD);
        var poller = start(List.of(device));
        await().atMost(PATIENCE).until(() -> poller.statistics().succeeded() >= 3);
        assertThat(poller.statistics().groups()).hasSize(1);
        var group = poller.statistics().groups().iterator().next();
        var missed = poller.statistics().missed(group);

        machines.faults().get(0).inject(WireFault.HANG, Duration.ofMillis(200));

        await().atMost(PATIENCE).until(() -> poller.statistics().missed(group) > missed);
    }

    private SimulatedLine open(int count) throws IOException {
        var machines = SimulatedLine.open(count);
        opened = machines;
        return machines;
    }

    private ModbusPoller start(List<Device> devices) throws IOException {
        var config = TestConfig.of(Map.of("gateway.modbus.retry-max", "1s")).modbus();
        var poller =
                new ModbusPoller(new Devices(devices), config, journal, faults, InstantSource.system(), new Random(1));
        started = poller;
        poller.start();
        return poller;
    }
}
