package io.mededge.edge.staff;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mededge.model.id.Place;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/** What a tenant's identity provider does: writes lists of staff and signs them. */
final class StaffLists {
    static final Place PLACE = Place.of("region-1", "facility-1");
    static final int ITERATIONS = 1_000;

    private final KeyPair keys;

    StaffLists() {
        try {
            keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException notInThisJava) {
            throw new IllegalStateException(notInThisJava);
        }
    }

    String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** An empty list, to be filled. */
    static ObjectNode list(long sequence, Instant issued) {
        var list = new ObjectMapper().createObjectNode();
        list.put("form", "mededge staff 1")
                .put("region", PLACE.region().value())
                .put("facility", PLACE.facility().value())
                .put("sequence", sequence)
                .put("issued", issued.toString())
                .putArray("accounts");
        return list;
    }

    /** Adds a nurse. @param badge the keyed hash */
    static ObjectNode nurse(ObjectNode list, String account, String badge, String pin) {
        var node = list.withArray("accounts").addObject();
        node.put("account", account)
                .put("name", "Name of " + account)
                .put("badge", badge)
                .put(
                        "pin",
                        Verifier.make(Account.pinText(badge, pin), ITERATIONS).text());
        node.putArray("roles").add("nurse");
        return node;
    }

    byte[] signed(ObjectNode list) {
        try {
            var bytes = list.toString().getBytes(StandardCharsets.UTF_8);
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(bytes);
            var base64 = Base64.getEncoder();
            return new ObjectMapper()
                    .createObjectNode()
                    .put("list", base64.encodeToString(bytes))
                    .put("signature", base64.encodeToString(signature.sign()))
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException notInThisJava) {
            throw new IllegalStateException(notInThisJava);
        }
    }

    StaffSnapshot read(byte[] document) throws StaffSnapshot.Refused {
        return StaffSnapshot.read(document, StaffSnapshot.key(pem()), PLACE);
    }
}
