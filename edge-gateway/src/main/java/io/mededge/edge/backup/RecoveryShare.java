package io.mededge.edge.backup;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * One officer's part of a recovery key, as a line that can be printed and typed: words, the part in groups of four digits, and a checksum over all of it.
 *
 * @param set which shares belong together
 * @param needed how many of the set open the envelope
 * @param number of this one, from 1
 */
record RecoveryShare(String set, int needed, int shares, int number, byte[] part) {
    private static final String FIRST_WORD = "mededge-share-1";
    private static final int GROUP = 4;
    private static final int CHECKSUM_BYTES = 4;
    private static final int HEAD_WORDS = 4;

    String text() {
        var words = new ArrayList<>(List.of(FIRST_WORD, set, needed + "-of-" + shares, String.valueOf(number)));
        var digits = HexFormat.of().formatHex(part);
        for (var at = 0; at < digits.length(); at += GROUP) {
            words.add(digits.substring(at, Math.min(digits.length(), at + GROUP)));
        }
        words.add(checksum(words));
        return String.join(" ", words);
    }

    /**
     * Reads what {@link #text} wrote; case and the kind of blanks do not matter.
     *
     * @throws IllegalArgumentException if it is no share, or mistyped
     */
    static RecoveryShare parse(String text) {
        var words = List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        if (words.size() < HEAD_WORDS + 2 || !words.get(0).equals(FIRST_WORD)) {
            throw new IllegalArgumentException("this is no recovery share; it begins with " + FIRST_WORD);
        }
        var before = words.subList(0, words.size() - 1);
        if (!checksum(before).equals(words.get(words.size() - 1))) {
            throw new IllegalArgumentException("a recovery share is mistyped: its checksum does not fit");
        }
        var counts = words.get(2).split("-of-", -1);
        return new RecoveryShare(
                words.get(1),
                Integer.parseInt(counts[0]),
                Integer.parseInt(counts[1]),
                Integer.parseInt(words.get(3)),
                HexFormat.of().parseHex(String.join("", before.subList(HEAD_WORDS, before.size()))));
    }

    private static String checksum(List<String> words) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join(" ", words).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, CHECKSUM_BYTES));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "share " + number + " of set " + set;
    }
}
