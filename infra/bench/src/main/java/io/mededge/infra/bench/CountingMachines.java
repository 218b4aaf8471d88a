package io.mededge.infra.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Modbus TCP servers for load: one thread for all ports, whatever unit, functions 3 and 4 alike. They cost less than whoever asks them, which the simulator, for
 * all that it simulates, does not. Every read of register 0 is answered with its own number and the time of the answer, so that whoever sees the values can say
 * what is missing, what is double and how old it is.
 *
 * <p>Registers: 0 and 1 the number of the read, 2 and 3 microseconds since {@link #nowMicros} began, both with the low word first; up to 19 slow values; {@link
 * #EVENT_COUNTER} and the list from {@link #EVENT_LIST} on are the machine's alarms; all others are their own number for ever.
 */
final class CountingMachines implements AutoCloseable {
    static final int REGISTERS = 20;
    static final int EVENT_COUNTER = 20;
    static final int EVENT_LIST = 200;
    static final int EVENT_SLOTS = 16;
    /** From here on 100 registers never change. */
    static final int CONSTANT = 100;

    private static final int EVENT_WORDS = 4;
    private static final int REQUEST_BYTES = 12;
    private static final int READ_HOLDING_REGISTERS = 3;
    private static final int READ_INPUT_REGISTERS = 4;
    private static final int MAX_REGISTERS = 125;
    private static final int MAX_ANSWER_BYTES = 9 + 2 * MAX_REGISTERS;

    private final Selector selector = Selector.open();
    private final List<Integer> ports = new ArrayList<>();
    private final AtomicLongArray reads;
    private final AtomicIntegerArray alarms;
    /** When which alarm was first shown to a poll, by machine and number. */
    private final Map<String, Long> shown = new ConcurrentHashMap<>();

    /** Only the serving thread knows it. */
    private final int[] shownUpTo;

    private final List<Answers> answers = new ArrayList<>();
    private final long originNanos = System.nanoTime();
    private final Thread thread = new Thread(this::serve, "machines");
    private volatile boolean open = true;

    private record Conversation(int machine, ByteBuffer in, ByteBuffer out) {}

    CountingMachines(int number) throws IOException {
        reads = new AtomicLongArray(number);
        alarms = new AtomicIntegerArray(number);
        shownUpTo = new int[number];
        for (var machine = 0; machine < number; machine++) {
            var listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT, machine);
            ports.add(((InetSocketAddress) listener.getLocalAddress()).getPort());
            answers.add(new Answers());
        }
        thread.setDaemon(true);
        thread.start();
    }

    List<Integer> ports() {
        return List.copyOf(ports);
    }

    /** How often each machine was read. */
    long[] reads() {
        var copy = new long[reads.length()];
        for (var i = 0; i < copy.length; i++) {
            copy[i] = reads.get(i);
        }
        return copy;
    }

    /** When and in which circumstances each machine gave its last answers. */
    List<Answers> answers() {
        return List.copyOf(answers);
    }

    /** Raises an alarm. */
    void alarm(int machine) {
        alarms.incrementAndGet(machine);
    }

    /** When the machine's alarm of that number was first shown to a poll, as {@link System#nanoTime()} counts; told once. */
    OptionalLong shown(String machine, int number) {
        var nanos = shown.remove(machine + "/" + number);
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    /** Microseconds since these machines began, modulo 2³². */
    long nowMicros() {
        return (System.nanoTime() - originNanos) / 1_000 & 0xFFFF_FFFFL;
    }

    /** CPU time of the serving thread, nanoseconds. */
    long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
    }

    private void serve() {
        try {
            while (open) {
                selector.select(key -> {
                    try {
                        if (key.isAcceptable()) {
                            accept(key);
                        } else {
                            answer(key);
                        }
                    } catch (IOException gone) {
                        key.cancel();
                        close(key);
                    }
                });
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void accept(SelectionKey key) throws IOException {
        var channel = ((ServerSocketChannel) key.channel()).accept();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(
                selector,
                SelectionKey.OP_READ,
                new Conversation(
                        (Integer) key.attachment(),
                        ByteBuffer.allocateDirect(4 * REQUEST_BYTES),
                        ByteBuffer.allocateDirect(MAX_ANSWER_BYTES)));
    }

    private void answer(SelectionKey key) throws IOException {
        var channel = (SocketChannel) key.channel();
        var conversation = (Conversation) key.attachment();
        if (channel.read(conversation.in()) < 0) {
            throw new IOException("closed");
        }
        var in = conversation.in().flip();
        while (in.remaining() >= REQUEST_BYTES) {
            var at = in.position();
            var function = in.get(at + 7);
            var first = Short.toUnsignedInt(in.getShort(at + 8));
            var count = Short.toUnsignedInt(in.getShort(at + 10));
            if (function != READ_HOLDING_REGISTERS && function != READ_INPUT_REGISTERS || count > MAX_REGISTERS) {
                throw new IOException("not what a bench asks: function " + function + ", " + count + " registers");
            }
            var out = conversation.out().clear();
            out.putShort(in.getShort(at)).putShort((short) 0).putShort((short) (3 + 2 * count));
            out.put(in.get(at + 6)).put(function).put((byte) (2 * count));
            in.position(at + REQUEST_BYTES);
            write(out, conversation.machine(), first, count, in.remaining() >= REQUEST_BYTES);
            channel.write(out.flip()); // some hundred bytes and one request at a time: a socket's buffer has room
        }
        in.compact();
    }

    /** @param isLate whether the next request is here before this one is answered */
    private void write(ByteBuffer out, int machine, int first, int count, boolean isLate) {
        var number = reads.incrementAndGet(machine);
        var micros = nowMicros();
        if (first == 0) {
            answers.get(machine).gave(number, System.nanoTime(), isLate);
        }
        for (var register = first; register < first + count; register++) {
            out.putShort((short) value(register, machine, number, micros));
        }
    }

    private long value(int register, int machine, long number, long micros) {
        return switch (register) {
            case 0 -> number;
            case 1 -> number >> 16;
            case 2 -> micros;
            case 3 -> micros >> 16;
            case EVENT_COUNTER -> newestAlarm(machine);
            default -> {
                if (register < REGISTERS) {
                    yield 1_000L * register + number / 64 % 100;
                }
                var word = register - EVENT_LIST;
                yield word >= 0 && word < EVENT_SLOTS * EVENT_WORDS ? event(machine, word) : register;
            }
        };
    }

    private int newestAlarm(int machine) {
        var newest = alarms.get(machine);
        for (var number = shownUpTo[machine] + 1; number <= newest; number++) {
            shown.put("m-" + machine + "/" + number, System.nanoTime());
        }
        shownUpTo[machine] = newest;
        return newest;
    }

    /** A slot: number, code, phase (1 = start), age. */
    private long event(int machine, int word) {
        var newest = alarms.get(machine);
        var number = newest - Math.floorMod(newest - 1 - word / EVENT_WORDS, EVENT_SLOTS);
        return switch (word % EVENT_WORDS) {
            case 0 -> number;
            case 1 -> 1;
            case 2 -> number > 0 ? 1 : 0;
            default -> 0;
        };
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException alreadyGone) {
            // that is what was wanted
        }
    }

    @Override
    public void close() throws IOException {
        open = false;
        selector.wakeup();
        for (var key : selector.keys()) {
            close(key);
        }
        selector.close();
    }

    /** The last answers of one machine that begin at register 0: a quarter of an hour at ten a second. Thread-safe. */
    static final class Answers {
        private static final int KEPT = 16_384;
        private final long[] numbers = new long[KEPT];
        private final long[] nanos = new long[KEPT];
        private final boolean[] late = new boolean[KEPT];

        synchronized void gave(long number, long atNanos, boolean isLate) {
            var slot = (int) (number % KEPT);
            numbers[slot] = number;
            nanos[slot] = atNanos;
            late[slot] = isLate;
        }

        /** When the number was given, as {@link System#nanoTime()} counts; empty if it was not, or too long ago. */
        synchronized OptionalLong nanos(long number) {
            var slot = (int) (number % KEPT);
            return number > 0 && numbers[slot] == number ? OptionalLong.of(nanos[slot]) : OptionalLong.empty();
        }

        /** Whether the gateway had asked again before it was given: it did not wait for this answer any more. */
        synchronized boolean wasLate(long number) {
            var slot = (int) (number % KEPT);
            return numbers[slot] == number && late[slot];
        }
    }
}
