package io.mededge.edge.modbus;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.mededge.edge.profile.MachineAddress.Parity;
import io.mededge.edge.profile.MachineAddress.Serial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An open serial port. */
final class SerialStream implements StreamWire.Stream {
    private static final int DATA_BITS = 8;
    private static final int READ_MILLIS = 50;
    /** The port's former reader may need that long to let go of it. */
    private static final int OPEN_ATTEMPTS = 6;

    private final SerialPort port;

    private SerialStream(SerialPort port) {
        this.port = port;
    }

    /** @throws IOException if there is no such port, or it is in use, or does not take the settings */
    static SerialStream open(Serial address) throws IOException {
        try {
            var port = SerialPort.getCommPort(address.port());
            port.setComPortParameters(
                    address.baud(),
                    DATA_BITS,
                    address.stopBits() == 1 ? SerialPort.ONE_STOP_BIT : SerialPort.TWO_STOP_BITS,
                    isPseudoTerminal(address) ? SerialPort.NO_PARITY : parity(address.parity()));
            port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
            port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_MILLIS, 0);
            for (var attempt = 1; attempt <= OPEN_ATTEMPTS; attempt++) {
                if (port.openPort(attempt == 1 ? 0 : READ_MILLIS)) {
                    return new SerialStream(port);
                }
            }
            throw new IOException("the port cannot be opened, error " + port.getLastErrorCode());
        } catch (SerialPortInvalidPortException unknown) {
            throw new IOException("there is no such port", unknown);
        }
    }

    /** It has no parity, and Linux refuses to be asked for it twice. */
    private static boolean isPseudoTerminal(Serial address) throws IOException {
        var path = Path.of(address.port());
        return Files.exists(path) && path.toRealPath().startsWith("/dev/pts");
    }

    private static int parity(Parity parity) {
        return switch (parity) {
            case NONE -> SerialPort.NO_PARITY;
            case EVEN -> SerialPort.EVEN_PARITY;
            case ODD -> SerialPort.ODD_PARITY;
        };
    }

    @Override
    public int read(byte[] bytes) throws IOException {
        var count = port.readBytes(bytes, bytes.length);
        if (count < 0 && port.isOpen()) {
            throw new IOException("the port cannot be read, error " + port.getLastErrorCode());
        }
        return count;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        if (port.writeBytes(bytes, bytes.length) != bytes.length) {
            throw new IOException("the port takes nothing, error " + port.getLastErrorCode());
        }
    }

    /** The reader looks up every {@value #READ_MILLIS} ms; closing a port under it could block. */
    @Override
    public void hangUp() {}

    @Override
    public void close() {
        port.closePort();
    }
}
