package io.mededge.edge.profile;

import io.mededge.model.outbound.MetricDescription;
import java.util.List;

/**
 * One value of a machine: where it lies, how its registers become a number, and what the number means.
 *
 * @param address first register or bit, 0-based, 0 to 65535
 * @param bit for {@link Type#BIT} in a register the bit's number, 0 the least significant; else 0
 * @param scale factor from the register's number to the unit; {@code value = raw * scale + offset}
 * @param plausible what the machine may say, in the unit; empty: anything
 * @param invalidRaw register values (before scale and offset) by which the machine marks its own sensor as failed
 * @param group in which poll group it is read
 */
public record Point(
        MetricDescription metric,
        Area area,
        int address,
        int bit,
        Type type,
        Order order,
        double scale,
        double offset,
        List<Interval> plausible,
        Sign sign,
        List<Long> invalidRaw,
        String group) {

    public Point {
        plausible = List.copyOf(plausible);
        invalidRaw = List.copyOf(invalidRaw);
    }

    /** The four Modbus tables, with the function that reads each. */
    public enum Area {
        COIL(1, 2_000),
        DISCRETE(2, 2_000),
        HOLDING(3, 125),
        INPUT(4, 125);

        private final int function;
        private final int maxPerRequest;

        Area(int function, int maxPerRequest) {
            this.function = function;
            this.maxPerRequest = maxPerRequest;
        }

        /** The Modbus function code that reads this table. */
        public int function() {
            return function;
        }

        /** How many registers or bits one request may read (Modbus Application Protocol V1.1b3, section 6). */
        public int maxPerRequest() {
            return maxPerRequest;
        }

        public boolean holdsBits() {
            return this == COIL || this == DISCRETE;
        }
    }

    /** How registers hold a number. 64-bit integers above 2^53 lose their last digits, as a value is a double. */
    public enum Type {
        U16(1, false),
        S16(1, true),
        U32(2, false),
        S32(2, true),
        U64(4, false),
        S64(4, true),
        F32(2, true),
        F64(4, true),
        /** One bit of a register, or of a table of bits. */
        BIT(1, false),
        /** Four decimal digits, one in each half byte. */
        BCD(1, false);

        private final int words;
        private final boolean signed;

        Type(int words, boolean signed) {
            this.words = words;
            this.signed = signed;
        }

        public int words() {
            return words;
        }

        public boolean signed() {
            return signed;
        }
    }

    /** Order of the bytes of a 32-bit value ABCD as they come; for 16 and 64 bits accordingly. */
    public enum Order {
        /** Big-endian, high word first: what the Modbus specification means. */
        ABCD(false, false),
        /** Low word first. */
        CDAB(true, false),
        /** High word first, bytes of each word swapped. */
        BADC(false, true),
        /** Little-endian. */
        DCBA(true, true);

        private final boolean lowWordFirst;
        private final boolean bytesSwapped;

        Order(boolean lowWordFirst, boolean bytesSwapped) {
            this.lowWordFirst = lowWordFirst;
            this.bytesSwapped = bytesSwapped;
        }

        boolean lowWordFirst() {
            return lowWordFirst;
        }

        boolean bytesSwapped() {
            return bytesSwapped;
        }
    }

    /** What is known about the sign of a value. */
    public enum Sign {
        /** The machine's convention is the clinical one. */
        KNOWN,
        /** Nobody knows whether the machine drops the sign: the value keeps {@link io.mededge.model.outbound.Quality#SIGN_UNKNOWN}. */
        UNKNOWN
    }

    /** Values {@code min} to {@code max}, both inclusive, in the point's unit. */
    public record Interval(double min, double max) {
        /** @throws IllegalArgumentException if it is empty or not finite */
        public Interval {
            if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
                throw new IllegalArgumentException("no interval: " + min + " to " + max);
            }
        }

        boolean contains(double value) {
            return min <= value && value <= max;
        }
    }

    /** How many registers or bits it takes. */
    int length() {
        return type.words();
    }
}
