package io.mededge.infra.systemtest.canary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The bytes that a text becomes when it is stored as it is, in base64 or in hexadecimal digits. */
final class CanaryForms {
    /** Fewer bytes of a text could stand anywhere by chance. */
    static final int SHORTEST_TEXT = 6;

    private static final int BASE64_GROUP_BYTES = 3;

    private CanaryForms() {}

    /** By the name of the form. Upper and lower case of ASCII letters are not told apart by the scanner, those of other letters are given here. */
    static Map<String, Set<String>> of(String text) {
        if (text.length() < SHORTEST_TEXT) {
            throw new IllegalArgumentException("a planted text has at least " + SHORTEST_TEXT + " characters");
        }
        var forms = new TreeMap<String, Set<String>>();
        for (var spelling : List.of(text, text.toLowerCase(Locale.ROOT), text.toUpperCase(Locale.ROOT))) {
            for (var charset : List.of(UTF_8, ISO_8859_1, UTF_16LE, UTF_16BE)) {
                add(forms, spelling, charset);
            }
        }
        return forms;
    }

    private static void add(Map<String, Set<String>> forms, String text, Charset charset) {
        var bytes = text.getBytes(charset);
        add(forms, charset.name(), latin(bytes));
        add(forms, "hex of " + charset.name(), HexFormat.of().formatHex(bytes));
        for (var offset = 0; offset < BASE64_GROUP_BYTES; offset++) {
            add(forms, "base64 of " + charset.name(), latin(base64(bytes, offset, Base64.getEncoder())));
            add(forms, "base64 of " + charset.name(), latin(base64(bytes, offset, Base64.getUrlEncoder())));
        }
    }

    /** What stays the same wherever the bytes begin within a group of three: the digits that no neighbour touches. */
    private static byte[] base64(byte[] bytes, int offset, Base64.Encoder encoder) {
        var shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        var digits = encoder.withoutPadding().encode(shifted);
        var first = (offset * 8 + 5) / 6;
        var last = shifted.length * 8 / 6;
        return Arrays.copyOfRange(digits, first, last);
    }

    /** The same bytes may come from two character sets; one name is enough. */
    private static void add(Map<String, Set<String>> forms, String name, String bytes) {
        if (forms.values().stream().anyMatch(known -> known.contains(bytes))) {
            return;
        }
        forms.computeIfAbsent(name, unseen -> new LinkedHashSet<>()).add(bytes);
    }

    /** Bytes as a text of one character each, so that they can be compared and kept in sets. */
    private static String latin(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
