package io.mededge.edge.profile;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Units in UCUM's case-sensitive form, with what they measure. Of UCUM's atoms those are known that a medical device can mean; grammar and prefixes are
 * complete.
 */
final class Ucum {
    /** Exponents of metre, gram, second, ampere, kelvin, mole, and of all arbitrary units together. */
    private static final int DIMENSIONS = 7;

    private static final int MAX_EXPONENT = 9;
    private static final String PREFIXES = "YZEPTGMkhdcmunpfazy";
    private static final Map<String, int[]> ATOMS = new HashMap<>();
    /** Those that take no prefix. */
    private static final Map<String, int[]> PLAIN = new HashMap<>();

    static {
        metric("m", 1);
        metric("g", 0, 1);
        metric("s", 0, 0, 1);
        metric("A", 0, 0, 0, 1);
        metric("K", 0, 0, 0, 0, 1);
        metric("Cel", 0, 0, 0, 0, 1);
        metric("mol", 0, 0, 0, 0, 0, 1);
        metric("eq", 0, 0, 0, 0, 0, 1);
        metric("osm", 0, 0, 0, 0, 0, 1);
        metric("L", 3);
        metric("l", 3);
        metric("Hz", 0, 0, -1);
        metric("N", 1, 1, -2);
        metric("Pa", -1, 1, -2);
        metric("bar", -1, 1, -2);
        metric("m[Hg]", -1, 1, -2);
        metric("m[H2O]", -1, 1, -2);
        metric("J", 2, 1, -2);
        metric("cal", 2, 1, -2);
        metric("W", 2, 1, -3);
        metric("V", 2, 1, -3, -1);
        metric("C", 0, 0, 1, 1);
        metric("Ohm", 2, 1, -3, -2);
        metric("S", -2, -1, 3, 2);
        metric("F", -2, -1, 4, 2);
        metric("U", 0, 0, -1, 0, 0, 1);
        metric("kat", 0, 0, -1, 0, 0, 1);
        metric("[IU]", 0, 0, 0, 0, 0, 0, 1);
        metric("[iU]", 0, 0, 0, 0, 0, 0, 1);
        metric("rad");
        metric("bit");
        metric("By");
        metric("B");
        plain("min", 0, 0, 1);
        plain("h", 0, 0, 1);
        plain("d", 0, 0, 1);
        plain("wk", 0, 0, 1);
        plain("mo", 0, 0, 1);
        plain("a", 0, 0, 1);
        plain("[psi]", -1, 1, -2);
        plain("atm", -1, 1, -2);
        plain("[degF]", 0, 0, 0, 0, 1);
        plain("[lb_av]", 0, 1);
        plain("[in_i]", 1);
        plain("[pH]", 0, 0, 0, 0, 0, 0, 1);
        plain("[drp]", 3);
        plain("deg");
        plain("%");
        plain("[ppth]");
        plain("[ppm]");
        plain("[ppb]");
        plain("10*");
        plain("10^");
    }

    private final String code;
    private int at;

    private Ucum(String code) {
        this.code = code;
    }

    private static void metric(String atom, int... exponents) {
        ATOMS.put(atom, Arrays.copyOf(exponents, DIMENSIONS));
    }

    private static void plain(String atom, int... exponents) {
        PLAIN.put(atom, Arrays.copyOf(exponents, DIMENSIONS));
    }

    static boolean isValid(String code) {
        return dimension(code).isPresent();
    }

    /** Whether a value in one unit can be said in the other. */
    static boolean sameQuantity(String code, String other) {
        var dimension = dimension(code);
        var otherDimension = dimension(other);
        return dimension.isPresent()
                && otherDimension.isPresent()
                && Arrays.equals(dimension.get(), otherDimension.get());
    }

    /** Empty if it is no unit. @param code bounded by the profile's form, so that nesting is too */
    private static Optional<int[]> dimension(String code) {
        var reader = new Ucum(code);
        try {
            var dimension = reader.term();
            return reader.at == code.length() ? Optional.of(dimension) : Optional.empty();
        } catch (IllegalArgumentException notAUnit) {
            return Optional.empty();
        }
    }

    private int[] term() {
        var result = new int[DIMENSIONS];
        var sign = take('/') ? -1 : 1;
        add(result, component(), sign);
        while (at < code.length() && code.charAt(at) != ')') {
            if (take('/')) {
                sign = -1;
            } else if (take('.')) {
                sign = 1;
            } else {
                throw new IllegalArgumentException(code);
            }
            add(result, component(), sign);
        }
        return result;
    }

    private static void add(int[] sum, int[] dimension, int times) {
        for (var i = 0; i < DIMENSIONS; i++) {
            sum[i] += times * dimension[i];
        }
    }

    private int[] component() {
        if (take('(')) {
            var inner = term();
            if (!take(')')) {
                throw new IllegalArgumentException(code);
            }
            return inner;
        }
        if (peek() == '{') {
            annotation();
            return new int[DIMENSIONS];
        }
        var result = new int[DIMENSIONS];
        add(result, simpleUnit(), exponent());
        if (peek() == '{') {
            annotation();
        }
        return result;
    }

    private void annotation() {
        var end = code.indexOf('}', at);
        if (end < 0) {
            throw new IllegalArgumentException(code);
        }
        at = end + 1;
    }

    private int[] simpleUnit() {
        var start = at;
        var inBrackets = false;
        while (at < code.length() && (inBrackets || isSymbol(code.charAt(at), start))) {
            inBrackets = code.charAt(at) == '[' || (inBrackets && code.charAt(at) != ']');
            at++;
        }
        var symbol = code.substring(start, at);
        if (symbol.matches("[1-9][0-9]*")) {
            return new int[DIMENSIONS];
        }
        return atom(symbol).orElseThrow(() -> new IllegalArgumentException(code));
    }

    /** Digits belong to a symbol at its beginning only: {@code 10*}; later they are an exponent. */
    private boolean isSymbol(char character, int start) {
        var isNumber = code.substring(start, at).chars().allMatch(Character::isDigit);
        return Character.isDigit(character) ? isNumber : ".()/{}+-".indexOf(character) < 0;
    }

    private static Optional<int[]> atom(String symbol) {
        if (PLAIN.containsKey(symbol)) {
            return Optional.ofNullable(PLAIN.get(symbol));
        }
        if (ATOMS.containsKey(symbol)) {
            return Optional.ofNullable(ATOMS.get(symbol));
        }
        if (symbol.startsWith("da") && ATOMS.containsKey(symbol.substring(2))) {
            return Optional.ofNullable(ATOMS.get(symbol.substring(2)));
        }
        return symbol.length() > 1 && PREFIXES.indexOf(symbol.charAt(0)) >= 0
                ? Optional.ofNullable(ATOMS.get(symbol.substring(1)))
                : Optional.empty();
    }

    private int exponent() {
        var start = at;
        if (peek() == '+' || peek() == '-') {
            at++;
        }
        while (Character.isDigit(peek())) {
            at++;
        }
        if (start == at) {
            return 1;
        }
        var exponent = Integer.parseInt(code.substring(start, at));
        if (exponent == 0 || Math.abs(exponent) > MAX_EXPONENT) {
            throw new IllegalArgumentException(code);
        }
        return exponent;
    }

    private char peek() {
        return at < code.length() ? code.charAt(at) : 0;
    }

    private boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }
}
