package io.mededge.edge.staff;

import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account of one person.
 *
 * @param local made here; else it is in the list of the tenant's identity provider
 * @param badge keyed hash of the badge's number; null without a badge
 * @param pin of the badge and the PIN together; null without
 * @param password null without
 * @param revoked null while it is active
 */
record Account(
        StaffMember member,
        boolean local,
        @Nullable String badge,
        @Nullable Verifier pin,
        @Nullable Verifier password,
        @Nullable Revocation revoked) {
    /**
     * Since when somebody may no longer do anything.
     *
     * @param by who ended it; the tenant's list has no person: {@link Accounts#TENANT}
     */
    record Revocation(Instant at, StaffId by, String why) {}

    StaffId id() {
        return member.id();
    }

    boolean isActive() {
        return revoked == null;
    }

    /** What is hashed of a PIN: it is worth nothing with another badge. */
    static String pinText(String badge, String pin) {
        return badge + " " + pin;
    }

    Account with(@Nullable Revocation revocation) {
        // whoever may not do anything has no secret, and the badge can go to another person
        return new Account(
                member,
                local,
                revocation == null ? badge : null,
                revocation == null ? pin : null,
                revocation == null ? password : null,
                revocation);
    }

    @Override
    public String toString() {
        return "[account " + id() + "]";
    }
}
