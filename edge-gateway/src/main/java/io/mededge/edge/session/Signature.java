package io.mededge.edge.session;

import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffId;
import io.mededge.model.session.SessionId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZonedDateTime;

/**
 * An electronic signature as 21 CFR 11.50 asks for it: printed name, date and time, meaning; bound to one record by its hash (11.70). The gateway's own key seals
 * that this person was identified and signed this.
 *
 * @param hash SHA-256 of the canonical record with its audit trail, 64 hexadecimal digits
 * @param name as printed at the time
 * @param role in which the person signed
 * @param at with the zone of the facility
 * @param keyId which of the gateway's keys made the seal
 * @param seal ECDSA over P-256 with SHA-256, Base64 of its DER form
 */
public record Signature(
        SessionId session,
        long version,
        String hash,
        StaffId signer,
        String name,
        Role role,
        Meaning meaning,
        ZonedDateTime at,
        String keyId,
        String seal) {
    private static final String CONTEXT = "mededge session signature 1";

    /** What the signer says with it (11.50(a)(3)). */
    public enum Meaning {
        /** I did this. */
        PERFORMED,
        /** I have looked at it. */
        REVIEWED,
        /** I answer for it. */
        APPROVED
    }

    /** What the seal is over; the form is in docs/reference/sessions.md. */
    byte[] sealedBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (var text : new String[] {
                CONTEXT,
                session.value(),
                Long.toString(version),
                hash,
                signer.value(),
                name,
                role.name(),
                meaning.name(),
                at.toString()
            }) {
                SessionRecord.writeText(out, text);
            }
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }
}
