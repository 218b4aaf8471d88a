package io.mededge.edge.profile;

import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.Quality;
import java.util.List;

/**
 * One value of a machine: where it lies, how its registers become a number, and what the number means.
 *
 * @param address first register or bit, 0-based, 0 to 65535
 * @param bit for {@link Type#BIT} and {@link Type#BITS} in a register the number of the (lowest) bit, 0 the least significant; else 0
 * @param width for {@link Type#BITS} how many bits, 1 to 16; for {@link Type#STRING} how many registers, 1 to {@value #MAX_STRING_REGISTERS}; else 0
 * @param scale factor from the register's number to the unit; {@code value = raw * scale + offset}
 * @param plausible what the machine may say, in the unit; empty: anything
 * @param invalidRaw register values (before scale and offset) by which the machine marks its own sensor as failed
 * @param texts for {@link Type#STRING} what the machine writes for each choice, in the order of the choices; else empty
 * @param group in which poll group it is read
 * @param use what it is for: a device that has nothing clinical comes last after an outage
 */
public record Point(
        MetricDescription metric,
        Area area,
        int address,
        int bit,
        int width,
        Type type,
        Order order,
        double scale,
        double offset,
        List<Interval> plausible,
        Sign sign,
        List<Long> invalidRaw,
        List<String> texts,
        String group,
        Use use) {
    /** A text longer than 64 characters is no code for a state. */
    public static final int MAX_STRING_REGISTERS = 32;

    public Point {
        plausible = List.copyOf(plausible);
        invalidRaw = List.copyOf(invalidRaw);
        texts = List.copyOf(texts);
    }

    /** The four Modbus tables, with the function that reads each; and what is in none of them. */
    public enum Area {
        COIL(1, 2_000),
        DISCRETE(2, 2_000),
        HOLDING(3, 125),
        INPUT(4, 125),
        /** In no register: a machine that speaks MQTT names the value in its messages. */
        MESSAGE(0, 0);

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

    /** How registers hold a number. Whole numbers above 2^53 lose their last digits, as a value is a double. */
    public enum Type {
        U16(1, false),
        S16(1, true),
        U32(2, false),
        S32(2, true),
        U64(4, false),
        S64(4, true),
        /** IEEE 754 single precision. */
        F32(2, true),
        /** IEEE 754 double precision. */
        F64(4, true),
        /** One bit of a register, or of a table of bits. */
        BIT(1, false),
        /** Neighbouring bits of one register as an unsigned number. */
        BITS(1, false),
        /** Binary-coded decimal, one digit in each half byte: 4, 8 or 16 digits. */
        BCD(1, false),
        BCD32(2, false),
        BCD64(4, false),
        /**
         * ASCII text, two characters in each register, padded with spaces or zeros. It becomes the number of the choice that has this text: free text of
         * a machine never leaves the gateway.
         */
        STRING(0, false);

        private final int words;
        private final boolean signed;

        Type(int words, boolean signed) {
            this.words = words;
            this.signed = signed;
        }

        /** Registers that a value takes; 0 for a text, whose length the point tells. */
        public int words() {
            return words;
        }

        public boolean signed() {
            return signed;
        }

        boolean isDecimal() {
            return this == BCD || this == BCD32 || this == BCD64;
        }

        boolean isFloat() {
            return this == F32 || this == F64;
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

    /** What a value is for. */
    public enum Use {
        /** Somebody treats by it, or may: whatever is not known to be technical. */
        CLINICAL,
        /** For the upkeep of the machine or the house only. */
        TECHNICAL
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

    /** How far a number may be believed that a machine has sent in the unit; as a register's would be. */
    public Quality judge(double number) {
        var allowed = metric.kind() == Kind.CODE
                ? metric.choice(number).isPresent()
                : plausible.isEmpty() || plausible.stream().anyMatch(interval -> interval.contains(number));
        if (!allowed) {
            return Quality.OUT_OF_RANGE;
        }
        return sign == Sign.UNKNOWN ? Quality.SIGN_UNKNOWN : Quality.GOOD;
    }

    /** How many registers or bits it takes. */
    int length() {
        return type == Type.STRING ? width : type.words();
    }
}
