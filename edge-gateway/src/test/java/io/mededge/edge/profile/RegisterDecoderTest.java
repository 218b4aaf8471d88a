package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.Point.Area;
import io.mededge.edge.profile.Point.Order;
import io.mededge.edge.profile.Point.Type;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample.Reading;
import java.nio.ByteBuffer;
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
        "bcd, ABCD, 1234, 1234",
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

    @Property(tries = 500)
    void everyOrderReadsWhatAnIndependentEncoderWrote(@ForAll int number, @ForAll Order order) {
        var bytes = ByteBuffer.allocate(4).putInt(number).array();
        // order DCBA: the first byte on the wire is D, the lowest of the number
        var wire = new byte[4];
        for (var i = 0; i < 4; i++) {
            wire[i] = bytes["ABCD".indexOf(order.name().charAt(i))];
        }
        var buffer = ByteBuffer.wrap(wire);
        var words = new int[] {Short.toUnsignedInt(buffer.getShort()), Short.toUnsignedInt(buffer.getShort())};

        assertThat(decode("type: s32, unit: mL, order: " + order, words).value())
                .isEqualTo(number);
    }

    private static Reading decode(String options, int... words) {
        var yaml = "profile: p\nversion: 1\npoints: [{id: x, area: holding, address: 7, " + options + "}]\n";
        var result = ProfileLoader.parse("test.yaml", yaml);
        assertThat(result).isInstanceOf(ProfileLoader.Result.Valid.class);
        var image = new RegisterImage();
        for (var i = 0; i < words.length; i++) {
            words[i] &= 0xffff;
        }
        image.put(new Block(Area.HOLDING, 7, words.length), words);
        return RegisterDecoder.decode(
                ((ProfileLoader.Result.Valid) result).profile().points().get(0), image);
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
            assertThat(type.words()).as("%s", type).isEqualTo(digits.isEmpty() ? 1 : Integer.parseInt(digits) / 16);
        }
    }
}
