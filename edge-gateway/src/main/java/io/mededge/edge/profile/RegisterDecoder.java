package io.mededge.edge.profile;

import io.mededge.edge.profile.Point.Sign;
import io.mededge.edge.profile.Point.Type;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample.Reading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Registers to readings, in the units of the profile. A value is never left out and never corrected: what cannot be believed says so in its {@link
 * Quality}.
 */
public final class RegisterDecoder {
    private RegisterDecoder() {}

    /** @throws IllegalArgumentException if the image lacks a register of a point */
    public static List<Reading> decode(Collection<Point> points, RegisterImage image) {
        var readings = new ArrayList<Reading>(points.size());
        for (var point : points) {
            readings.add(decode(point, image));
        }
        return readings;
    }

    /** @throws IllegalArgumentException if the image lacks a register of the point */
    public static Reading decode(Point point, RegisterImage image) {
        var bits = bits(point, image);
        if (isInvalid(point, bits)) {
            return new Reading(point.metric().id(), finite(scaled(point, bits)), Quality.INVALID);
        }
        var value = scaled(point, bits);
        return new Reading(point.metric().id(), value, quality(point, value));
    }

    private static boolean isInvalid(Point point, long bits) {
        return point.invalidRaw().contains(integer(point.type(), bits))
                || (point.type() == Type.BCD && !isDecimal(bits))
                || !Double.isFinite(scaled(point, bits));
    }

    private static Quality quality(Point point, double value) {
        var plausible = point.metric().kind() == Kind.CODE
                ? point.metric().choices().stream().anyMatch(choice -> choice.number() == value)
                : point.plausible().isEmpty()
                        || point.plausible().stream().anyMatch(interval -> interval.contains(value));
        if (!plausible) {
            return Quality.OUT_OF_RANGE;
        }
        return point.sign() == Sign.UNKNOWN ? Quality.SIGN_UNKNOWN : Quality.GOOD;
    }

    /** The point's registers as one number, the first one in the high bits, whatever order the machine uses. */
    private static long bits(Point point, RegisterImage image) {
        if (point.area().holdsBits()) {
            return image.word(point.area(), point.address());
        }
        var words = point.type().words();
        var bits = 0L;
        for (var i = 0; i < words; i++) {
            var at = point.address() + (point.order().lowWordFirst() ? words - 1 - i : i);
            var word = image.word(point.area(), at);
            bits = bits << 16
                    | (point.order().bytesSwapped() ? Short.toUnsignedInt(Short.reverseBytes((short) word)) : word);
        }
        return point.type() == Type.BIT ? bits >> point.bit() & 1 : bits;
    }

    private static double scaled(Point point, long bits) {
        var raw = raw(point.type(), bits);
        if (point.scale() == 1 && point.offset() == 0) {
            return raw;
        }
        if (!Double.isFinite(raw)) {
            return raw;
        }
        // in decimal, so that 3125 * 0.1 is 312.5 and not 312.50000000000006
        return BigDecimal.valueOf(raw)
                .multiply(BigDecimal.valueOf(point.scale()))
                .add(BigDecimal.valueOf(point.offset()))
                .doubleValue();
    }

    private static double raw(Type type, long bits) {
        return switch (type) {
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
            case U64 -> bits >= 0 ? bits : (bits >>> 1) * 2.0;
            case U16, S16, U32, S32, S64, BIT, BCD -> integer(type, bits);
        };
    }

    private static long integer(Type type, long bits) {
        return switch (type) {
            case S16 -> (short) bits;
            case S32 -> (int) bits;
            case BCD -> (bits >> 12 & 15) * 1_000 + (bits >> 8 & 15) * 100 + (bits >> 4 & 15) * 10 + (bits & 15);
            case U16, U32, U64, S64, F32, F64, BIT -> bits;
        };
    }

    private static boolean isDecimal(long bits) {
        for (var shift = 0; shift < 16; shift += 4) {
            if ((bits >> shift & 15) > 9) {
                return false;
            }
        }
        return true;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }
}
