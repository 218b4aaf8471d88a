package io.mededge.infra.simulator.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final byte[] READ_TEN = Hex.frame("04 00 00 00 0A");

    @Test
    void everyPrefixOfAFrameIsIncompleteAndConsumesNothing() {
        for (int cut = 0; cut < READ_TEN.length; cut++) {
            ByteBuffer bytes = ByteBuffer.wrap(READ_TEN, 0, cut);
            assertThat(Frame.next(bytes)).as("cut at %d", cut).isInstanceOf(Frame.Incomplete.class);
            assertThat(bytes.position()).isZero();
        }
    }

    @Test
    void aWholeFrameIsConsumedExactlyAndTheNextOneStays() {
        ByteBuffer bytes = ByteBuffer.allocate(READ_TEN.length + 3)
                .put(READ_TEN)
                .put(READ_TEN, 0, 3)
                .flip();

        Frame frame = Frame.next(bytes);

        assertThat(frame).isInstanceOfSatisfying(Frame.Adu.class, adu -> {
            assertThat(adu.transaction()).isEqualTo(0x0102);
            assertThat(adu.unit()).isEqualTo(1);
            assertThat(adu.pdu().remaining()).isEqualTo(5);
        });
        assertThat(bytes.remaining()).isEqualTo(3);
    }

    @Test
    void aForeignProtocolIsToldBeforeItsHeaderIsComplete() {
        assertThat(Frame.next(ByteBuffer.wrap(Hex.bytes("47 45 54 20")))).isInstanceOf(Frame.Broken.class);
    }

    @Test
    void lengthsOutside2To254AreBroken() {
        for (int length = 0; length <= 0xFFFF; length++) {
            ByteBuffer header = ByteBuffer.allocate(6)
                    .putInt(0x00010000)
                    .putShort((short) length)
                    .flip();
            Class<?> expected = length < 2 || length > 254 ? Frame.Broken.class : Frame.Incomplete.class;
            assertThat(Frame.next(header)).as("length %d", length).isInstanceOf(expected);
        }
    }

    @Property(tries = 2_000)
    void anyBytesAreJudgedWithoutAnExceptionAndNothingIsConsumedButAFrame(
            @ForAll @Size(max = Frame.MAX_BYTES) byte[] noise, @ForAll boolean rightProtocol) {
        if (rightProtocol && noise.length > 4) {
            noise[2] = 0;
            noise[3] = 0;
            noise[4] = 0;
        }
        ByteBuffer buffer = ByteBuffer.wrap(noise);
        Frame frame = Frame.next(buffer);
        int consumed = frame instanceof Frame.Adu adu
                ? Frame.PREFIX_BYTES + 1 + adu.pdu().remaining()
                : 0;
        assertThat(buffer.position()).isEqualTo(consumed);
    }
}
