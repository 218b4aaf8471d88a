package io.mededge.infra.systemtest.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes with every escape replaced by what it stands for: {@code %XX} of URLs with plus for a space, backslash-u of JSON and Java (also after several
 * backslashes), {@code \xXX} of logs, decimal and hexadecimal character references of HTML and XML.
 */
final class Unescaped {
    private static final int LONGEST_REFERENCE = 10;

    private final byte[] from;
    private final byte[] to;
    private int length;

    private Unescaped(byte[] from) {
        this.from = from;
        this.to = new byte[from.length]; // no escape is shorter than what it stands for
    }

    static byte[] of(byte[] bytes) {
        return new Unescaped(bytes).convert();
    }

    private byte[] convert() {
        var at = 0;
        while (at < from.length) {
            at += switch (from[at]) {
                case '%' -> hexByte(at, 1);
                case '\\' -> backslash(at);
                case '&' -> reference(at);
                case '+' -> write(' ', 1);
                default -> write(from[at], 1);
            };
        }
        return Arrays.copyOf(to, length);
    }

    private int backslash(int at) {
        if (isAt(at + 1, '\\')) {
            return 1; // one of several, as of a text that was escaped twice
        }
        if (isAt(at + 1, 'x')) {
            return hexByte(at, 2);
        }
        if (isAt(at + 1, 'u') && isHex(at + 2, 4)) {
            return write(Character.toString(hex(at + 2, 4)), 6);
        }
        return write(from[at], 1);
    }

    private int hexByte(int at, int mark) {
        return isHex(at + mark, 2) ? write(hex(at + mark, 2), mark + 2) : write(from[at], 1);
    }

    private int reference(int at) {
        if (!isAt(at + 1, '#')) {
            return write(from[at], 1);
        }
        for (var end = at + 3; end < Math.min(from.length, at + LONGEST_REFERENCE); end++) {
            if (from[end] == ';') {
                return reference(at, end);
            }
        }
        return write(from[at], 1);
    }

    private int reference(int at, int end) {
        var isHex = isAt(at + 2, 'x') || isAt(at + 2, 'X');
        var digits = new String(from, at + (isHex ? 3 : 2), end - at - (isHex ? 3 : 2), UTF_8);
        try {
            return write(Character.toString(Integer.parseInt(digits, isHex ? 16 : 10)), end - at + 1);
        } catch (IllegalArgumentException noCharacter) {
            return write(from[at], 1);
        }
    }

    private boolean isAt(int at, char expected) {
        return at < from.length && from[at] == expected;
    }

    private boolean isHex(int at, int digits) {
        for (var i = at; i < at + digits; i++) {
            if (i >= from.length || !HexFormat.isHexDigit(from[i])) {
                return false;
            }
        }
        return true;
    }

    private int hex(int at, int digits) {
        return HexFormat.fromHexDigits(new String(from, at, digits, UTF_8));
    }

    private int write(int value, int consumed) {
        to[length++] = (byte) value;
        return consumed;
    }

    private int write(String text, int consumed) {
        for (var b : text.getBytes(UTF_8)) {
            to[length++] = b;
        }
        return consumed;
    }
}
