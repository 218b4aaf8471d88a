package io.mededge.edge.staff;

import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.session.SignatureClaim.Component;
import io.mededge.edge.session.SignerIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody is who one says to be: by badge and PIN, or account and password. Whatever is wrong, the answer is the same and takes the same work, one hash for
 * each component also where there is no such account. Thread-safe.
 */
final class IdentityCheck implements SignerIdentity {
    /** Hashes at once: they must not take the processor from the machines. */
    private static final int AT_ONCE = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** As an address of what was not sent from a browser of its own. */
    static final String AT_THE_RECORD = "signing";

    private final Accounts accounts;
    private final Verifier nobody;
    private final Semaphore hashing = new Semaphore(AT_ONCE, true);

    IdentityCheck(Accounts accounts) {
        this.accounts = accounts;
        nobody = Verifier.ofNobody(accounts.iterations());
    }

    /** What came of it. */
    sealed interface Outcome {
        record Confirmed(StaffMember member) implements Outcome {}

        /** Does not say what. */
        record Wrong() implements Outcome {}

        /** Nothing was looked at. @param pause until the next try is */
        record Paused(Duration pause) implements Outcome {}

        /** Everything was right, but the tenant's list is too old. */
        record ListExpired() implements Outcome {}

        /** Too many at once. */
        record Busy() implements Outcome {}
    }

    /** One thing to compare with what is kept. */
    private record Part(@Nullable Verifier verifier, String secret) {}

    /** By a badge and the PIN that goes with it. */
    Outcome badge(String number, String pin, String address) {
        var badge = accounts.badge(number);
        var account = accounts.withBadge(badge);
        var subject = account.map(known -> known.id().value()).orElse("badge " + badge);
        return check(account, subject, address, List.of(pin(account, badge, pin)), true);
    }

    /** By the name of an account, whatever it looks like, and its password. */
    Outcome password(String name, String password, String address) {
        var account = accounts.find(name);
        var subject = account.map(known -> known.id().value()).orElseGet(() -> "name " + accounts.badge(name));
        return check(account, subject, address, List.of(password(account, password)), true);
    }

    /** By the PIN or password alone, of somebody who was confirmed at this browser before. */
    Outcome again(StaffId id, String pin, String password, String address) {
        var account = accounts.find(id);
        var badge = account.map(Account::badge).orElse(null);
        var part = password.isEmpty() && badge != null ? pin(account, badge, pin) : password(account, password);
        return check(account, id.value(), address, List.of(part), true);
    }

    /** All components of an identity together, at the moment of signing. */
    @Override
    public Verdict check(StaffId id, List<Component> components) {
        var account = accounts.find(id);
        var badge = account.map(Account::badge).orElse(null);
        var parts = new ArrayList<Part>();
        var carried = true;
        for (var component : components) {
            switch (component.kind()) {
                case BADGE -> carried &= badge != null && isEqual(badge, accounts.badge(component.secret()));
                case PIN -> parts.add(pin(account, badge == null ? "" : badge, component.secret()));
                case PASSWORD -> parts.add(password(account, component.secret()));
                case PASSKEY -> carried = false;
            }
        }
        var outcome = check(account, id.value(), AT_THE_RECORD, parts, carried);
        return outcome instanceof Outcome.Confirmed confirmed
                ? new Verdict.Confirmed(confirmed.member())
                : new Verdict.Denied();
    }

    private static Part pin(Optional<Account> account, String badge, String pin) {
        return new Part(account.map(Account::pin).orElse(null), Account.pinText(badge, pin));
    }

    private static Part password(Optional<Account> account, String password) {
        return new Part(account.map(Account::password).orElse(null), password);
    }

    private Outcome check(
            Optional<Account> account, String subject, String address, List<Part> parts, boolean carried) {
        var pause = accounts.begin(subject, address);
        if (!pause.isZero()) {
            return new Outcome.Paused(pause);
        }
        try {
            if (!hashing.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Outcome.Busy();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Outcome.Busy();
        }
        boolean right;
        try {
            right = areRight(parts);
        } finally {
            hashing.release();
        }
        var known = account.filter(Account::isActive);
        if (!right || !carried || known.isEmpty()) {
            return new Outcome.Wrong();
        }
        accounts.forget(subject, address);
        return accounts.usable(known.get().id())
                .<Outcome>map(Outcome.Confirmed::new)
                .orElseGet(Outcome.ListExpired::new);
    }

    private boolean areRight(List<Part> parts) {
        var right = true;
        for (var part : parts) {
            var verifier = part.verifier();
            // each is hashed, whatever came of the others
            right &= (verifier == null ? nobody : verifier).matches(part.secret());
        }
        return right && !parts.isEmpty();
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
