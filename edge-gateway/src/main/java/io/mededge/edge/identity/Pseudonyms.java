package io.mededge.edge.identity;

import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.RegionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes pseudonyms: HMAC-SHA-256 over (identifier system, type, normalised value), under a key derived for one region and one epoch from a key that the
 * tenant's facilities hold and the region never sees. Equal identifiers give equal pseudonyms in all facilities with that key; without it nothing can be
 * computed or tried.
 */
public final class Pseudonyms {
    /** Drawn anew when the tenant changes its key; part of the derivation, so that pseudonyms of two epochs never meet by accident. */
    public static final int EPOCH = 1;

    private final byte[] key;

    /** @param tenantKey {@link KeyFile#BYTES} bytes */
    public Pseudonyms(byte[] tenantKey, RegionId region, int epoch) {
        key = hmac(tenantKey, "mededge pseudonym", region.value(), Integer.toString(epoch));
    }

    public Pseudonym of(Identifier identifier) {
        var digest = hmac(
                key, identifier.system(), identifier.type(), identifier.value().reveal(Purpose.PSEUDONYM));
        return new Pseudonym(HexFormat.of().formatHex(digest));
    }

    /** HMAC over texts, each with its length before it, so that no two lists of texts have the same bytes. */
    public static byte[] hmac(byte[] key, String... texts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (var text : texts) {
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                mac.update(bytes);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException notInThisJava) {
            throw new IllegalStateException("HMAC-SHA-256 is in every Java", notInThisJava);
        }
    }
}
