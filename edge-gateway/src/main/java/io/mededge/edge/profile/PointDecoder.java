package io.mededge.edge.profile;

import io.mededge.edge.profile.Point.Interval;
import io.mededge.edge.profile.Point.Sign;
import io.mededge.edge.profile.Point.Type;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription.Choice;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample.Reading;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One point, prepared: arrays of plain numbers instead of lists and records, because it runs for every value of every poll. Immutable. */
final class PointDecoder {
    /** The value of a text that is none of the choices: choices have numbers from 0. */
    static final int NO_CHOICE = -1;

    private final MetricId metric;
    private final Type type;
    private final int words;
    private final boolean inTableOfBits;
    private final boolean lowWordFirst;
    private final boolean bytesSwapped;
    private final int shift;
    private final long mask;
    private final LinearScale scale;
    private final long[] invalid;
    private final double[] lows;
    private final double[] highs;
    private final byte[][] texts;
    private final double[] textNumbers;
    private final Quality believed;

    PointDecoder(Point point) {
        metric = point.metric().id();
        type = point.type();
        words = point.length();
        inTableOfBits = point.area().holdsBits();
        lowWordFirst = point.order().lowWordFirst();
        bytesSwapped = point.order().bytesSwapped();
        shift = inTableOfBits ? 0 : point.bit();
        mask = type == Type.BITS ? (1L << point.width()) - 1 : 1;
        scale = LinearScale.of(point.scale(), point.offset());
        invalid = point.invalidRaw().stream().mapToLong(Long::longValue).toArray();
        var allowed = allowed(point);
        lows = allowed.stream().mapToDouble(Interval::min).toArray();
        highs = allowed.stream().mapToDouble(Interval::max).toArray();
        texts = point.texts().stream()
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        textNumbers =
                point.metric().choices().stream().mapToDouble(Choice::number).toArray();
        believed = point.sign() == Sign.UNKNOWN ? Quality.SIGN_UNKNOWN : Quality.GOOD;
    }

    /** What may come; empty: anything. */
    private static List<Interval> allowed(Point point) {
        return point.metric().kind() == Kind.CODE
                ? point.metric().choices().stream()
                        .map(choice -> new Interval(choice.number(), choice.number()))
                        .toList()
                : point.plausible();
    }

    /** @param at where the first register is */
    Reading decode(int[] image, int at) {
        if (type == Type.STRING) {
            return text(image, at);
        }
        var bits = bits(image, at);
        var raw = raw(bits);
        var value = scale.apply(raw);
        if (!Double.isFinite(value)) {
            return new Reading(metric, 0, Quality.INVALID);
        }
        if (isMarkedInvalid(bits) || (type.isDecimal() && !isDecimal(bits))) {
            return new Reading(metric, value, Quality.INVALID);
        }
        return new Reading(metric, value, isAllowed(value) ? believed : Quality.OUT_OF_RANGE);
    }

    private boolean isAllowed(double value) {
        for (var i = 0; i < lows.length; i++) {
            if (lows[i] <= value && value <= highs[i]) {
                return true;
            }
        }
        return lows.length == 0;
    }

    private boolean isMarkedInvalid(long bits) {
        for (var marker : invalid) {
            if (marker == integer(bits)) {
                return true;
            }
        }
        return false;
    }

    /** The registers as one number, the first one in the high bits, whatever order the machine uses. */
    private long bits(int[] image, int at) {
        if (words == 1) {
            var word = inTableOfBits ? image[at] : word(image, at);
            return type == Type.BIT || type == Type.BITS ? (word >> shift) & mask : word;
        }
        var bits = 0L;
        for (var i = 0; i < words; i++) {
            bits = (bits << 16) | word(image, lowWordFirst ? at + words - 1 - i : at + i);
        }
        return bits;
    }

    private int word(int[] image, int at) {
        var word = image[at];
        return bytesSwapped ? ((word & 0xff) << 8) | (word >> 8) : word;
    }

    private double raw(long bits) {
        return switch (type) {
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
            // the lowest bit is kept at the rounding position, so that the halved number rounds as the whole one does
            case U64 -> bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
            default -> integer(bits);
        };
    }

    private long integer(long bits) {
        return switch (type) {
            case S16 -> (short) bits;
            case S32 -> (int) bits;
            case BCD, BCD32, BCD64 -> decimal(bits);
            default -> bits;
        };
    }

    private long decimal(long bits) {
        var number = 0L;
        for (var position = 16 * words - 4; position >= 0; position -= 4) {
            number = number * 10 + ((bits >> position) & 15);
        }
        return number;
    }

    /** Whether no half byte is above 9: half of such a one and 3 reach its highest bit. */
    private static boolean isDecimal(long bits) {
        return ((((bits >>> 1) & 0x7777_7777_7777_7777L) + 0x3333_3333_3333_3333L) & 0x8888_8888_8888_8888L) == 0;
    }

    private Reading text(int[] image, int at) {
        var length = 2 * words;
        while (length > 0 && isPadding(character(image, at, length - 1))) {
            length--;
        }
        for (var i = 0; i < texts.length; i++) {
            if (isText(texts[i], image, at, length)) {
                return new Reading(metric, textNumbers[i], Quality.GOOD);
            }
        }
        return new Reading(metric, NO_CHOICE, Quality.OUT_OF_RANGE);
    }

    private boolean isText(byte[] text, int[] image, int at, int length) {
        if (text.length != length) {
            return false;
        }
        for (var i = 0; i < length; i++) {
            if (text[i] != character(image, at, i)) {
                return false;
            }
        }
        return true;
    }

    private int character(int[] image, int at, int index) {
        var word = word(image, at + (lowWordFirst ? words - 1 - index / 2 : index / 2));
        return index % 2 == 0 ? word >> 8 : word & 0xff;
    }

    private static boolean isPadding(int character) {
        return character == 0 || character == ' ';
    }
}
