package io.mededge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.mededge.model.fault.Decoded;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * What a decoder must take from anyone: messages cut anywhere, with changed bytes, joined from pieces of others, and bytes that never were a message.
 * The answer is a value that encodes and decodes to itself, or a reason; never an exception, never silence.
 *
 * @param messages well-formed messages to start from
 */
public record HostileBytes<T>(List<byte[]> messages, Function<byte[], Decoded<T>> decode, Function<T, byte[]> encode) {
    /** Inputs of one run; {@code -Dmededge.inputs} takes another number, {@code -Dmededge.seed} another seed. */
    private static final int INPUTS = Integer.getInteger("mededge.inputs", 20_000);

    private static final long SEED = Long.getLong("mededge.seed", 20_260_301);
    private static final Duration LONGEST_RUN = Duration.ofSeconds(60).plusNanos(INPUTS * 1_000_000L);

    /** Every prefix of every message; a cut may still be a shorter message, since protobuf has no end mark. */
    public void assertEveryTruncationIsAnswered() {
        for (var message : messages) {
            for (var length = 0; length < message.length; length++) {
                assertAnswered(Arrays.copyOf(message, length), "the first " + length + " bytes");
            }
        }
    }

    /** Returns how many of the inputs were still read, so that a caller can see that the mutations come close. */
    public int assertMutationsAreAnswered() {
        return assertTimeoutPreemptively(LONGEST_RUN, () -> {
            var random = new Random(SEED);
            var read = 0;
            for (var input = 0; input < INPUTS; input++) {
                var bytes = random.nextInt(10) == 0 ? noise(random) : mutated(random);
                read += assertAnswered(bytes, "input " + input + " of seed " + SEED) ? 1 : 0;
            }
            return read;
        });
    }

    private boolean assertAnswered(byte[] bytes, String what) {
        Decoded<T> decoded;
        try {
            decoded = decode.apply(bytes);
        } catch (RuntimeException | StackOverflowError thrown) {
            throw new AssertionError(what + " made the decoder throw", thrown);
        }
        if (decoded instanceof Decoded.Value<T> value) {
            assertThat(decode.apply(encode.apply(value.value()))).as(what).isEqualTo(decoded);
            return true;
        }
        assertThat(((Decoded.Malformed<T>) decoded).reason()).as(what).isNotBlank();
        return false;
    }

    private static byte[] noise(Random random) {
        var bytes = new byte[random.nextInt(400)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] mutated(Random random) {
        var bytes = messages.get(random.nextInt(messages.size())).clone();
        for (var changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            var at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                case 3 -> bytes = joined(Arrays.copyOf(bytes, at), tail(random));
                default -> bytes = joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at / 2, bytes.length));
            }
        }
        return bytes;
    }

    private byte[] tail(Random random) {
        var other = messages.get(random.nextInt(messages.size()));
        return Arrays.copyOfRange(other, random.nextInt(other.length), other.length);
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        var joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }
}
