package io.mededge.edge.session;

import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.session.SignatureOutcome.Refused;
import io.mededge.model.id.Place;
import io.mededge.model.session.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Electronic signatures (21 CFR 11.50, .70, .200): at the first signing of a signing session two distinct identification components, at each further one at
 * least the personal one. A signing session ends when nothing was signed for {@link #SIGNING_SESSION}, with a wrong component, and with the gateway's process.
 * Guarded by the lock of {@link Sessions}.
 */
final class SignatureDesk {
    /** 11.200(a)(1)(i): "a single, continuous period of controlled system access". */
    static final Duration SIGNING_SESSION = Duration.ofMinutes(10);

    /** Bound of the accounts that are signing at once. */
    private static final int MAX_SIGNING = 1_000;

    private static final Set<Role> SIGNING = EnumSet.of(Role.NURSE, Role.CHARGE_NURSE, Role.PHYSICIAN);

    private final SessionDatabase database;
    private final SessionStore store;
    private final RecordKey key;
    private final Place place;
    private final Map<StaffId, Instant> signedLast = new HashMap<>();

    SignatureDesk(SessionDatabase database, SessionStore store, RecordKey key, Place place) {
        this.database = database;
        this.store = store;
        this.key = key;
        this.place = place;
    }

    SignatureOutcome sign(
            Optional<Session> found, long seenVersion, SignatureClaim claim, SignerIdentity identity, Instant now) {
        if (found.isEmpty()) {
            return new SignatureOutcome.Unknown("there is no such session");
        }
        var session = found.get();
        if (session.erased() || !session.state().isTreated()) {
            return new Refused("only the record of a treatment that has ended can be signed");
        }
        if (session.version() != seenVersion) {
            return new Refused("the record changed while it was read: look at it again, then sign");
        }
        var missing = missing(claim, now);
        if (missing.isPresent()) {
            return new Refused(missing.get());
        }
        var verdict = identity.check(claim.account(), claim.components());
        if (!(verdict instanceof SignerIdentity.Verdict.Confirmed confirmed)) {
            signedLast.remove(claim.account());
            return new Refused("the identity was not confirmed");
        }
        var signer = confirmed.signer();
        if (!signer.id().equals(claim.account()) || !signer.is(claim.role()) || !SIGNING.contains(claim.role())) {
            return new Refused("this person cannot sign in that role");
        }
        return keep(session, claim, signer, now);
    }

    /** What of the identity is missing, before anything is checked. */
    private Optional<String> missing(SignatureClaim claim, Instant now) {
        var kinds =
                claim.components().stream().map(SignatureClaim.Component::kind).collect(Collectors.toSet());
        if (kinds.size() != claim.components().size()) {
            return Optional.of("the components of an identity must be of different kinds");
        }
        if (kinds.stream().noneMatch(SignatureClaim.Kind::isPersonal)) {
            return Optional.of("a component that only the signer can use is missing");
        }
        return signsOn(claim.account(), now) || kinds.size() >= 2
                ? Optional.empty()
                : Optional.of("the first signature needs two different components of the identity");
    }

    /** Whether an account is within its signing session. */
    boolean signsOn(StaffId account, Instant now) {
        var last = signedLast.get(account);
        return last != null && !now.isBefore(last) && now.isBefore(last.plus(SIGNING_SESSION));
    }

    /** Whether a person has a role in which records can be signed. */
    static boolean isSigning(Role role) {
        return SIGNING.contains(role);
    }

    private SignatureOutcome keep(Session session, SignatureClaim claim, StaffMember signer, Instant now) {
        var unsealed = new Signature(
                session.id(),
                session.version(),
                record(session, session.version()).hash(),
                signer.id(),
                signer.name(),
                claim.role(),
                claim.meaning(),
                now.atZone(claim.zone()),
                RecordKey.id(key.publicKey()),
                "");
        var signature = sealed(unsealed, Base64.getEncoder().encodeToString(key.sign(unsealed.sealedBytes())));
        database.write(
                "insert into signature (session, version, number, hash, signer, name, role, meaning, at, key_id, seal)"
                        + " values (?, ?, (select count(*) + 1 from signature where session = ?), ?, ?, ?, ?, ?, ?, ?, ?)",
                signature.session().value(),
                signature.version(),
                signature.session().value(),
                signature.hash(),
                signature.signer().value(),
                signature.name(),
                signature.role().name(),
                signature.meaning().name(),
                signature.at().toString(),
                signature.keyId(),
                signature.seal());
        signedLast.values().removeIf(last -> !now.isBefore(last.plus(SIGNING_SESSION)));
        if (signedLast.size() < MAX_SIGNING) {
            signedLast.put(signer.id(), now);
        }
        return new SignatureOutcome.Signed(signature);
    }

    private static Signature sealed(Signature signature, String seal) {
        return new Signature(
                signature.session(),
                signature.version(),
                signature.hash(),
                signature.signer(),
                signature.name(),
                signature.role(),
                signature.meaning(),
                signature.at(),
                signature.keyId(),
                seal);
    }

    private SignedRecord record(Session session, long version) {
        return SignedRecord.of(place, session.id(), session.patient(), version, store.audit(session, 0, version));
    }

    List<Signature> of(SessionId id) {
        return database.read(
                "select session, version, hash, signer, name, role, meaning, at, key_id, seal from signature"
                        + " where session = ? order by number",
                SignatureDesk::signature,
                id.value());
    }

    private static Signature signature(ResultSet row) throws SQLException {
        return new Signature(
                new SessionId(row.getString("session")),
                row.getLong("version"),
                row.getString("hash"),
                new StaffId(row.getString("signer")),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                Signature.Meaning.valueOf(row.getString("meaning")),
                ZonedDateTime.parse(row.getString("at")),
                row.getString("key_id"),
                row.getString("seal"));
    }

    /** Whether something clinical was changed after the last signed version. That the station was cleaned and the session closed is no change of the record. */
    boolean isBehind(Session session) {
        var signed = of(session.id()).stream().mapToLong(Signature::version).max();
        return signed.isEmpty()
                || store.audit(session, signed.getAsLong(), session.version()).stream()
                        .anyMatch(line -> !line.field().equals(SessionFields.STATE));
    }

    Optional<byte[]> export(Session session, long version) {
        var signatures = of(session.id()).stream()
                .filter(signature -> signature.version() == version)
                .toList();
        return signatures.isEmpty() || session.erased()
                ? Optional.empty()
                : Optional.of(SessionExport.write(record(session, version), signatures));
    }
}
