package io.mededge.edge.session;

import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import java.util.List;

/** Checks the components of a signer's identity at the moment of signing. A log-in from before is never enough, so it is not asked for here. */
public interface SignerIdentity {
    /** Decides about all components together: each must be right and of this account. */
    Verdict check(StaffId account, List<SignatureClaim.Component> components);

    /** What came of it. */
    sealed interface Verdict {
        record Confirmed(StaffMember signer) implements Verdict {}

        /** Does not say which component was wrong. */
        record Denied() implements Verdict {}
    }
}
