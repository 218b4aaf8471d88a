package io.mededge.edge.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.fault.Decoded;
import io.mededge.model.id.MetricId;
import io.mededge.model.local.MachineMessage;
import io.mededge.model.local.MachineMessage.Happened;
import io.mededge.model.local.MachineMessage.Measured;
import io.mededge.model.local.MachineMessage.Value;
import io.mededge.model.local.MachineMessageCodec;
import io.mededge.model.outbound.Quality;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageDecoderTest {
    private static final int INPUTS = Integer.getInteger("mededge.inputs", 20_000);
    private static final long SEED = Long.getLong("mededge.seed", 20_260_301);

    private static final String MEASURED =
            "{\"id\":17,\"time\":\"2026-03-01T11:15:30.250+01:00\",\"values\":{\"body-temperature\":36.8,"
                    + "\"body-weight\":{\"value\":71.5,\"unit\":\"kg\",\"quality\":\"out-of-range\"},"
                    + "\"pulse\":{\"quality\":\"invalid\"}}}";
    private static final String HAPPENED =
            "{\"id\":3,\"time\":\"2026-03-01T10:15:30Z\",\"event\":{\"code\":9,\"phase\":\"start\"}}";

    @Test
    void jsonHasValuesWithOrWithoutUnitAndQuality() {
        assertThat(json(MEASURED))
                .isEqualTo(new Decoded.Value<>(new Measured(
                        17,
                        Instant.parse("2026-03-01T10:15:30.250Z"),
                        List.of(
                                new Value(new MetricId("body-temperature"), 36.8, Quality.GOOD, ""),
                                new Value(new MetricId("body-weight"), 71.5, Quality.OUT_OF_RANGE, "kg"),
                                new Value(new MetricId("pulse"), 0, Quality.INVALID, "")))));
        assertThat(json(HAPPENED))
                .isEqualTo(new Decoded.Value<>(new Happened(3, Instant.parse("2026-03-01T10:15:30Z"), 9, true)));
    }

    @Test
    void theContentTypeSaysWhichForm() {
        var message = new Happened(3, Instant.parse("2026-03-01T10:15:30Z"), 9, true);
        var protobuf = MachineMessageCodec.encode(message);

        assertThat(MessageDecoder.decode(protobuf, "application/x-protobuf")).isEqualTo(new Decoded.Value<>(message));
        assertThat(MessageDecoder.decode(HAPPENED.getBytes(UTF_8), "")).isEqualTo(new Decoded.Value<>(message));
        assertThat(MessageDecoder.decode(HAPPENED.getBytes(UTF_8), "Application/JSON; charset=utf-8"))
                .isEqualTo(new Decoded.Value<>(message));
        assertThat(MessageDecoder.decode(protobuf, "application/json")).isInstanceOf(Decoded.Malformed.class);
        assertThat(MessageDecoder.decode(protobuf, "text/plain"))
                .isEqualTo(
                        new Decoded.Malformed<>("the content type must be application/json or application/x-protobuf"));
    }

    /** One change of a message that is well, and what its machine is told. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "17 | 0 | the id of a message is 1 to",
                "17 | 9007199254740992 | the id of a message is 1 to",
                "17 | 1.5 | id must be a whole number",
                "17 | \"17\" | id must be a whole number",
                "17 | 99999999999999999999 | id must be a whole number",
                "2026-03-01T11:15:30.250+01:00 | yesterday | time must be",
                "2026-03-01T11:15:30.250+01:00 | 2026-03-01T11:15:30 | time must be",
                "\"values\" | \"value\" | a message has no other keys than",
                "36.8 | \"36.8\" | a value that is no number must be a JSON object",
                "36.8 | 1e999 | a value must be a finite number",
                "36.8 | NaN | the bytes are no JSON",
                "36.8 | null | a value that is no number must be a JSON object",
                "71.5 | \"71.5\" | a value must be a number",
                "\"quality\":\"out | \"qualtiy\":\"out | a value that is no number has no other keys than",
                "out-of-range | perfect | a quality is good",
                "body-temperature | body-weight | the bytes are no JSON, or a key is there twice",
                "body-temperature | körper | a metric id must be",
                "\"kg\" | 5 | a unit must be a text",
                "\"kg\" | \"0123456789012345678901234\" | a unit has at most 24",
                "36.8 | 36.80000000000000000000000000000000000000000001 | the bytes are no JSON",
            })
    void aMistakeIsOneSentence(String sound, String wrong, String sentence) {
        assertThat(MEASURED).contains(sound);
        assertThat(json(MEASURED.replaceFirst(java.util.regex.Pattern.quote(sound), wrong)))
                .isInstanceOfSatisfying(
                        Decoded.Malformed.class,
                        malformed -> assertThat(malformed.reason()).startsWith(sentence));
    }

    @Test
    void whatIsNoMessageIsRefused() {
        var both = HAPPENED.replace("{\"id\"", "{\"values\":{\"a\":1},\"id\"");
        var many = new StringBuilder("{\"id\":1,\"time\":\"2026-03-01T10:15:30Z\",\"values\":{\"a\":0");
        for (var i = 0; i < 512; i++) {
            many.append(",\"m").append(i).append("\":1");
        }
        for (var text :
                List.of("", "null", "[]", "7", "{}", "{", both, MEASURED + MEASURED, "[".repeat(60_000), many + "}}")) {
            assertThat(json(text)).as(text).isInstanceOf(Decoded.Malformed.class);
        }
        assertThat(MessageDecoder.decode(new byte[MachineMessage.MAX_BYTES + 1], ""))
                .isEqualTo(new Decoded.Malformed<>("a message has at most 65536 bytes"));
    }

    /** From one seed: changed, cut and joined messages. The answer is a message or a reason, never an exception. */
    @Test
    void whateverComesIsAnswered() {
        var random = new Random(SEED);
        var seeds = List.of(
                MEASURED.getBytes(UTF_8),
                HAPPENED.getBytes(UTF_8),
                MachineMessageCodec.encode(((Decoded.Value<MachineMessage>) json(MEASURED)).value()));
        var types = List.of("application/json", "application/x-protobuf", "", "text/plain;");
        var read = 0;
        for (var input = 0; input < INPUTS; input++) {
            var bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (var changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(2 * bytes.length));
            }
            var decoded = MessageDecoder.decode(bytes, types.get(random.nextInt(types.size())));
            if (decoded instanceof Decoded.Malformed<MachineMessage> malformed) {
                assertThat(malformed.reason())
                        .as("input %d of seed %d", input, SEED)
                        .isNotBlank();
            } else {
                read++;
            }
        }
        assertThat(read).as("inputs that came close").isPositive();
    }

    private static Decoded<MachineMessage> json(String text) {
        return MessageDecoder.decode(text.getBytes(UTF_8), "application/json");
    }
}
