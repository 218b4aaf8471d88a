package io.mededge.edge.staff;

import io.mededge.edge.identity.KeyFile;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffAct;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.patient.HospitalRecords;
import io.mededge.edge.staff.Account.Revocation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The staff's accounts at this facility: those made here, and those of the tenant's last signed list, which hold for {@link #VALID} without a new one. An account is
 * of one person, is never deleted and its name never given to another. Thread-safe.
 */
public final class Accounts implements AutoCloseable {
    /** How long the tenant's list holds without a newer one, by a clock that only goes forward. */
    static final Duration VALID = Duration.ofDays(7);

    /** Bound of the accounts of one facility, revoked ones included. */
    static final int MAX_ACCOUNTS = 10_000;

    /** Who did what the tenant's list says. */
    static final StaffId TENANT = new StaffId("tenant");

    /** Who did what was done with {@code ./mededge staff}, on the gateway's own host. */
    static final StaffId HOST = new StaffId("host");

    /** Whom a region stands for in audit trails. */
    private static final StaffId REGION = new StaffId("region");

    private static final Set<StaffId> NO_PERSONS = Set.of(TENANT, HOST, REGION, HospitalRecords.SYSTEM);
    private static final String BADGE_KEY = "badge.key";
    private static final StaffRuling DONE = new StaffRuling.Done();
    private static final StaffRuling UNKNOWN = new StaffRuling.Unknown("there is no such account");

    private final StaffDatabase database;
    private final byte[] badgeKey;
    private final ForwardClock clock;
    private final Tries tries;
    private final int iterations;
    private final Map<StaffId, Account> accounts = new ConcurrentHashMap<>();
    private @Nullable StaffList list;

    /** As of the last look; read without the lock, for which requests must not wait while somebody's secret is hashed. */
    private volatile boolean listValid;

    /**
     * The tenant's last list, as it was taken.
     *
     * @param imported by the gateway's clock: since then it is without one
     * @param importedPassed by the clock that only goes forward
     * @param age that it had when it was taken
     */
    record StaffList(long sequence, Instant issued, Instant imported, Duration importedPassed, Duration age) {}

    /** What came of a list. */
    sealed interface Import {
        /**
         * @param revoked who may do nothing any more, and could before
         * @param leftOut accounts of the list that were not taken: the name or the badge is that of an account made here
         */
        record Taken(long sequence, List<Account> revoked, List<StaffId> leftOut) implements Import {}

        /** It is the one that is here. */
        record Known(long sequence) implements Import {}

        /** Nothing of it was taken. */
        record Refused(String sentence) implements Import {}
    }

    private Accounts(StaffDatabase database, byte[] badgeKey, InstantSource wall, LongSupplier nanos, int iterations) {
        this.database = database;
        this.badgeKey = badgeKey;
        this.iterations = iterations;
        clock = new ForwardClock(database, wall, nanos);
        tries = new Tries(database, clock);
        load();
    }

    /**
     * Opens the accounts in a folder, or begins anew.
     *
     * @param iterations of the hashes that are made here
     * @throws IOException if they or the key of the badges cannot be used, or somebody else uses the folder
     */
    static Accounts open(Path folder, InstantSource wall, LongSupplier nanos, int iterations) throws IOException {
        var database = StaffDatabase.open(folder);
        try {
            var file = folder.resolve(BADGE_KEY);
            var known = database.first("select count(*) from account", row -> row.getInt(1))
                    .orElse(0);
            if (!Files.exists(file) && known > 0) {
                throw new IOException(
                        "there are accounts in " + folder + " but not the key of their badges, " + BADGE_KEY);
            }
            var key = Files.exists(file) ? KeyFile.read(file) : KeyFile.create(file);
            return new Accounts(database, key, wall, nanos, iterations);
        } catch (IOException | RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    private void load() {
        accounts.clear();
        database.read(
                        "select id, name, roles, local, badge, pin, password, revoked_at, revoked_by, revoked_why from account",
                        Accounts::account)
                .forEach(account -> accounts.put(account.id(), account));
        list = database.first(
                        "select sequence, issued, imported, imported_passed, age from snapshot",
                        row -> new StaffList(
                                row.getLong(1),
                                StaffDatabase.instant(row.getLong(2)),
                                StaffDatabase.instant(row.getLong(3)),
                                Duration.of(row.getLong(4), ChronoUnit.MICROS),
                                Duration.of(row.getLong(5), ChronoUnit.MICROS)))
                .orElse(null);
        look();
    }

    private static Account account(ResultSet row) throws SQLException {
        var roles = EnumSet.noneOf(Role.class);
        for (var role : row.getString(3).split(",")) {
            roles.add(Role.valueOf(role));
        }
        var pin = row.getString(6);
        var password = row.getString(7);
        var revokedBy = row.getString(9);
        return new Account(
                new StaffMember(new StaffId(row.getString(1)), row.getString(2), roles),
                row.getBoolean(4),
                row.getString(5),
                pin == null ? null : Verifier.parse(pin),
                password == null ? null : Verifier.parse(password),
                revokedBy == null
                        ? null
                        : new Revocation(
                                StaffDatabase.instant(row.getLong(8)), new StaffId(revokedBy), row.getString(10)));
    }

    /** Makes an account of this facility. */
    synchronized StaffRuling add(StaffId by, AccountForm form) {
        var complaint = form.complaint().or(form::missing);
        if (complaint.isPresent()) {
            return new StaffRuling.Invalid(complaint.get());
        }
        var id = form.account();
        if (accounts.containsKey(id) || NO_PERSONS.contains(id)) {
            return new StaffRuling.Refused("the account " + id + " is or was somebody else's: choose another name");
        }
        if (accounts.size() >= MAX_ACCOUNTS) {
            return new StaffRuling.Refused("a facility has at most " + MAX_ACCOUNTS + " accounts");
        }
        var member = new StaffMember(id, form.name(), form.roles());
        var account = secrets(new Account(member, true, null, null, null, null), form);
        return keep(account, by, "account made", form.reason());
    }

    /** Changes name, roles, badge with PIN, or password of an account that was made here. What the form does not have stays. */
    synchronized StaffRuling amend(StaffId by, StaffId id, AccountForm form) {
        var known = accounts.get(id);
        var complaint = form.complaint();
        if (known == null || complaint.isPresent()) {
            return known == null ? UNKNOWN : new StaffRuling.Invalid(complaint.orElseThrow());
        }
        if (!known.local() || !known.isActive()) {
            return new StaffRuling.Refused(
                    known.local() ? "the account is revoked" : "the account is in the tenant's list: change it there");
        }
        var roles = form.has("roles") ? form.roles() : known.member().roles();
        if (!roles.contains(Role.ADMINISTRATOR) && isLastAdministrator(known)) {
            return new StaffRuling.Refused("this is the last administrator of the facility");
        }
        var member = new StaffMember(
                id, form.has("name") ? form.name() : known.member().name(), roles);
        var account = secrets(new Account(member, true, known.badge(), known.pin(), known.password(), null), form);
        return keep(account, by, "account changed: " + changed(form), form.reason());
    }

    private static String changed(AccountForm form) {
        return List.of("name", "roles", "badge", "password").stream()
                .filter(form::has)
                .collect(Collectors.joining(", "));
    }

    private Account secrets(Account account, AccountForm form) {
        var badge = form.has("badge") ? badge(form.badge()) : account.badge();
        return new Account(
                account.member(),
                account.local(),
                badge,
                form.has("pin") && badge != null
                        ? Verifier.make(Account.pinText(badge, form.pin()), iterations)
                        : account.pin(),
                form.has("password") ? Verifier.make(form.password(), iterations) : account.password(),
                null);
    }

    private StaffRuling keep(Account account, StaffId by, String what, String why) {
        var sameBadge = withBadge(account.badge());
        if (sameBadge.isPresent() && !sameBadge.get().id().equals(account.id())) {
            return new StaffRuling.Refused("the badge is another account's: revoke that one first");
        }
        database.transaction(() -> {
            write(account);
            act(by, account.id(), what, why);
        });
        accounts.put(account.id(), account);
        return DONE;
    }

    /** Ends an account for good, whoever made it. */
    synchronized StaffRuling revoke(StaffId by, StaffId id, String reason) {
        var known = accounts.get(id);
        if (known == null) {
            return UNKNOWN;
        }
        if (reason.isBlank() || reason.length() > AccountForm.MAX_REASON) {
            return new StaffRuling.Invalid("a reason has 1 to " + AccountForm.MAX_REASON + " characters");
        }
        if (!known.isActive()) {
            return DONE;
        }
        if (isLastAdministrator(known)) {
            return new StaffRuling.Refused("this is the last administrator of the facility");
        }
        return keep(known.with(new Revocation(clock.now(), by, reason.strip())), by, "account revoked", reason);
    }

    /** Ends the pause after failed tries. */
    synchronized StaffRuling lift(StaffId by, StaffId id) {
        if (!accounts.containsKey(id)) {
            return UNKNOWN;
        }
        if (tries.forget(id.value())) {
            act(by, id, "pause lifted", "");
        }
        return DONE;
    }

    private boolean isLastAdministrator(Account account) {
        return account.member().is(Role.ADMINISTRATOR)
                && accounts.values().stream()
                        .filter(other -> other.local() && other.isActive())
                        .filter(other -> other.member().is(Role.ADMINISTRATOR))
                        .allMatch(other -> other.id().equals(account.id()));
    }

    /** Takes a newer list of the tenant. Accounts that were made here, or revoked here, stay as they are. */
    synchronized Import take(StaffSnapshot snapshot) {
        if (list != null
                && snapshot.sequence() == list.sequence()
                && snapshot.issued().equals(list.issued())) {
            return new Import.Known(snapshot.sequence());
        }
        if (list != null && snapshot.sequence() <= list.sequence()) {
            return new Import.Refused(
                    "it is number " + snapshot.sequence() + ", and number " + list.sequence() + " is here");
        }
        var age = Duration.between(snapshot.issued(), clock.now());
        if (age.compareTo(VALID) > 0) {
            return new Import.Refused("it is older than " + VALID.toDays() + " days");
        }
        var leftOut = new ArrayList<StaffId>();
        var after = merged(snapshot, leftOut);
        var revoked = after.stream()
                .filter(account -> !account.isActive())
                .filter(account -> Optional.ofNullable(accounts.get(account.id()))
                        .filter(Account::isActive)
                        .isPresent())
                .toList();
        var next = new StaffList(
                snapshot.sequence(),
                snapshot.issued(),
                clock.now(),
                clock.passed(),
                age.isNegative() ? Duration.ZERO : age);
        database.transaction(() -> {
            // a badge may go from one to another
            after.forEach(account -> database.write(
                    "update account set badge = null where id = ?", account.id().value()));
            after.forEach(this::write);
            revoked.forEach(account -> act(TENANT, account.id(), "account revoked", "list " + snapshot.sequence()));
            act(TENANT, TENANT, "list taken", "list " + snapshot.sequence());
            keep(next);
        });
        clock.keep();
        load();
        return new Import.Taken(snapshot.sequence(), revoked, leftOut);
    }

    /** The accounts as they are after the list, those that it does not concern left out. */
    private List<Account> merged(StaffSnapshot snapshot, List<StaffId> leftOut) {
        var merged = new ArrayList<Account>();
        for (var account : snapshot.accounts()) {
            var known = accounts.get(account.id());
            var badgeIsOurs = withBadge(account.badge()).filter(Account::local).isPresent();
            var isOurs = known != null
                    && (known.local()
                            || (known.revoked() != null && !known.revoked().by().equals(TENANT)));
            if (isOurs || badgeIsOurs || NO_PERSONS.contains(account.id())) {
                leftOut.add(account.id());
            } else {
                merged.add(account);
            }
        }
        var named = snapshot.accounts().stream().map(Account::id).collect(Collectors.toSet());
        accounts.values().stream()
                .filter(account -> !account.local() && account.isActive() && !named.contains(account.id()))
                .map(account -> account.with(
                        new Revocation(snapshot.issued(), TENANT, "no longer in the identity provider's list")))
                .forEach(merged::add);
        return merged;
    }

    private void write(Account account) {
        var revoked = account.revoked();
        database.write(
                "insert into account (id, name, roles, local, badge, pin, password, revoked_at, revoked_by, revoked_why)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set name = excluded.name,"
                        + " roles = excluded.roles, badge = excluded.badge, pin = excluded.pin,"
                        + " password = excluded.password, revoked_at = excluded.revoked_at,"
                        + " revoked_by = excluded.revoked_by, revoked_why = excluded.revoked_why",
                account.id().value(),
                account.member().name(),
                account.member().roles().stream().map(Role::name).sorted().collect(Collectors.joining(",")),
                account.local() ? 1 : 0,
                account.badge(),
                text(account.pin()),
                text(account.password()),
                revoked == null ? null : revoked.at(),
                revoked == null ? null : revoked.by().value(),
                revoked == null ? null : revoked.why());
    }

    private static @Nullable String text(@Nullable Verifier verifier) {
        return verifier == null ? null : verifier.text();
    }

    private void keep(StaffList next) {
        database.write(
                "insert or replace into snapshot (one, sequence, issued, imported, imported_passed, age)"
                        + " values (1, ?, ?, ?, ?, ?)",
                next.sequence(),
                next.issued(),
                next.imported(),
                next.importedPassed().toNanos() / 1_000,
                next.age().toNanos() / 1_000);
    }

    /** Kept for ever. */
    synchronized void act(StaffId by, StaffId account, String what, String why) {
        database.write(
                "insert into act (at, by_whom, account, what, why) values (?, ?, ?, ?, ?)",
                clock.now(),
                by.value(),
                account.value(),
                what,
                why);
    }

    /** What somebody did with accounts, and when the person came and went; oldest first. */
    synchronized List<StaffAct> acts(StaffId by, Instant since) {
        return database.read(
                "select at, what, account from act where by_whom = ? and at >= ? order by number limit "
                        + StaffAct.MAX_LISTED,
                row -> new StaffAct(
                        StaffDatabase.instant(row.getLong(1)), row.getString(2), "account " + row.getString(3)),
                by.value(),
                since);
    }

    /** All of them, by name, revoked ones too. */
    List<Account> all() {
        return accounts.values().stream()
                .sorted(Comparator.comparing(account -> account.id().value()))
                .toList();
    }

    Optional<Account> find(StaffId id) {
        return Optional.ofNullable(accounts.get(id));
    }

    /** By a name as somebody typed it, of whatever form. */
    Optional<Account> find(String name) {
        try {
            return find(new StaffId(name));
        } catch (IllegalArgumentException notAnAccount) {
            return Optional.empty();
        }
    }

    Optional<Account> withBadge(@Nullable String badge) {
        return badge == null
                ? Optional.empty()
                : accounts.values().stream()
                        .filter(account -> badge.equals(account.badge()))
                        .findFirst();
    }

    /** As it is kept and found: HMAC-SHA-256 under a key of this facility, or of the tenant's where that was put here, in hexadecimal. */
    String badge(String number) {
        return HexFormat.of().formatHex(Pseudonyms.hmac(badgeKey, "mededge badge", number));
    }

    /** Who an account is, if the person may do anything now; that a list became too old is seen at the next {@link #tick} or try. Does not wait. */
    Optional<StaffMember> usable(StaffId id) {
        return find(id).filter(Account::isActive)
                .filter(account -> account.local() || listValid)
                .map(Account::member);
    }

    private void look() {
        listValid = list != null && age(list).compareTo(VALID) < 0;
    }

    /** Since the list was issued, at least. */
    synchronized Duration age(StaffList taken) {
        return taken.age().plus(clock.passed()).minus(taken.importedPassed());
    }

    /** Empty if there was never one. */
    synchronized Optional<StaffList> list() {
        return Optional.ofNullable(list);
    }

    /** How long a try must wait; zero, and then it counts as failed until {@link #forget}. */
    synchronized Duration begin(String subject, String address) {
        look();
        var pause = tries.pause(subject, address);
        if (pause.isZero()) {
            tries.count(subject, address);
        }
        return pause;
    }

    /** The try was the right one. */
    synchronized void forget(String subject, String address) {
        tries.forget(subject, address);
    }

    int iterations() {
        return iterations;
    }

    /** Looks whether the tenant's list still holds, and makes durable how much time has passed. */
    synchronized void tick() {
        look();
        clock.keep();
    }

    /** For a copy elsewhere: grows with every change of what is kept, but the time. */
    public synchronized long changes() {
        return database.first(
                        "select (select count(*) from act) * 1000000 + (select count(*) from account)",
                        row -> row.getLong(1))
                .orElse(0L);
    }

    /** One state of what is kept. @throws IOException if it cannot be read, or there is no room to copy it */
    public void copyTo(OutputStream out) throws IOException {
        database.copyTo(out);
    }

    @Override
    public synchronized void close() {
        clock.keep();
        database.close();
    }
}
