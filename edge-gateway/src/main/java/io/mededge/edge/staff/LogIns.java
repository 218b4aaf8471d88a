package io.mededge.edge.staff;

import io.mededge.edge.access.Presence;
import io.mededge.edge.identity.StaffId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in, each under a random token of 256 bits that only the browser has; here is its hash, in memory: after a restart people log in again. Whoever does
 * nothing for the idle time is locked until the PIN or password comes again. What an account may do is asked anew each time. Thread-safe.
 */
final class LogIns {
    /** After it somebody logs in anew, whatever was done: longer than a shift. */
    static final Duration LONGEST = Duration.ofHours(14);

    /** Bound; the oldest ends first. */
    static final int MAX_LOG_INS = 1_000;

    private static final int TOKEN_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Accounts accounts;
    private final Duration idle;
    private final LongSupplier nanos;
    private final Map<String, LogIn> byHash = new LinkedHashMap<>();

    private static final class LogIn {
        private final StaffId account;
        private final long beganNanos;
        private long activeNanos;
        private boolean locked;

        private LogIn(StaffId account, long nowNanos) {
            this.account = account;
            this.beganNanos = nowNanos;
            this.activeNanos = nowNanos;
        }
    }

    /** @param idle after which a log-in is locked */
    LogIns(Accounts accounts, Duration idle, LongSupplier nanos) {
        this.accounts = accounts;
        this.idle = idle;
        this.nanos = nanos;
    }

    /** @return the token, which is given once */
    String begin(StaffId account) {
        var bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        // before the token is good; and not under the lock, for which requests on an event loop wait
        accounts.act(account, account, "logged in", "");
        keep(hash(token), account);
        return token;
    }

    private synchronized void keep(String hash, StaffId account) {
        if (byHash.size() >= MAX_LOG_INS) {
            var oldest = byHash.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        byHash.put(hash, new LogIn(account, nanos.getAsLong()));
    }

    /** Who is behind a token; empty if nobody is, any more, or the account may do nothing now. */
    Optional<Presence> presence(String token) {
        var found = find(token);
        return found == null
                ? Optional.empty()
                : accounts.usable(found.account).map(member -> new Presence(member, isLocked(found)));
    }

    private synchronized @Nullable LogIn find(String token) {
        var hash = hash(token);
        var found = byHash.get(hash);
        if (found != null && nanos.getAsLong() - found.beganNanos >= LONGEST.toNanos()) {
            byHash.remove(hash);
            return null;
        }
        return found;
    }

    private synchronized boolean isLocked(LogIn logIn) {
        logIn.locked |= nanos.getAsLong() - logIn.activeNanos >= idle.toNanos();
        return logIn.locked;
    }

    /** A person did something. Does not unlock. */
    synchronized void touch(String token) {
        var found = find(token);
        if (found != null && !isLocked(found)) {
            found.activeNanos = nanos.getAsLong();
        }
    }

    synchronized void lock(String token) {
        var found = find(token);
        if (found != null) {
            found.locked = true;
        }
    }

    /** The same person was confirmed again. False if the log-in is over. */
    boolean unlock(String token) {
        var found = find(token);
        if (found == null) {
            return false;
        }
        accounts.act(found.account, found.account, "unlocked", "");
        open(found);
        return true;
    }

    private synchronized void open(LogIn found) {
        found.locked = false;
        found.activeNanos = nanos.getAsLong();
    }

    void end(String token) {
        var ended = remove(hash(token));
        if (ended != null) {
            accounts.act(ended.account, ended.account, "logged out", "");
        }
    }

    private synchronized @Nullable LogIn remove(String hash) {
        return byHash.remove(hash);
    }

    /** All log-ins of one person. */
    synchronized void endAll(StaffId account) {
        byHash.values().removeIf(logIn -> logIn.account.equals(account));
    }

    private static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException notInThisJava) {
            throw new IllegalStateException("SHA-256 is in every Java", notInThisJava);
        }
    }
}
