package io.mededge.edge.staff;

import io.mededge.edge.access.Presence;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.staff.IdentityCheck.Outcome;
import io.mededge.model.fault.FaultCode;
import java.util.Optional;

/** Logs people in and out at one browser: whoever logs in takes the place of whoever was in there. */
final class LogInDesk {
    private final IdentityCheck identity;
    private final LogIns logIns;
    private final Faults faults;

    LogInDesk(IdentityCheck identity, LogIns logIns, Faults faults) {
        this.identity = identity;
        this.logIns = logIns;
        this.faults = faults;
    }

    /** What was typed; empty is nothing. Prints as nothing. */
    static final class Typed {
        private final String badge;
        private final String pin;
        private final String account;
        private final String password;

        Typed(String badge, String pin, String account, String password) {
            this.badge = badge;
            this.pin = pin;
            this.account = account;
            this.password = password;
        }

        @Override
        public String toString() {
            return "[typed]";
        }
    }

    /** What came of it. @param token empty if the present one stays good, or nobody was let in */
    record Answer(Outcome outcome, String token) {}

    /** @param token of who is in at this browser; empty if nobody is @param address from which it was sent */
    Answer logIn(Typed typed, String token, String address) {
        var present = token.isEmpty() ? Optional.<Presence>empty() : logIns.presence(token);
        if (typed.badge.isEmpty() && typed.account.isEmpty() && present.isPresent()) {
            return again(present.get().member().id(), typed, token, address);
        }
        var outcome = typed.badge.isEmpty()
                ? identity.password(typed.account, typed.password, address)
                : identity.badge(typed.badge, typed.pin, address);
        if (!(counted(outcome) instanceof Outcome.Confirmed confirmed)) {
            return new Answer(outcome, "");
        }
        if (!token.isEmpty()) {
            logIns.end(token);
        }
        return new Answer(outcome, logIns.begin(confirmed.member().id()));
    }

    private Answer again(StaffId account, Typed typed, String token, String address) {
        var outcome = counted(identity.again(account, typed.pin, typed.password, address));
        return outcome instanceof Outcome.Confirmed && !logIns.unlock(token)
                ? new Answer(outcome, logIns.begin(account))
                : new Answer(outcome, "");
    }

    private Outcome counted(Outcome outcome) {
        if (outcome instanceof Outcome.Wrong || outcome instanceof Outcome.Busy) {
            faults.count(FaultCode.LOG_IN_REFUSED);
        } else if (outcome instanceof Outcome.Paused) {
            faults.count(FaultCode.LOG_IN_PAUSED);
        } else if (outcome instanceof Outcome.ListExpired) {
            faults.count(FaultCode.STAFF_LIST_EXPIRED);
        }
        return outcome;
    }

    void lock(String token) {
        logIns.lock(token);
    }

    void end(String token) {
        logIns.end(token);
    }

    /** Of an outcome that let nobody in. */
    static FaultCode fault(Outcome outcome) {
        if (outcome instanceof Outcome.Paused) {
            return FaultCode.LOG_IN_PAUSED;
        }
        return outcome instanceof Outcome.ListExpired ? FaultCode.STAFF_LIST_EXPIRED : FaultCode.LOG_IN_REFUSED;
    }

    /** In words that say what to do. */
    static String sentence(Outcome outcome) {
        if (outcome instanceof Outcome.Paused paused) {
            return "after several wrong tries the next one is possible in " + seconds(paused)
                    + " s; an administrator can end the pause";
        }
        if (outcome instanceof Outcome.ListExpired) {
            return "the identity provider's last list is older than " + Accounts.VALID.toDays()
                    + " days: an administrator brings a newer one, or makes an account here";
        }
        return outcome instanceof Outcome.Busy
                ? "too many log in at once: try again"
                : "badge and PIN, or account and password, do not belong together";
    }

    static long seconds(Outcome.Paused paused) {
        return paused.pause().toSeconds() + 1;
    }
}
