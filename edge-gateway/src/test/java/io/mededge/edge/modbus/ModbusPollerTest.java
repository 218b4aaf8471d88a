package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.TestConfig;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.edge.modbus.FakeMachine.Behaviour;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.Devices;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModbusPollerTest {
    private static final DeviceId MACHINE = new DeviceId("A-01-hd");
    private static final DeviceId CUFF = new DeviceId("A-01-nibp");
    private static final int COUNTER = 22;
    private static final int LIST = 200;
    private static final ModbusConfig.Tls NO_STORES =
            TestConfig.of(Map.of()).modbus().tls();

    @TempDir
    Path folder;

    private FakeMachine machine;
    private Journal journal;
    private ModbusPoller poller;
    private final Faults faults = new Faults();

    @BeforeEach
    void open() throws IOException {
        machine = new FakeMachine();
        machine.input[0] = 2;
        machine.input[1] = 1;
        journal = TestJournal.open(folder);
        poller = poller();
    }

    @AfterEach
    void close() throws IOException {
        poller.close();
        journal.close();
        machine.close();
    }

    @Test
    void everyPollBecomesASampleInTheRhythmOfTheSchedule() throws Exception {
        machine.input[3] = 3125;
        start(device(MACHINE, "mededge-hd", 1));

        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= 10);

        var samples = samples(MACHINE);
        assertThat(reading(samples.get(0), "blood-flow")).isEqualTo(312.5);
        var spacing = Duration.between(samples.get(0).at(), samples.get(9).at()).dividedBy(9);
        assertThat(spacing).isBetween(Duration.ofMillis(35), Duration.ofMillis(150));
        assertThat(machine.connections).hasValue(1);
    }

    @Test
    void aChangedProfileTakesEffectBetweenTwoPolls() throws Exception {
        machine.input[3] = 3125;
        machine.input[40] = 77;
        var device = device(MACHINE, "mededge-hd", 1);
        var devices = new Devices(List.of(device));
        poller = new ModbusPoller(devices, new Config(), journal, faults, InstantSource.system(), new Random(1));
        poller.start();
        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= 3);

        var changed = ProfileLoader.parse("changed.yaml", """
                profile: mededge-hd
                version: 3
                points: [{id: new-value, area: input, address: 40, type: u16, unit: mL, plausible: 0..100}]
                """);
        devices.adopt(((ProfileLoader.Result.Valid) changed).profile()).forEach(poller::replace);
        var before = samples(MACHINE).size();
        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= before + 4);

        var last = samples(MACHINE).get(before + 3);
        assertThat(reading(last, "new-value")).isEqualTo(77);
        assertThat(((Sample) last.body()).readings()).hasSize(1);
        assertThat(devices.find(MACHINE).orElseThrow().description().profileVersion())
                .isEqualTo(3);
        assertThat(gaps(MACHINE)).isEmpty();
    }

    @Test
    void whatHasNotChangedIsLeftOutAndAfterAGapAllIsRecorded() throws Exception {
        start(device(MACHINE, "mededge-hd", 1));
        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= 5);
        var whole = ((Sample) samples(MACHINE).get(0).body()).readings().size();
        // after a poll that came too late on a busy machine all is recorded, so not of each sample
        assertThat(samples(MACHINE))
                .anySatisfy(sample -> assertThat(metrics(sample))
                        .contains("venous-pressure", "alarm-bits")
                        .doesNotContain("mode", "uf-rate-set", "uf-removed"));
        machine.input[2] = 1;
        await().atMost(Duration.ofSeconds(10))
                .until(() -> samples(MACHINE).stream()
                        .skip(1)
                        .anyMatch(sample -> metrics(sample).contains("pump-on")));

        machine.behaviour = Behaviour.SILENT;
        await().atMost(Duration.ofSeconds(10)).until(() -> faults.total(FaultCode.MODBUS_TIMEOUT) >= 2);
        var before = samples(MACHINE).size();
        machine.behaviour = Behaviour.ANSWER;
        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() > before);
        assertThat(((Sample) samples(MACHINE).get(before).body()).readings()).hasSize(whole);
    }

    /** Nothing but settings: while they stay as they are there is no record at all. */
    @Test
    void aPollWithoutNewsIsNoRecord() throws Exception {
        start(
                device(
                        MACHINE,
                        profile(
                                "points: [{id: s, area: input, address: 40, unit: mL, plausible: 0..100, on-change: {max-silence: 60s}}]")));
        await().atMost(Duration.ofSeconds(10)).until(() -> poller.statistics().succeeded() >= 10);
        var missed = entries(MACHINE, StreamClass.TELEMETRY).stream()
                .filter(ModbusPollerTest::isMissedPoll)
                .count();
        assertThat(samples(MACHINE)).hasSizeLessThanOrEqualTo((int) missed + 1);

        machine.input[40] = 7;
        await().atMost(Duration.ofSeconds(10))
                .until(() -> samples(MACHINE).stream().anyMatch(sample -> reading(sample, "s") == 7));
    }

    @Test
    void theDeviationOfTheMachinesClockIsAValue() throws Exception {
        var machineTime = Instant.now().plusSeconds(7_200);
        machine.input[50] = (int) (machineTime.getEpochSecond() >> 16);
        machine.input[51] = (int) (machineTime.getEpochSecond() & 0xffff);
        start(device(
                MACHINE,
                profile("clock: {area: input, address: 50, form: seconds}\n"
                        + "points: [{id: x, area: input, address: 40, unit: mL, plausible: 0..100}]")));
        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= 3);

        assertThat(reading(samples(MACHINE).get(0), "machine-clock-deviation")).isBetween(7_190.0, 7_201.0);
        assertThat(samples(MACHINE))
                .as("within a second")
                .anySatisfy(sample -> assertThat(metrics(sample)).containsExactly("x"));
    }

    private static DeviceProfile profile(String rest) {
        var parsed = ProfileLoader.parse("test.yaml", "profile: p\nversion: 1\n" + rest);
        return ((ProfileLoader.Result.Valid) parsed).profile();
    }

    private static List<String> metrics(Entry entry) {
        return ((Sample) entry.body())
                .readings().stream().map(reading -> reading.metric().value()).toList();
    }

    @Test
    void aSilentMachineIsOneGapThatBeginsAndOneThatEnds() throws Exception {
        start(device(MACHINE, "mededge-hd", 1));
        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= 3);
        machine.behaviour = Behaviour.SILENT;
        await().atMost(Duration.ofSeconds(10)).until(() -> faults.total(FaultCode.MODBUS_TIMEOUT) >= 3);
        machine.behaviour = Behaviour.ANSWER;
        var before = samples(MACHINE).size();
        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= before + 3);

        var gaps = gaps(MACHINE).stream()
                .filter(entry -> ((Gap) entry.body()).fault() == FaultCode.MODBUS_TIMEOUT)
                .toList();
        assertThat(gaps).hasSize(2);
        assertThat(((Gap) gaps.get(0).body()).until()).isNull();
        assertThat(((Gap) gaps.get(1).body()).until())
                .isNotNull()
                .isAfter(gaps.get(1).at());
        assertThat(gaps.get(1).at())
                .as("both tell when it began")
                .isEqualTo(gaps.get(0).at());
    }

    @Test
    void aFailingUnitDoesNotStopItsNeighbourOnTheSameConnection() throws Exception {
        machine.behaviourOfUnit.put(2, Behaviour.EXCEPTION_2);
        start(device(MACHINE, "mededge-hd", 1), device(CUFF, "mededge-nibp", 2));

        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= 20);

        assertThat(faults.total(FaultCode.MODBUS_EXCEPTION)).isPositive();
        assertThat(gaps(CUFF)).hasSize(1);
        assertThat(gaps(MACHINE)).isEmpty();
    }

    @Test
    void aGarbledFrameIsCountedAndBlocksNothing() throws Exception {
        start(device(MACHINE, "mededge-hd", 1));
        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= 3);
        machine.behaviour = Behaviour.RANDOM_BYTES;
        await().atMost(Duration.ofSeconds(10)).until(() -> faults.total(FaultCode.MODBUS_GARBLED) >= 1);
        machine.behaviour = Behaviour.ANSWER;
        var before = samples(MACHINE).size();

        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= before + 3);
        assertThat(poller.running()).isTrue();
    }

    @Test
    void aPollRepeatsARequestAsOftenAsItsDeviceMay() throws Exception {
        machine.behaviour = Behaviour.RANDOM_BYTES;
        for (var retries : new int[] {0, 3}) {
            var device = device(MACHINE, "mededge-hd", 1);
            start(new Device(
                    device.id(),
                    "",
                    "",
                    device.profile(),
                    device.address(),
                    1,
                    // long enough for all of them
                    Duration.ofSeconds(1),
                    device.timeout(),
                    "SIM-1",
                    "",
                    retries));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> poller.statistics().failed() >= 1);
            poller.close();
            assertThat(poller.statistics().retries())
                    .isEqualTo(retries * poller.statistics().failed());
        }
    }

    @Test
    void aMachineThatComesBackIsPolledAgain() throws Exception {
        var port = machine.port();
        machine.close();
        start(device(MACHINE, "mededge-hd", 1));
        await().atMost(Duration.ofSeconds(10)).until(() -> faults.total(FaultCode.MODBUS_CONNECT_FAILED) >= 2);
        machine = new FakeMachine(port);
        machine.input[0] = 2;

        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= 3);
        assertThat(gaps(MACHINE)).hasSize(2);
    }

    @Test
    void eventsBetweenTwoPollsAreRecordedOnceAndInOrder() throws Exception {
        writeEvent(1, 3, 1, 50);
        start(device(MACHINE, "mededge-hd", 1));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> journal.mark(MACHINE, "events").isPresent());
        assertThat(events(MACHINE))
                .as("what was before the gateway knew the machine")
                .isEmpty();

        writeEvent(2, 9, 1, 1);
        writeEvent(3, 9, 2, 0);
        await().atMost(Duration.ofSeconds(10)).until(() -> events(MACHINE).size() >= 2);

        assertThat(events(MACHINE))
                .extracting(Entry::body)
                .containsExactly(
                        new MachineEvent(2, 9, "venous-air", true), new MachineEvent(3, 9, "venous-air", false));
        var age = Duration.between(events(MACHINE).get(0).at(), Instant.now());
        assertThat(age).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6));
    }

    @Test
    void afterARestartNoEventIsLostOrDoubled() throws Exception {
        start(device(MACHINE, "mededge-hd", 1));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> journal.mark(MACHINE, "events").isPresent());
        writeEvent(1, 1, 1, 0);
        await().atMost(Duration.ofSeconds(10)).until(() -> events(MACHINE).size() == 1);
        poller.close();
        journal.close();
        writeEvent(2, 1, 2, 0);

        journal = TestJournal.open(folder);
        start(device(MACHINE, "mededge-hd", 1));
        await().atMost(Duration.ofSeconds(10)).until(() -> events(MACHINE).size() >= 2);

        assertThat(events(MACHINE))
                .extracting(entry -> ((MachineEvent) entry.body()).machineSequence())
                .containsExactly(1, 2);
        assertThat(gaps(MACHINE))
                .as("the standstill")
                .hasSize(1)
                .first()
                .satisfies(entry -> assertThat(((Gap) entry.body()).fault()).isEqualTo(FaultCode.GATEWAY_STOPPED));
    }

    @Test
    void anOverrunListIsAGapAndTheRestIsKept() throws Exception {
        start(device(MACHINE, "mededge-hd", 1));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> journal.mark(MACHINE, "events").isPresent());
        machine.behaviour = Behaviour.EXCEPTION_2;
        await().atMost(Duration.ofSeconds(10)).until(() -> faults.total(FaultCode.MODBUS_EXCEPTION) >= 1);
        for (var number = 1; number <= 70; number++) {
            writeEvent(number, 1, 1 + number % 2, 0);
        }
        machine.behaviour = Behaviour.ANSWER;
        await().atMost(Duration.ofSeconds(10)).until(() -> events(MACHINE).size() >= 65);

        assertThat(events(MACHINE).get(0).body())
                .isInstanceOfSatisfying(
                        Gap.class, gap -> assertThat(gap.fault()).isEqualTo(FaultCode.MACHINE_EVENTS_OVERRUN));
        assertThat(events(MACHINE).subList(1, 65))
                .extracting(entry -> ((MachineEvent) entry.body()).machineSequence())
                .isEqualTo(IntStream.rangeClosed(7, 70).boxed().toList());
    }

    @Test
    void aCuffMeasurementIsRecordedOnceAtTheTimeItWasTaken() throws Exception {
        machine.input[0] = 0;
        start(device(CUFF, "mededge-nibp", 2));
        await().atMost(Duration.ofSeconds(10)).until(() -> poller.statistics().succeeded() >= 3);
        assertThat(samples(CUFF)).as("no measurement yet").isEmpty();

        machine.input[1] = 118;
        machine.input[6] = 120;
        machine.input[0] = 1;
        await().atMost(Duration.ofSeconds(10)).until(() -> samples(CUFF).size() == 1);
        var polls = poller.statistics().succeeded();
        await().atMost(Duration.ofSeconds(10)).until(() -> poller.statistics().succeeded() >= polls + 5);

        assertThat(samples(CUFF)).hasSize(1);
        assertThat(reading(samples(CUFF).get(0), "bp-systolic")).isEqualTo(118);
        assertThat(Duration.between(samples(CUFF).get(0).at(), Instant.now()))
                .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(130));
    }

    @Test
    void pollsThatCouldNotStartInTimeAreCountedAndAGap() throws Exception {
        start(device(MACHINE, "mededge-hd", 1));
        await().atMost(Duration.ofSeconds(10)).until(() -> samples(MACHINE).size() >= 3);
        machine.behaviour = Behaviour.SLOW;
        Thread.sleep(100);
        machine.behaviour = Behaviour.ANSWER;

        await().atMost(Duration.ofSeconds(10)).until(() -> poller.statistics().missed() >= 2);
        assertThat(faults.total(FaultCode.POLL_DEADLINE_MISSED)).isPositive();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> entries(MACHINE, StreamClass.TELEMETRY).stream().anyMatch(ModbusPollerTest::isMissedPoll));
    }

    private void start(Device... devices) throws IOException {
        poller = poller(devices);
        poller.start();
    }

    private ModbusPoller poller(Device... devices) {
        return new ModbusPoller(
                new Devices(List.of(devices)), new Config(), journal, faults, InstantSource.system(), new Random(1));
    }

    private Device device(DeviceId id, String profile, int unit) {
        return device(id, ((ProfileLoader.Result.Valid) ProfileLoader.loadShipped(profile)).profile(), unit);
    }

    private Device device(DeviceId id, DeviceProfile profile) {
        return device(id, profile, 1);
    }

    private Device device(DeviceId id, DeviceProfile profile, int unit) {
        return new Device(
                id,
                "A-01",
                "A",
                profile,
                new MachineAddress.Tcp("127.0.0.1", machine.port()),
                unit,
                Duration.ofMillis(50),
                Duration.ofMillis(300),
                "SIM-1",
                "");
    }

    private void writeEvent(int number, int code, int phase, int ageSeconds) {
        var address = LIST + (number - 1) % 64 * 4;
        machine.input[address] = number;
        machine.input[address + 1] = code;
        machine.input[address + 2] = phase;
        machine.input[address + 3] = ageSeconds;
        machine.input[COUNTER] = number;
    }

    private List<Entry> samples(DeviceId device) throws IOException {
        return entries(device, StreamClass.TELEMETRY).stream()
                .filter(entry -> entry.body() instanceof Sample)
                .toList();
    }

    private List<Entry> gaps(DeviceId device) throws IOException {
        return entries(device, StreamClass.TELEMETRY).stream()
                .filter(entry -> entry.body() instanceof Gap && !isMissedPoll(entry))
                .toList();
    }

    /** Happens at any time on a busy machine with polls every 50 ms. */
    private static boolean isMissedPoll(Entry entry) {
        return entry.body() instanceof Gap gap && gap.fault() == FaultCode.POLL_DEADLINE_MISSED;
    }

    private List<Entry> events(DeviceId device) throws IOException {
        return entries(device, StreamClass.EVENTS);
    }

    private List<Entry> entries(DeviceId device, StreamClass streamClass) throws IOException {
        return new ArrayList<>(
                journal.read(new StreamKey(device, streamClass), 1, Integer.MAX_VALUE, 10_000, Integer.MAX_VALUE));
    }

    private static double reading(Entry entry, String metric) {
        return ((Sample) entry.body())
                .readings().stream()
                        .filter(reading -> reading.metric().value().equals(metric))
                        .findFirst()
                        .orElseThrow()
                        .value();
    }

    private record Config() implements ModbusConfig {
        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration timeout() {
            return Duration.ofMillis(300);
        }

        @Override
        public int retries() {
            return 1;
        }

        @Override
        public Tls tls() {
            return NO_STORES;
        }

        @Override
        public Duration retryFirst() {
            return Duration.ofMillis(20);
        }

        @Override
        public Duration retryMax() {
            return Duration.ofMillis(200);
        }
    }
}
