package io.mededge.infra.simulator.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ghgande.j2mod.modbus.ModbusSlaveException;
import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.io.ModbusTCPTransaction;
import com.ghgande.j2mod.modbus.msg.ReadWriteMultipleRequest;
import com.ghgande.j2mod.modbus.msg.ReadWriteMultipleResponse;
import com.ghgande.j2mod.modbus.net.TCPMasterConnection;
import com.ghgande.j2mod.modbus.procimg.InputRegister;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.util.BitVector;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same server seen by a client that shares no code with it. */
class J2modClientTest {
    private ModbusServer server;
    private ModbusTCPMaster master;

    @BeforeEach
    void open() throws Exception {
        Endpoint endpoint = new Endpoint("test", 0, Map.of(1, new FakeUnit()), new WireFaults());
        server = ModbusServer.open(InetAddress.getLoopbackAddress(), List.of(endpoint));
        master = new ModbusTCPMaster("127.0.0.1", server.ports().get(0));
        master.setTimeout(RawClient.DEADLINE_MILLIS);
        master.setRetries(0);
        master.connect();
    }

    @AfterEach
    void close() {
        master.disconnect();
        server.close();
    }

    @Test
    void readsAllFourTables() throws Exception {
        BitVector coils = master.readCoils(1, 0, 10);
        BitVector inputs = master.readInputDiscretes(1, 1, 3);
        Register[] holding = master.readMultipleRegisters(1, 16, 125);
        InputRegister[] input = master.readInputRegisters(1, 255, 2);

        assertThat(coils.getBit(9)).isTrue();
        assertThat(coils.getBit(8)).isFalse();
        assertThat(inputs.getBit(2)).isTrue();
        assertThat(holding).hasSize(125);
        assertThat(holding[124].getValue()).isEqualTo(0x1000 + 16 + 124);
        assertThat(input[1].getValue()).isEqualTo(0x1100);
    }

    @Test
    void writesInEveryWay() throws Exception {
        assertThat(master.writeCoil(1, 1, true)).isTrue();
        BitVector many = new BitVector(9);
        many.setBit(8, true);
        master.writeMultipleCoils(1, 20, many);
        master.writeSingleRegister(1, 30, new SimpleRegister(0xFFFE));
        master.writeMultipleRegisters(1, 31, new Register[] {new SimpleRegister(1), new SimpleRegister(2)});
        master.maskWriteRegister(1, 32, 0xFFF0, 0x0005);

        assertThat(master.readCoils(1, 1, 1).getBit(0)).isTrue();
        assertThat(master.readCoils(1, 20, 9).getBit(8)).isTrue();
        assertThat(master.readCoils(1, 20, 9).getBit(1)).isFalse();
        Register[] written = master.readMultipleRegisters(1, 30, 3);
        assertThat(written).extracting(Register::getValue).containsExactly(0xFFFE, 1, 5);
    }

    @Test
    void readsAndWritesInOneRequest() throws Exception {
        TCPMasterConnection connection = new TCPMasterConnection(InetAddress.getLoopbackAddress());
        connection.setPort(server.ports().get(0));
        connection.setTimeout(RawClient.DEADLINE_MILLIS);
        connection.connect();
        try {
            ReadWriteMultipleRequest request = new ReadWriteMultipleRequest(1, 40, 2, 41, 1);
            request.setRegisters(new Register[] {new SimpleRegister(77)});
            ModbusTCPTransaction transaction = new ModbusTCPTransaction(connection);
            transaction.setRequest(request);
            transaction.execute();

            ReadWriteMultipleResponse response = (ReadWriteMultipleResponse) transaction.getResponse();
            assertThat(response.getRegisterValue(0)).isEqualTo(0x1000 + 40);
            assertThat(response.getRegisterValue(1)).isEqualTo(77);
        } finally {
            connection.close();
        }
    }

    @Test
    void understandsOurExceptions() {
        assertThatThrownBy(() -> master.readInputRegisters(1, 5000, 1))
                .isInstanceOfSatisfying(
                        ModbusSlaveException.class, e -> assertThat(e.getType()).isEqualTo(2));
        assertThatThrownBy(() -> master.readInputRegisters(7, 0, 1))
                .isInstanceOfSatisfying(
                        ModbusSlaveException.class, e -> assertThat(e.getType()).isEqualTo(10));
    }
}
