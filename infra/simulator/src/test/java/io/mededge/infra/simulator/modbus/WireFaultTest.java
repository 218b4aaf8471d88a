package io.mededge.infra.simulator.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireFaultTest {
    private static final String READ = "03 00 00 00 01";
    private static final String ANSWER = "03 02 10 00";
    private static final Duration LONG = Duration.ofMinutes(1);

    private final FakeUnit unit = new FakeUnit();
    private final WireFaults faults = new WireFaults();
    private ModbusServer server;
    private int port;

    @BeforeEach
    void open() throws IOException {
        Map<Integer, ModbusUnit> units = Map.of(1, unit, 2, new FakeUnit());
        server = ModbusServer.open(InetAddress.getLoopbackAddress(), List.of(new Endpoint("test", 0, units, faults)));
        port = server.ports().get(0);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void slowAnswersLateButRightly() throws IOException {
        try (RawClient client = new RawClient(port)) {
            inject(WireFault.SLOW, LONG);
            long start = System.nanoTime();

            assertThat(client.ask(READ)).isEqualTo(ANSWER);

            long tookMillis = (System.nanoTime() - start) / 1_000_000;
            assertThat(tookMillis)
                    .isBetween((long) WireFault.SLOW_ANSWER_MILLIS - 5, WireFault.SLOW_ANSWER_MILLIS + 900L);
        }
    }

    @Test
    void garbledAnswersNeverLookRightAndComeInManyKinds() throws IOException {
        String right = "0A 0B 00 00 00 05 01 03 02 10 00";
        Set<String> seen = new HashSet<>();
        try (RawClient client = new RawClient(port)) {
            inject(WireFault.GARBLED, LONG);
            for (int i = 0; i < 2 * Garbling.values().length; i++) {
                client.send(Hex.frame(0x0A0B, 1, READ));
                seen.add(Hex.text(client.receiveBytes(11)));
            }
        }
        assertThat(seen).hasSize(Garbling.values().length).doesNotContain(right);
    }

    @Test
    void aHalfOpenConnectionSwallowsEverythingForEverButNewOnesWork() throws IOException {
        try (RawClient old = new RawClient(port)) {
            assertThat(old.ask(READ)).isEqualTo(ANSWER);
            inject(WireFault.HALF_OPEN, Duration.ofMillis(300));
            old.send(Hex.frame(READ));
            try (RawClient fresh = new RawClient(port)) {
                assertThat(fresh.ask(READ)).isEqualTo(ANSWER);
            }
            assertThat(old.staysSilentFor(500)).isTrue();
            old.send(Hex.frame(READ));
            assertThat(old.staysSilentFor(300)).as("also after the fault").isTrue();
        }
    }

    @Test
    void aHangingPortAnswersTooLateAndAcceptsLate() throws IOException {
        try (RawClient client = new RawClient(port)) {
            assertThat(client.ask(READ)).isEqualTo(ANSWER);
            inject(WireFault.HANG, Duration.ofMillis(1500));
            client.send(Hex.frame(0x0001, 1, READ));
            try (RawClient late = new RawClient(port)) {
                late.send(Hex.frame(0x0002, 1, READ));
                assertThat(client.staysSilentFor(400)).isTrue();

                assertThat(client.receive()).startsWith("00 01").endsWith(ANSWER);
                assertThat(late.receive()).startsWith("00 02").endsWith(ANSWER);
            }
        }
    }

    @Test
    void aDisconnectingPortClosesOldAndNewConnectionsUntilItIsCleared() throws IOException {
        try (RawClient old = new RawClient(port)) {
            assertThat(old.ask(READ)).isEqualTo(ANSWER);
            inject(WireFault.DISCONNECT, LONG);
            assertThat(old.isClosedByServer()).isTrue();
        }
        try (RawClient fresh = new RawClient(port)) {
            assertThat(fresh.isClosedByServer()).isTrue();
        }
        faults.clear();
        server.faultsChanged();
        try (RawClient client = new RawClient(port)) {
            assertThat(client.ask(READ)).isEqualTo(ANSWER);
        }
    }

    @ParameterizedTest
    @CsvSource({"DEVICE_FAILURE, 04", "ACKNOWLEDGE, 05", "BUSY, 06", "SWITCHED_OFF, 0B"})
    void answersWithAnException(WireFault fault, String code) throws IOException {
        try (RawClient client = new RawClient(port)) {
            inject(fault, LONG);

            assertThat(client.ask(READ)).isEqualTo("83 " + code);
            assertThat(client.ask("06 00 05 00 01")).isEqualTo("86 " + code);
        }
        boolean written = unit.cells(Table.HOLDING_REGISTER)[5] == 1;
        assertThat(written).as("only an acknowledged write is performed").isEqualTo(fault == WireFault.ACKNOWLEDGE);
    }

    @Test
    void oneUnitCanBeSwitchedOffAlone() throws IOException {
        faults.inject(WireFault.SWITCHED_OFF, 2, LONG);
        try (RawClient client = new RawClient(port)) {
            assertThat(client.ask(1, READ)).isEqualTo(ANSWER);
            assertThat(client.ask(2, READ)).isEqualTo("83 0B");
        }
    }

    @Test
    void aFaultEndsByItself() throws Exception {
        inject(WireFault.BUSY, Duration.ofMillis(500));
        assertThat(faults.current()).isEqualTo(WireFault.BUSY);
        Thread.sleep(510);
        assertThat(faults.current()).isNull();
        assertThat(faults.remainingSeconds()).isZero();
        try (RawClient client = new RawClient(port)) {
            assertThat(client.ask(READ)).isEqualTo(ANSWER);
        }
    }

    @Test
    void everyFaultIsFoundByItsLabel() {
        for (WireFault fault : WireFault.values()) {
            assertThat(WireFault.labelled(fault.label())).contains(fault);
        }
        assertThat(WireFault.labelled("HANG")).isEmpty();
    }

    private void inject(WireFault fault, Duration duration) {
        faults.inject(fault, duration);
        server.faultsChanged();
    }
}
