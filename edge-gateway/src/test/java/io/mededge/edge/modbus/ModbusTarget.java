package io.mededge.edge.modbus;

import io.mededge.edge.fuzz.CpuLimit;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.Point.Area;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What machines answer, over TCP and on a line. The first four bytes choose the request, the fifth how the rest comes in pieces. A value only ever has as many
 * words as were asked for.
 */
public final class ModbusTarget {
    private static final int HEAD = 5;
    private static final int UNIT = 17;
    /** Those that a request can read. */
    private static final List<Area> AREAS = List.of(Area.COIL, Area.DISCRETE, Area.HOLDING, Area.INPUT);

    private ModbusTarget() {}

    /** Frames of Modbus TCP. */
    public static final class Tcp {
        private Tcp() {}

        public static void fuzzerTestOneInput(byte[] input) {
            decode(new TcpFraming(), input);
        }
    }

    /** Frames of a serial line. The fuzzer cannot guess a checksum, so a frame that would have one gets it. */
    public static final class Rtu {
        private Rtu() {}

        public static void fuzzerTestOneInput(byte[] input) {
            decode(new RtuFraming(), input);
            if (input.length > HEAD) {
                var frame = SerialMachine.withCrc(Arrays.copyOfRange(input, HEAD, input.length));
                var whole = Arrays.copyOf(input, HEAD + frame.length);
                System.arraycopy(frame, 0, whole, HEAD, frame.length);
                decode(new RtuFraming(), whole);
            }
        }
    }

    private static void decode(Framing framing, byte[] input) {
        if (input.length < HEAD) {
            return;
        }
        var area = AREAS.get((input[0] & 0xff) % AREAS.size());
        var count = 1 + (input[1] & 0xff) % area.maxPerRequest();
        var address = (input[2] & 0xff) << 8 | input[3] & 0xff;
        var request = new Request.Read(new Block(area, Math.min(address, 65_536 - count), count));
        var answers = Arrays.copyOfRange(input, HEAD, Math.min(input.length, HEAD + 2 * Framing.MAX_FRAME_BYTES));
        CpuLimit.check(() -> read(framing, request, answers, 1 + (input[4] & 0x3f)));
    }

    private static void read(Framing framing, Request.Read request, byte[] answers, int pieceBytes) {
        framing.encode(UNIT, request, ByteBuffer.allocate(Framing.MAX_FRAME_BYTES));
        for (var length = Math.min(pieceBytes, answers.length);
                ;
                length = Math.min(length + pieceBytes, answers.length)) {
            var answer = framing.decode(answers, length, UNIT, request);
            if (answer instanceof Answer.Words words
                    && words.words().length != request.block().count()) {
                throw new AssertionError("other than the words that were asked for");
            }
            if (answer != null || length == answers.length) {
                break;
            }
        }
        if (framing.incompleteness(answers, answers.length).isBlank()) {
            throw new AssertionError("no reason why there is no answer");
        }
    }
}
