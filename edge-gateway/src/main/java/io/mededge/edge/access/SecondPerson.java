package io.mededge.edge.access;

import io.mededge.edge.identity.StaffMember;
import java.util.Optional;

/** Somebody who agrees to what another does, identified at that moment by badge and PIN: a log-in from before is not enough. */
public final class SecondPerson {
    private final Check check;

    /** Empty, and counted as a failed try, if the two do not belong together. */
    public interface Check {
        Optional<StaffMember> identify(String badge, String pin, String address);
    }

    public SecondPerson(Check check) {
        this.check = check;
    }

    /** @param address from which it was sent, for the limit of tries */
    public Optional<StaffMember> identify(String badge, String pin, String address) {
        return badge.isEmpty() || pin.isEmpty() ? Optional.empty() : check.identify(badge, pin, address);
    }
}
