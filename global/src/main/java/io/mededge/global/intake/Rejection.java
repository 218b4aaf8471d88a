package io.mededge.global.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be taken, as the dead letters keep it. The bytes are not copied: they are no {@code GlobalBound}, so nobody knows what they
 * name, and nothing unknown may spread here. The digest and the position find them in the topic they came by, while it keeps them.
 *
 * @param fault {@code ME-702}
 * @param reason one sentence that does not repeat the bytes
 * @param bytes how many the record has
 * @param sha256 of the record's value, hexadecimal
 */
public record Rejection(
        String fault, String reason, String topic, int partition, long offset, int bytes, String sha256) {
    static Rejection of(String fault, String reason, Origin origin, byte @Nullable [] value) {
        var bytes = value == null ? new byte[0] : value;
        return new Rejection(
                fault, reason, origin.topic(), origin.partition(), origin.offset(), bytes.length, digest(bytes));
    }

    private static String digest(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
