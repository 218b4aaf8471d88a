package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.modbus.FakeMachine.Behaviour;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.Point.Area;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineConnectionTest {
    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final Block BLOCK = new Block(Area.INPUT, 3, 2);

    private FakeMachine machine;
    private Line connection;

    @BeforeEach
    void connect() throws IOException {
        machine = new FakeMachine();
        machine.input[3] = 0xfffe;
        machine.input[4] = 7;
        machine.holding[3] = 5;
        machine.discrete[9] = 1;
        connection = Line.to(new MachineAddress.Tcp("127.0.0.1", machine.port()));
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.close();
        machine.close();
    }

    @Test
    void readsEveryTableOverOneConnection() {
        assertThat(words(connection.read(1, BLOCK, TIMEOUT))).containsExactly(0xfffe, 7);
        assertThat(words(connection.read(1, new Block(Area.HOLDING, 3, 1), TIMEOUT)))
                .containsExactly(5);
        assertThat(words(connection.read(2, new Block(Area.DISCRETE, 8, 3), TIMEOUT)))
                .containsExactly(0, 1, 0);
        assertThat(words(connection.read(2, new Block(Area.COIL, 9, 1), TIMEOUT)))
                .containsExactly(1);
        assertThat(machine.connections).hasValue(1);
    }

    /** Behaviour and fault; the connection is given up. */
    @ParameterizedTest
    @CsvSource({
        "SILENT, MODBUS_TIMEOUT",
        "LATE, MODBUS_TIMEOUT",
        "DRIP, MODBUS_GARBLED",
        "UNFINISHED, MODBUS_GARBLED",
        "WRONG_TRANSACTION, MODBUS_GARBLED",
        "WRONG_UNIT, MODBUS_GARBLED",
        "WRONG_FUNCTION, MODBUS_GARBLED",
        "TOO_SHORT, MODBUS_GARBLED",
        "RANDOM_BYTES, MODBUS_GARBLED",
        "HANG_UP, MODBUS_DISCONNECTED",
    })
    void whatIsNotTheAnswerIsAFaultAndTheNextReadIsClean(Behaviour behaviour, FaultCode fault) {
        connection.read(1, BLOCK, TIMEOUT);
        machine.behaviour = behaviour;

        var started = System.nanoTime();
        var answer = connection.read(1, BLOCK, TIMEOUT);
        var took = Duration.ofNanos(System.nanoTime() - started);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.fault()).as(failed.detail()).isEqualTo(fault));
        assertThat(took).as("the deadline holds, however the bytes come").isLessThan(TIMEOUT.plusMillis(150));
        machine.behaviour = Behaviour.ANSWER;
        machine.input[3] = 99;
        assertThat(words(connection.read(1, BLOCK, TIMEOUT))).containsExactly(99, 7);
        assertThat(machine.connections).hasValue(2);
    }

    @Test
    void aRefusalIsAnAnswerAndKeepsTheConnection() {
        machine.behaviour = Behaviour.EXCEPTION_2;
        assertThat(connection.read(1, BLOCK, TIMEOUT)).isEqualTo(new Answer.Refused(2));
        machine.behaviour = Behaviour.ANSWER;
        assertThat(words(connection.read(1, BLOCK, TIMEOUT))).containsExactly(0xfffe, 7);
        assertThat(machine.connections).hasValue(1);
    }

    @Test
    void aNameIsLookedUp() throws IOException {
        try (var named = Line.to(new MachineAddress.Tcp("localhost", machine.port()))) {
            assertThat(words(named.read(1, BLOCK, TIMEOUT))).containsExactly(0xfffe, 7);
        }
        try (var nowhere = Line.to(new MachineAddress.Tcp("no-such-host.invalid", 502))) {
            assertThat(nowhere.read(1, BLOCK, TIMEOUT))
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(FaultCode.MODBUS_CONNECT_FAILED));
        }
    }

    @Test
    void whoDoesNotListenIsAFaultToo() throws IOException {
        int free;
        try (var server = new ServerSocket(0)) {
            free = server.getLocalPort();
        }
        try (var nobody = Line.to(new MachineAddress.Tcp("127.0.0.1", free))) {
            assertThat(nobody.read(1, BLOCK, TIMEOUT))
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(FaultCode.MODBUS_CONNECT_FAILED));
        }
    }

    private static int[] words(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Words.class);
        return ((Answer.Words) answer).words();
    }
}
