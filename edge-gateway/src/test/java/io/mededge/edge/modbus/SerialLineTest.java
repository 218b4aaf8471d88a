package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.MachineAddress.Parity;
import io.mededge.edge.profile.Point.Area;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RTU over a pair of pseudo terminals: right values or a fault, never a wrong value. */
class SerialLineTest {
    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final Block BLOCK = new Block(Area.INPUT, 3, 4);
    private static final int BAUD = 9_600;

    @TempDir
    Path folder;

    private PtyPair pair;
    private SerialMachine machine;
    private Line line;

    @BeforeEach
    void connect() throws Exception {
        pair = PtyPair.open(folder);
        machine = new SerialMachine(pair.machine());
        line = Line.to(new MachineAddress.Serial(pair.gateway().toString(), BAUD, Parity.EVEN, 1));
    }

    @AfterEach
    void disconnect() throws Exception {
        if (line != null) {
            line.close();
        }
        if (machine != null) {
            machine.close();
        }
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    void severalUnitsAreReadInTurn() {
        assertWords(line.read(1, BLOCK, TIMEOUT), 1, 4);
        assertWords(line.read(2, BLOCK, TIMEOUT), 2, 4);
        assertWords(line.read(1, new Block(Area.HOLDING, 0, 125), TIMEOUT), 3, 125);
    }

    @Test
    void noiseBeforeAFrameIsPassedOver() {
        var random = new Random(7);
        machine.manner = (request, frame, wire) -> {
            var noise = new byte[1 + random.nextInt(6)];
            random.nextBytes(noise);
            wire.write(noise);
            wire.write(frame);
        };
        for (var i = 1; i <= 20; i++) {
            assertWords(line.read(1, BLOCK, TIMEOUT), i, 4);
        }
    }

    @Test
    void aFrameMayComeInThreePieces() {
        machine.manner = (request, frame, wire) -> {
            wire.write(frame, 0, 1);
            Thread.sleep(30);
            wire.write(frame, 1, 6);
            Thread.sleep(5);
            wire.write(frame, 7, frame.length - 7);
        };
        assertWords(line.read(1, BLOCK, TIMEOUT), 1, 4);
        assertWords(line.read(1, BLOCK, TIMEOUT), 2, 4);
    }

    @Test
    void aChecksumTheWrongWayRoundIsNoAnswer() {
        machine.manner = (request, frame, wire) -> wire.write(crcSwapped(frame));
        assertFault(line.read(1, BLOCK, TIMEOUT), FaultCode.MODBUS_GARBLED);
        machine.manner = (request, frame, wire) -> wire.write(frame);
        assertThat(line.read(1, BLOCK, TIMEOUT)).isInstanceOf(Answer.Words.class);
    }

    @Test
    void aLineMayEcho() {
        machine.manner = (request, frame, wire) -> {
            wire.write(request);
            Thread.sleep(30);
            wire.write(frame);
        };
        assertWords(line.read(1, BLOCK, TIMEOUT), 1, 4);
        assertWords(line.read(1, new Block(Area.INPUT, 0x0200, 1), TIMEOUT), 2, 1);
        machine.manner = (request, frame, wire) -> wire.write(request);
        assertFault(line.read(1, BLOCK, TIMEOUT), FaultCode.MODBUS_GARBLED);
    }

    @Test
    void framesAreThreeAndAHalfCharactersApart() {
        for (var i = 0; i < 30; i++) {
            assertThat(line.read(1 + i % 3, BLOCK, TIMEOUT)).isInstanceOf(Answer.Words.class);
        }
        // 11 bits a character at 9600 baud
        assertThat(machine.shortestGapNanos).hasValueGreaterThanOrEqualTo((long) (3.5 * 11 / BAUD * 1e9));
    }

    @Test
    void aRefusalIsAnAnswer() {
        machine.manner = (request, frame, wire) ->
                wire.write(SerialMachine.withCrc(new byte[] {request[0], (byte) (request[1] | 0x80), 2}));
        assertThat(line.read(1, BLOCK, TIMEOUT)).isEqualTo(new Answer.Refused(2));
    }

    /** What goes wrong on lines, in random order; the machine answers in order and in part much too late. */
    private enum Trouble {
        NONE,
        NOISE,
        PIECES,
        CRC_SWAPPED,
        ECHO,
        SILENT,
        LATE,
        CUT_OFF,
        ANOTHER_UNIT,
        BIT_FLIPPED
    }

    @Test
    void whateverHappensNoValueIsWrong() {
        var seed = Long.getLong("mededge.seed", 20_261_121);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        machine.manner = (request, frame, wire) -> play(random, request, frame, wire);
        Map<FaultCode, Integer> faults = new EnumMap<>(FaultCode.class);
        var right = 0;
        for (var i = 0; i < 250; i++) {
            var before = machine.requests.get();
            var block = i % 2 == 0 ? BLOCK : new Block(Area.INPUT, 9, 1);
            var answer = line.read(1 + i % 2, block, Duration.ofMillis(40));
            if (answer instanceof Answer.Words words) {
                assertThat(words.words()[0])
                        .as("the answer of read %d belongs to a request sent for it", i)
                        .isGreaterThan(before);
                assertThat(words.words()).hasSize(block.count());
                right++;
            } else {
                faults.merge(((Answer.Failed) answer).fault(), 1, Integer::sum);
            }
        }
        System.out.println("right " + right + ", faults " + faults);
        assertThat(right).isGreaterThan(10);
        assertThat(faults).containsKeys(FaultCode.MODBUS_GARBLED, FaultCode.MODBUS_TIMEOUT);
    }

    private static void play(Random random, byte[] request, byte[] frame, java.io.RandomAccessFile wire)
            throws IOException, InterruptedException {
        switch (Trouble.values()[random.nextInt(Trouble.values().length)]) {
            case NONE -> wire.write(frame);
            case NOISE -> {
                wire.write(new byte[] {0, (byte) 0xff, request[0]}, 0, 1 + random.nextInt(3));
                wire.write(frame);
            }
            case PIECES -> {
                for (var at = 0; at < frame.length; at += 3) {
                    wire.write(frame, at, Math.min(3, frame.length - at));
                    Thread.sleep(2);
                }
            }
            case CRC_SWAPPED -> wire.write(crcSwapped(frame));
            case ECHO -> {
                wire.write(request);
                wire.write(frame);
            }
            case SILENT -> {}
            case LATE -> {
                Thread.sleep(20 + random.nextInt(140));
                wire.write(frame);
            }
            case CUT_OFF -> wire.write(frame, 0, 1 + random.nextInt(frame.length - 1));
            case ANOTHER_UNIT -> {
                frame[0]++;
                wire.write(SerialMachine.withCrc(java.util.Arrays.copyOf(frame, frame.length - 2)));
            }
            case BIT_FLIPPED -> {
                frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
                wire.write(frame);
            }
        }
    }

    private static byte[] crcSwapped(byte[] frame) {
        var swapped = frame.clone();
        swapped[frame.length - 2] = frame[frame.length - 1];
        swapped[frame.length - 1] = frame[frame.length - 2];
        return swapped;
    }

    /** The machine's register n of its answer to a request holds the request's number plus n. */
    private static void assertWords(Answer answer, int request, int count) {
        assertThat(answer).isInstanceOf(Answer.Words.class);
        assertThat(((Answer.Words) answer).words())
                .containsExactly(IntStream.range(request, request + count).toArray());
    }

    private static void assertFault(Answer answer, FaultCode fault) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.fault()).as(failed.detail()).isEqualTo(fault));
    }
}
