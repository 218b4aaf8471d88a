package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.Point.Area;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Hostile bytes to both decoders, in pieces: random ones and damaged answers, 20,000 of each, a million with {@code -Dmededge.long=true}. Nothing crashes,
 * nothing takes long, and a value only ever comes from a frame that answers the request, on a line with its checksum.
 */
class FramingFuzzTest {
    /** Those that a request can read. */
    private static final List<Area> AREAS = List.of(Area.COIL, Area.DISCRETE, Area.HOLDING, Area.INPUT);

    private static final int INPUTS = Boolean.getBoolean("mededge.long") ? 1_000_000 : 20_000;
    private static final int UNIT = 17;

    private final long seed = Long.getLong("mededge.seed", 4_711);
    private final Random random = new Random(seed);
    private int accepted;

    @Test
    void modbusTcp() {
        run(new TcpFraming());
    }

    @Test
    void rtu() {
        run(new RtuFraming());
    }

    private void run(Framing framing) {
        var longest = 0L;
        for (var i = 0; i < INPUTS; i++) {
            var request = request();
            var sent = ByteBuffer.allocate(Framing.MAX_FRAME_BYTES);
            framing.encode(UNIT, request, sent);
            var right = answer(framing, Arrays.copyOf(sent.array(), sent.position()), request);
            var input = input(right, Arrays.copyOf(sent.array(), sent.position()));
            var started = System.nanoTime();
            check(framing, request, right, input, i);
            longest = Math.max(longest, System.nanoTime() - started);
        }
        System.out.printf(
                "%s: %d inputs from seed %d, %d of them accepted, longest %.1f ms%n",
                framing.getClass().getSimpleName(), INPUTS, seed, accepted, longest / 1e6);
        assertThat(longest).isLessThan(TimeUnit.SECONDS.toNanos(1));
        assertThat(accepted).as("the inputs are not all nonsense").isGreaterThan(INPUTS / 100);
    }

    private void check(Framing framing, Request.Read request, byte[] right, byte[] input, int number) {
        @Nullable Answer answer = null;
        for (var length = 1; length <= input.length && answer == null; length += 1 + random.nextInt(9)) {
            answer = framing.decode(input, length, UNIT, request);
        }
        if (answer == null) {
            answer = framing.decode(input, input.length, UNIT, request);
        }
        if (answer instanceof Answer.Words words) {
            accepted++;
            assertThat(words.words()).hasSize(request.block().count());
            assertThat(mayBeAccepted(framing, input, right))
                    .as("input %d of seed %d: %s was accepted", number, seed, Arrays.toString(input))
                    .isTrue();
        }
        assertThat(framing.incompleteness(input, input.length)).isNotEmpty();
    }

    /**
     * Whether a frame that answers the request stands in the input. Over TCP nothing protects the data but TCP itself, so the head must be right to the bit;
     * on a line head and checksum must be.
     */
    private static boolean mayBeAccepted(Framing framing, byte[] input, byte[] right) {
        if (framing instanceof TcpFraming) {
            return input.length >= right.length && Arrays.equals(input, 0, 9, right, 0, 9);
        }
        for (var at = 0; at + right.length <= input.length; at++) {
            var frame = Arrays.copyOfRange(input, at, at + right.length);
            if (Arrays.equals(frame, 0, 3, right, 0, 3)
                    && Arrays.equals(frame, SerialMachine.withCrc(Arrays.copyOf(frame, frame.length - 2)))) {
                return true;
            }
        }
        return false;
    }

    private Request.Read request() {
        var area = AREAS.get(random.nextInt(AREAS.size()));
        var count = 1 + random.nextInt(area.holdsBits() ? 40 : 20);
        return new Request.Read(new Block(area, random.nextInt(65_536 - count), count));
    }

    private byte[] answer(Framing framing, byte[] sent, Request.Read request) {
        var data = new byte[request.answerBytes() - 2];
        random.nextBytes(data);
        var pdu = ByteBuffer.allocate(2 + data.length)
                .put((byte) request.function())
                .put((byte) data.length)
                .put(data)
                .array();
        if (framing instanceof RtuFraming) {
            var frame = ByteBuffer.allocate(1 + pdu.length).put((byte) UNIT).put(pdu);
            return SerialMachine.withCrc(frame.array());
        }
        return ByteBuffer.allocate(7 + pdu.length)
                .put(sent, 0, 4)
                .putShort((short) (1 + pdu.length))
                .put((byte) UNIT)
                .put(pdu)
                .array();
    }

    private byte[] input(byte[] right, byte[] sent) {
        return switch (random.nextInt(8)) {
            case 0 -> right;
            case 1 -> noise(random.nextInt(Framing.MAX_FRAME_BYTES));
            case 2 -> joined(noise(1 + random.nextInt(9)), right);
            case 3 -> joined(right, noise(1 + random.nextInt(9)));
            case 4 -> joined(sent, right);
            case 5 -> Arrays.copyOf(right, random.nextInt(right.length));
            default -> damaged(right.clone());
        };
    }

    private byte[] damaged(byte[] frame) {
        for (var i = random.nextInt(3); i >= 0; i--) {
            frame[random.nextInt(frame.length)] ^= (byte) (1 + random.nextInt(255));
        }
        return frame;
    }

    private byte[] noise(int length) {
        var noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
