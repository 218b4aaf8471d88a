package io.mededge.edge.modbus;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** A Modbus TCP server written by hand, byte by byte and without j2mod, that can misbehave in every way that a test needs. */
final class FakeMachine implements AutoCloseable {
    enum Behaviour {
        ANSWER,
        SILENT,
        /** Answers after 150 ms. */
        SLOW,
        /** Answers after 400 ms. */
        LATE,
        /** One byte every 50 ms. */
        DRIP,
        WRONG_TRANSACTION,
        WRONG_UNIT,
        WRONG_FUNCTION,
        /** One register too few, in a well-formed frame. */
        TOO_SHORT,
        RANDOM_BYTES,
        /** Announces more bytes than it sends. */
        UNFINISHED,
        EXCEPTION_2,
        HANG_UP
    }

    final int[] input = new int[1_000];
    final int[] holding = new int[1_000];
    final int[] discrete = new int[1_000];
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();
    volatile Behaviour behaviour = Behaviour.ANSWER;
    /** Overrides the behaviour for one unit. */
    final Map<Integer, Behaviour> behaviourOfUnit = new ConcurrentHashMap<>();
    /** Called before each answer with the first address that was asked for. */
    volatile IntConsumer beforeAnswer = address -> {};

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    FakeMachine() throws IOException {
        this(0);
    }

    FakeMachine(int port) throws IOException {
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::accept, "fake machine");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                var thread = new Thread(() -> serve(socket), "fake machine's connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new DataInputStream(socket.getInputStream());
            while (true) {
                var transaction = in.readUnsignedShort();
                in.readUnsignedShort();
                var pdu = new byte[in.readUnsignedShort() - 1];
                var unit = in.readUnsignedByte();
                in.readFully(pdu);
                requests.incrementAndGet();
                answer(socket, transaction, unit, pdu);
            }
        } catch (EOFException hungUp) {
            // as clients do
        } catch (IOException | InterruptedException broken) {
            // a test closed it
        }
    }

    private void answer(Socket socket, int transaction, int unit, byte[] pdu) throws IOException, InterruptedException {
        var request = ByteBuffer.wrap(pdu);
        var function = request.get();
        var address = Short.toUnsignedInt(request.getShort());
        var count = Short.toUnsignedInt(request.getShort());
        beforeAnswer.accept(address);
        var body = function <= 2 ? bits(address, count) : words(function == 3 ? holding : input, address, count);
        var out = socket.getOutputStream();
        switch (behaviourOfUnit.getOrDefault(unit, behaviour)) {
            case ANSWER -> out.write(frame(transaction, unit, function, body));
            case SILENT -> {}
            case SLOW -> {
                Thread.sleep(150);
                out.write(frame(transaction, unit, function, body));
            }
            case LATE -> {
                Thread.sleep(400);
                out.write(frame(transaction, unit, function, body));
            }
            case DRIP -> drip(out, frame(transaction, unit, function, body));
            case WRONG_TRANSACTION -> out.write(frame(transaction - 1, unit, function, body));
            case WRONG_UNIT -> out.write(frame(transaction, unit + 1, function, body));
            case WRONG_FUNCTION -> out.write(frame(transaction, unit, function == 4 ? 3 : 4, body));
            case TOO_SHORT -> out.write(frame(transaction, unit, function, words(input, address, count - 1)));
            case RANDOM_BYTES -> out.write(new byte[] {1, 2, 3, 4, (byte) 0xff, (byte) 0xff, 7, 8, 9, 10, 11, 12, 13});
            case UNFINISHED -> {
                var frame = frame(transaction, unit, function, body);
                out.write(frame, 0, frame.length - 3);
            }
            case EXCEPTION_2 ->
                out.write(new byte[] {
                    (byte) (transaction >> 8), (byte) transaction, 0, 0, 0, 3, (byte) unit, (byte) (function | 0x80), 2
                });
            case HANG_UP -> socket.close();
        }
        out.flush();
    }

    private static void drip(OutputStream out, byte[] frame) throws IOException, InterruptedException {
        for (var one : frame) {
            out.write(one);
            Thread.sleep(50);
        }
    }

    private byte[] bits(int address, int count) {
        var bytes = new byte[(count + 7) / 8];
        for (var i = 0; i < count; i++) {
            bytes[i / 8] |= (byte) (discrete[address + i] << i % 8);
        }
        return bytes;
    }

    private static byte[] words(int[] table, int address, int count) {
        var bytes = ByteBuffer.allocate(2 * count);
        for (var i = 0; i < count; i++) {
            bytes.putShort((short) table[address + i]);
        }
        return bytes.array();
    }

    private static byte[] frame(int transaction, int unit, int function, byte[] body) {
        return ByteBuffer.allocate(9 + body.length)
                .putShort((short) transaction)
                .putShort((short) 0)
                .putShort((short) (3 + body.length))
                .put((byte) unit)
                .put((byte) function)
                .put((byte) body.length)
                .put(body)
                .array();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
