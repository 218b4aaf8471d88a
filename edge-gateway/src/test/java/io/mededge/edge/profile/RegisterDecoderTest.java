package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.edge.profile.Point.Area;
import io.mededge.edge.profile.Point.Order;
import io.mededge.edge.profile.Point.Type;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample.Reading;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterDecoderTest {
    @ParameterizedTest
    @CsvSource({
        "u16, ABCD, FFFF, 65535",
        "s16, ABCD, FFFF, -1",
        "s16, BADC, FEFF, -2",
        "u32, ABCD, 0001 0002, 65538",
        "u32, CDAB, 0002 0001, 65538",
        "u32, BADC, 0100 0200, 65538",
        "u32, DCBA, 0200 0100, 65538",
        "s32, ABCD, FFFF FFFE, -2",
        "u32, ABCD, FFFF FFFE, 4294967294",
        "u64, ABCD, 0000 0001 0000 0000, 4294967296",
        "u64, ABCD, FFFF FFFF FFFF FFFF, 18446744073709551615",
        "s64, CDAB, FFFF FFFF FFFF FFFF, -1",
        "f32, ABCD, 3FC0 0000, 1.5",
        "f32, DCBA, 0000 C03F, 1.5",
        "f64, ABCD, C004 0000 0000 0000, -2.5",
        "u16, DCBA, 3412, 4660",
        "u32, ABCD, 1234 5678, 305419896",
        "u32, CDAB, 5678 1234, 305419896",
        "u32, BADC, 3412 7856, 305419896",
        "u32, DCBA, 7856 3412, 305419896",
        "f32, CDAB, 0000 3FC0, 1.5",
        "f32, BADC, C03F 0000, 1.5",
        "u64, CDAB, 0000 0000 0001 0000, 4294967296",
        "u64, DCBA, 0000 0000 0100 0000, 4294967296",
        "s64, BADC, FFFF FFFF FFFF FEFF, -2",
        "f64, DCBA, 0000 0000 0000 04C0, -2.5",
        "bcd, ABCD, 1234, 1234",
        "bcd, BADC, 3412, 1234",
        "bcd32, ABCD, 1234 5678, 12345678",
        "bcd32, CDAB, 5678 1234, 12345678",
        "bcd64, ABCD, 0001 2345 6789 0123, 1234567890123",
    })
    void registersInAnyOrderBecomeTheNumber(String type, String order, String words, double value) {
        var reading = decode("type: " + type + ", order: " + order + ", unit: mL", words(words));

        assertThat(reading.value()).isEqualTo(value);
        assertThat(reading.quality()).isEqualTo(Quality.GOOD);
    }

    @Test
    void aValueOutsideItsRangeIsKeptAndMarked() {
        var options = "type: s16, scale: 0.1, unit: 'mm[Hg]', plausible: '-400..300'";
        assertThat(decode(options, -4001).value()).isEqualTo(-400.1);
        assertThat(decode(options, -4001).quality()).isEqualTo(Quality.OUT_OF_RANGE);
        assertThat(decode(options, -4000).quality()).isEqualTo(Quality.GOOD);
    }

    @Test
    void aHoleInTheRangeCounts() {
        var options = "type: u16, unit: mL/min, plausible: '0, 15..600'";
        assertThat(decode(options, 0).quality()).isEqualTo(Quality.GOOD);
        assertThat(decode(options, 14).quality()).isEqualTo(Quality.OUT_OF_RANGE);
        assertThat(decode(options, 15).quality()).isEqualTo(Quality.GOOD);
    }

    @Test
    void whatTheMachineMarksAsFailedIsInvalid() {
        assertThat(decode("type: s16, unit: mL, invalid: [32767]", 0x7fff).quality())
                .isEqualTo(Quality.INVALID);
        assertThat(decode("type: bcd, unit: mL", 0x12a4).quality()).isEqualTo(Quality.INVALID);
        var notANumber = decode("type: f32, unit: mL", 0x7fc0, 0);
        assertThat(notANumber.quality()).isEqualTo(Quality.INVALID);
        assertThat(notANumber.value()).isZero();
    }

    @Test
    void anUnknownSignIsNeverGood() {
        assertThat(decode("type: u16, unit: 'mm[Hg]', sign: unknown", 120).quality())
                .isEqualTo(Quality.SIGN_UNKNOWN);
        assertThat(decode("type: u16, unit: 'mm[Hg]', sign: unknown, plausible: 0..400", 500)
                        .quality())
                .isEqualTo(Quality.OUT_OF_RANGE);
    }

    @Test
    void aCodeOutsideItsChoicesIsOutOfRange() {
        var options = "kind: code, choices: [{number: 1, code: A, display: a}]";
        assertThat(decode(options, 1).quality()).isEqualTo(Quality.GOOD);
        assertThat(decode(options, 2).quality()).isEqualTo(Quality.OUT_OF_RANGE);
    }

    @Property(tries = 500)
    void decimalScalesGiveTheNearestDouble(@ForAll @IntRange(min = 0, max = 65_535) int raw) {
        assertThat(decode("type: u16, unit: mL, scale: 0.1", raw).value()).isEqualTo(raw / 10.0);
        assertThat(decode("type: u16, unit: mL, scale: 0.001", raw).value()).isEqualTo(raw / 1000.0);
    }

    @Test
    void aReciprocalScaleIsADivision() {
        assertThat(decode("type: u16, unit: min, scale: 1/60", 90).value()).isEqualTo(1.5);
        assertThat(decode("type: u32, unit: min, scale: 1/60", 0, 14_400).value())
                .isEqualTo(240);
    }

    @Property(tries = 500)
    void scaleAndOffsetRoundOnce(@ForAll int raw, @ForAll @IntRange(min = -4_000, max = 4_000) int offsetTenths) {
        var offset = BigDecimal.valueOf(offsetTenths, 1);
        var exact = BigDecimal.valueOf(raw).multiply(new BigDecimal("0.025")).add(offset);

        assertThat(decode("type: s32, unit: mL, scale: 0.025, offset: " + offset, words(raw, 2, Order.ABCD))
                        .value())
                .isEqualTo(exact.doubleValue());
    }

    @Test
    void bitsAreAnUnsignedNumberAndAFlagIsOneBit() {
        assertThat(decode("type: bits, bit: 4, width: 3, unit: '1'", 0b1111_1111_1010_1111)
                        .value())
                .isEqualTo(0b010);
        assertThat(decode("type: bits, bit: 0, width: 16, unit: '1'", 0xffff).value())
                .isEqualTo(65_535);
        assertThat(decode("type: bit, bit: 15", 0x8000).value()).isEqualTo(1);
        assertThat(decode("type: bit, bit: 15, order: BADC", 0x0080).value()).isEqualTo(1);
        assertThat(decode("type: bit, bit: 14", 0x8000).value()).isZero();
    }

    @Test
    void aTextBecomesTheNumberOfItsChoiceAndNeverLeavesAsText() {
        var options =
                "type: string, width: 3, choices: [{number: 4, text: IDLE, code: IDL}, {number: 9, text: RUN, code: TX}]";
        assertThat(decode(options, 0x4944, 0x4c45, 0x0000).value()).isEqualTo(4);
        assertThat(decode(options, 0x5255, 0x4e20, 0x2020).value()).isEqualTo(9);
        assertThat(decode(options + ", order: BADC", 0x5552, 0x004e, 0).value()).isEqualTo(9);
        assertThat(decode(options + ", order: CDAB", 0, 0x4e00, 0x5255).value()).isEqualTo(9);
        var unknown = decode(options, 0x4a61, 0x6e65, 0x0000);
        assertThat(unknown.value()).isEqualTo(PointDecoder.NO_CHOICE);
        assertThat(unknown.quality()).isEqualTo(Quality.OUT_OF_RANGE);
    }

    /** The encoder below shares nothing with the decoder: it writes bytes in the order that the letters say. */
    @Property(tries = 2_000)
    void everyTypeInEveryOrderReadsWhatAnIndependentEncoderWrote(
            @ForAll long number, @ForAll Order order, @ForAll Whole type) {
        var expected = type.narrowed(number);

        var reading =
                decode("type: " + type + ", unit: mL, order: " + order, words(type.bits(number), type.words, order));

        assertThat(reading.value()).isEqualTo(expected);
        assertThat(reading.quality()).isEqualTo(Quality.GOOD);
    }

    @Property(tries = 1_000)
    void everyFloatInEveryOrderReadsBack(@ForAll double value, @ForAll Order order) {
        var single = Float.floatToRawIntBits((float) value);
        if (Float.isFinite((float) value)) {
            assertThat(decode("type: f32, unit: mL, order: " + order, words(single, 2, order))
                            .value())
                    .isEqualTo((double) (float) value);
        }
        assertThat(decode("type: f64, unit: mL, order: " + order, words(Double.doubleToRawLongBits(value), 4, order))
                        .value())
                .isEqualTo(value);
    }

    enum Whole {
        U16(1),
        S16(1),
        U32(2),
        S32(2),
        U64(4),
        S64(4),
        BCD(1),
        BCD32(2),
        BCD64(4);

        private final int words;

        Whole(int words) {
            this.words = words;
        }

        private long digits(long number) {
            return Math.floorMod(number, (long) Math.pow(10, 4 * words));
        }

        long bits(long number) {
            return name().startsWith("BCD") ? Long.parseUnsignedLong(Long.toString(digits(number)), 16) : number;
        }

        double narrowed(long number) {
            return switch (this) {
                case U16 -> number & 0xffff;
                case S16 -> (short) number;
                case U32 -> number & 0xffff_ffffL;
                case S32 -> (int) number;
                case U64 -> new BigDecimal(Long.toUnsignedString(number)).doubleValue();
                case S64 -> number;
                case BCD, BCD32, BCD64 -> digits(number);
            };
        }
    }

    @Test
    void oneDecoderReadsImagesOfAnyLayout() {
        var profile = profile("""
                profile: p
                version: 1
                points:
                  - {id: a, area: input, address: 3, type: u16, unit: mL}
                  - {id: b, area: input, address: 4, type: u32, unit: mL}
                  - {id: c, area: coil, address: 9}
                """);
        var decoder = RegisterDecoder.of(profile.points());
        var together = new RegisterImage();
        together.put(new Block(Area.INPUT, 2, 5), new int[] {0, 7, 1, 2, 0});
        together.put(new Block(Area.COIL, 9, 1), new int[] {1});
        var apart = new RegisterImage();
        apart.put(new Block(Area.COIL, 8, 2), new int[] {0, 1});
        apart.put(new Block(Area.INPUT, 4, 2), new int[] {1, 2});
        apart.put(new Block(Area.INPUT, 3, 1), new int[] {7});

        for (var image : List.of(together, apart, together)) {
            assertThat(decoder.decode(image)).extracting(Reading::value).containsExactly(7.0, 65_538.0, 1.0);
        }
        assertThatThrownBy(() -> decoder.decode(new RegisterImage())).hasMessageContaining("INPUT 3 was not read");
    }

    private static int[] words(long number, int count, Order order) {
        var bytes = ByteBuffer.allocate(8).putLong(number).array();
        var words = new int[count];
        for (var i = 0; i < count; i++) {
            // C before A: the low word first; B before A: the low byte of a word first
            var word = order.name().indexOf('C') < order.name().indexOf('A') ? count - 1 - i : i;
            var high = bytes[8 - 2 * count + 2 * word] & 0xff;
            var low = bytes[8 - 2 * count + 2 * word + 1] & 0xff;
            words[i] = order.name().indexOf('B') < order.name().indexOf('A') ? low << 8 | high : high << 8 | low;
        }
        return words;
    }

    private static DeviceProfile profile(String yaml) {
        var result = ProfileLoader.parse("test.yaml", yaml);
        assertThat(result).as("%s", result).isInstanceOf(ProfileLoader.Result.Valid.class);
        return ((ProfileLoader.Result.Valid) result).profile();
    }

    private static Reading decode(String options, int... words) {
        var yaml = "profile: p\nversion: 1\npoints: [{id: x, area: holding, address: 7, " + options + "}]\n";
        var image = new RegisterImage();
        for (var i = 0; i < words.length; i++) {
            words[i] &= 0xffff;
        }
        image.put(new Block(Area.HOLDING, 7, words.length), words);
        return RegisterDecoder.of(profile(yaml).points()).decode(image).get(0);
    }

    private static int[] words(String hexadecimal) {
        var parts = hexadecimal.split(" ");
        var words = new int[parts.length];
        for (var i = 0; i < parts.length; i++) {
            words[i] = Integer.parseInt(parts[i], 16);
        }
        return words;
    }

    @Test
    void everyTypeHasTheWordsThatItsNameSays() {
        for (var type : Type.values()) {
            var digits = type.name().replaceAll("[^0-9]", "");
            var words = digits.isEmpty() ? 1 : Integer.parseInt(digits) / 16;
            assertThat(type.words()).as("%s", type).isEqualTo(type == Type.STRING ? 0 : words);
        }
    }
}
