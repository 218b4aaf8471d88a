package io.mededge.edge.staff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.model.id.Place;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The list of a facility's staff as the tenant's identity provider had it at one moment, signed (Ed25519, RFC 8032); the form is in docs/reference/staff.md.
 *
 * @param sequence grows with each list of a facility
 * @param issued by the clock of the identity provider
 * @param accounts with verifiers in place of secrets; who is not in it any more is revoked since it was issued
 */
record StaffSnapshot(long sequence, Instant issued, List<Account> accounts) {
    static final int MAX_BYTES = 4 << 20;
    static final int MAX_ACCOUNTS = 2_000;

    private static final String FORM = "mededge staff 1";
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final ObjectMapper JSON = new ObjectMapper();

    StaffSnapshot {
        accounts = List.copyOf(accounts);
    }

    /** It is not what it must be; the message names no content. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }

    /** @throws IllegalArgumentException if it is no public key of Ed25519 in PEM */
    static PublicKey key(String pem) {
        try {
            var base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException notSuchAKey) {
            throw new IllegalArgumentException("it is no public key of Ed25519 in PEM", notSuchAKey);
        }
    }

    /**
     * Reads {@code {"list": BASE64, "signature": BASE64}}; nothing of the list is looked at before its signature is verified.
     *
     * @throws Refused if it is too large, not signed by this key, not of this form or for another place
     */
    static StaffSnapshot read(byte[] document, PublicKey key, Place place) throws Refused {
        if (document.length > MAX_BYTES) {
            throw new Refused("it is larger than " + MAX_BYTES + " bytes");
        }
        try {
            var outer = JSON.readTree(document);
            var base64 = Base64.getDecoder();
            var list = base64.decode(text(outer, "list"));
            if (!isSigned(list, base64.decode(text(outer, "signature")), key)) {
                throw new Refused("it is not signed with the tenant's key");
            }
            return list(list, place);
        } catch (IOException | IllegalArgumentException notOfTheForm) {
            throw notAList();
        }
    }

    /** Reads what was signed. @throws Refused if it is not of this form or for another place */
    static StaffSnapshot list(byte[] list, Place place) throws Refused {
        try {
            return list(JSON.readTree(list), place);
        } catch (IOException | IllegalArgumentException | DateTimeException notOfTheForm) {
            throw notAList();
        }
    }

    private static Refused notAList() {
        return new Refused("it has not the form of a staff list");
    }

    private static boolean isSigned(byte[] list, byte[] signature, PublicKey key) {
        try {
            var check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(list);
            return check.verify(signature);
        } catch (GeneralSecurityException notASignature) {
            return false;
        }
    }

    private static StaffSnapshot list(JsonNode list, Place place) throws Refused {
        if (!text(list, "form").equals(FORM) || !list.path("sequence").canConvertToLong()) {
            throw notAList();
        }
        if (!text(list, "region").equals(place.region().value())
                || !text(list, "facility").equals(place.facility().value())) {
            throw new Refused("it is for another facility");
        }
        if (list.path("accounts").size() > MAX_ACCOUNTS) {
            throw new Refused("it has more than " + MAX_ACCOUNTS + " accounts");
        }
        var accounts = new ArrayList<Account>();
        var ids = new HashSet<StaffId>();
        var badges = new HashSet<String>();
        for (var node : list.path("accounts")) {
            var account = account(node);
            if (!ids.add(account.id()) || (account.badge() != null && !badges.add(account.badge()))) {
                throw new Refused("an account or a badge is in it twice");
            }
            accounts.add(account);
        }
        return new StaffSnapshot(list.path("sequence").longValue(), Instant.parse(text(list, "issued")), accounts);
    }

    private static Account account(JsonNode node) throws Refused {
        var roles = AccountForm.roles(node.path("roles"));
        if (roles.isEmpty()) {
            throw new Refused("an account in it has an unknown role");
        }
        var badge = textOrNull(node, "badge");
        if (badge != null && !DIGEST.matcher(badge).matches()) {
            throw new Refused("a badge in it is no keyed hash");
        }
        var account = new Account(
                new StaffMember(new StaffId(text(node, "account")), text(node, "name"), roles.get()),
                false,
                badge,
                verifier(node, "pin"),
                verifier(node, "password"),
                null);
        var revoked = textOrNull(node, "revoked");
        return revoked == null
                ? account
                : account.with(new Account.Revocation(
                        Instant.parse(revoked), Accounts.TENANT, "revoked by the identity provider"));
    }

    private static @Nullable Verifier verifier(JsonNode node, String field) {
        var text = textOrNull(node, field);
        return text == null ? null : Verifier.parse(text);
    }

    private static @Nullable String textOrNull(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asText() : null;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
