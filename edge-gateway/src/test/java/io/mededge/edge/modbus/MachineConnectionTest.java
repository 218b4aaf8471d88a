package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.modbus.FakeMachine.Behaviour;
import io.mededge.edge.modbus.MachineConnection.Answer;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.Device.Address;
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
    private MachineConnection connection;

    @BeforeEach
    void connect() throws IOException {
        machine = new FakeMachine();
        machine.input[3] = 0xfffe;
        machine.input[4] = 7;
        machine.holding[3] = 5;
        machine.discrete[9] = 1;
        connection = new MachineConnection(new Address("127.0.0.1", machine.port()), Duration.ofSeconds(1));
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

    /** Behaviour, fault, and whether the connection must be given up. */
    @ParameterizedTest
    @CsvSource({
        "SILENT, MODBUS_TIMEOUT, true",
        "LATE, MODBUS_TIMEOUT, true",
        "DRIP, MODBUS_GARBLED, true",
        "UNFINISHED, MODBUS_GARBLED, true",
        "WRONG_TRANSACTION, MODBUS_GARBLED, true",
        "WRONG_UNIT, MODBUS_GARBLED, true",
        "WRONG_FUNCTION, MODBUS_GARBLED, true",
        "TOO_SHORT, MODBUS_GARBLED, true",
        "RANDOM_BYTES, MODBUS_GARBLED, true",
        "HANG_UP, MODBUS_DISCONNECTED, true",
        "EXCEPTION_2, MODBUS_EXCEPTION, false",
    })
    void whatIsNotTheAnswerIsAFaultAndTheNextReadIsClean(Behaviour behaviour, FaultCode fault, boolean reconnects) {
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
        assertThat(machine.connections).hasValue(reconnects ? 2 : 1);
    }

    @Test
    void whoDoesNotListenIsAFaultToo() throws IOException {
        int free;
        try (var server = new ServerSocket(0)) {
            free = server.getLocalPort();
        }
        try (var nobody = new MachineConnection(new Address("127.0.0.1", free), Duration.ofSeconds(1))) {
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
