package io.mededge.edge.session;

import static io.mededge.edge.session.TestFacility.NURSE;
import static io.mededge.edge.session.TestFacility.PHYSICIAN;
import static io.mededge.edge.session.TestFacility.START;
import static io.mededge.edge.session.TestFacility.TECHNICIAN;
import static io.mededge.edge.session.TestFacility.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.session.SignatureClaim.Component;
import io.mededge.edge.session.SignatureClaim.Kind;
import io.mededge.model.safety.Hazard;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Hazard("H-022")
class SignatureTest {
    private static final boolean LONG = Boolean.getBoolean("mededge.long");
    private static final ZoneId ZONE = ZoneId.of("Europe/Vienna");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/session-record.hex");
    private static final Component BADGE = new Component(Kind.BADGE, "badge-7");
    private static final Component PIN = new Component(Kind.PIN, "4711");
    private static final Component WRONG_PIN = new Component(Kind.PIN, "4712");
    private static final SignerIdentity ACCOUNTS = new Accounts();

    @TempDir
    Path folder;

    private TestFacility facility;

    /** Every person has the same badge and PIN; what matters here is who is asked for what. */
    private static final class Accounts implements SignerIdentity {
        private static final Map<String, StaffMember> STAFF = Map.of(
                NURSE.id().value(),
                NURSE,
                PHYSICIAN.id().value(),
                PHYSICIAN,
                TECHNICIAN.id().value(),
                TECHNICIAN);

        @Override
        public Verdict check(io.mededge.edge.identity.StaffId account, List<Component> components) {
            var right = components.stream()
                    .allMatch(
                            component -> component.secret().equals(component.kind() == Kind.PIN ? "4711" : "badge-7"));
            var who = STAFF.get(account.value());
            return right && who != null ? new Verdict.Confirmed(who) : new Verdict.Denied();
        }
    }

    @BeforeEach
    void open() {
        facility = new TestFacility(folder);
    }

    @AfterEach
    void close() {
        facility.close();
    }

    private static SignatureClaim claim(StaffMember who, Role role, Component... components) {
        return new SignatureClaim(who.id(), role, Signature.Meaning.PERFORMED, ZONE, List.of(components));
    }

    private SignatureOutcome sign(Session session, SignatureClaim claim) {
        return facility.sessions.sign(session.id(), session.version(), claim, ACCOUNTS);
    }

    private Signature signed(Session session, SignatureClaim claim) {
        var outcome = sign(session, claim);
        assertThat(outcome).isInstanceOf(SignatureOutcome.Signed.class);
        return ((SignatureOutcome.Signed) outcome).signature();
    }

    private void assertRefused(SignatureOutcome outcome, String sentence) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SignatureOutcome.Refused.class,
                        refused -> assertThat(refused.sentence()).contains(sentence));
    }

    private PublicKey key() {
        try {
            return RecordKey.publicKey(Files.readString(folder.resolve(RecordKey.PUBLIC_FILE)));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private byte[] export(Session session) {
        return facility.sessions.export(session.id(), session.version()).orElseThrow();
    }

    @Test
    void aSignatureSaysWhoWhenAsWhatAndWhatItMeans() {
        var signature = signed(facility.treated("A-01"), claim(NURSE, Role.NURSE, BADGE, PIN));

        assertThat(signature.name()).isEqualTo("Nora First");
        assertThat(signature.role()).isEqualTo(Role.NURSE);
        assertThat(signature.meaning()).isEqualTo(Signature.Meaning.PERFORMED);
        assertThat(signature.at()).hasToString("2026-03-01T07:00+01:00[Europe/Vienna]");
    }

    @Test
    void theFirstSignatureNeedsTwoComponentsAndEachFurtherThePersonalOne() {
        var one = facility.treated("A-01");
        var two = facility.treated("A-02");
        var three = facility.treated("A-03");
        assertRefused(sign(one, claim(NURSE, Role.NURSE, PIN)), "two different components");
        assertRefused(sign(one, claim(NURSE, Role.NURSE, PIN, PIN)), "different kinds");
        assertRefused(sign(one, claim(NURSE, Role.NURSE, BADGE)), "only the signer can use");
        signed(one, claim(NURSE, Role.NURSE, BADGE, PIN));
        assertRefused(sign(two, claim(NURSE, Role.NURSE)), "only the signer can use");
        assertRefused(sign(two, claim(NURSE, Role.NURSE, BADGE)), "only the signer can use");
        facility.now = facility.now.plus(SignatureDesk.SIGNING_SESSION).minusNanos(1_000);
        signed(two, claim(NURSE, Role.NURSE, PIN));
        // somebody else's signing session is not this person's
        assertRefused(sign(two, claim(PHYSICIAN, Role.PHYSICIAN, PIN)), "two different components");
        facility.now = facility.now.plus(SignatureDesk.SIGNING_SESSION);
        assertRefused(sign(three, claim(NURSE, Role.NURSE, PIN)), "two different components");
    }

    @Test
    void aWrongComponentEndsTheSigningSessionAndARestartDoesToo() {
        var one = facility.treated("A-01");
        signed(one, claim(NURSE, Role.NURSE, BADGE, PIN));
        assertRefused(sign(one, claim(NURSE, Role.NURSE, WRONG_PIN)), "not confirmed");
        assertRefused(sign(one, claim(NURSE, Role.NURSE, PIN)), "two different components");
        signed(one, claim(NURSE, Role.NURSE, BADGE, PIN));
        facility.restart();
        assertRefused(sign(one, claim(NURSE, Role.NURSE, PIN)), "two different components");
        assertThat(facility.sessions.signatures(one.id())).hasSize(2);
    }

    @Test
    void onlyWhoTreatsSignsOnlyWhatHasEndedAndOnlyWhatWasSeen() {
        var session = facility.treated("A-01");
        var running = facility.schedule(facility.patients.admit(), "A-02", START.plusSeconds(60), Duration.ofHours(2));
        assertRefused(sign(running, claim(NURSE, Role.NURSE, BADGE, PIN)), "has ended");
        assertRefused(sign(session, claim(TECHNICIAN, Role.TECHNICIAN, BADGE, PIN)), "in that role");
        assertRefused(sign(session, claim(NURSE, Role.PHYSICIAN, BADGE, PIN)), "in that role");
        done(facility.change(session.id(), NURSE, new Change.AddNote("late"), ""));
        assertRefused(sign(session, claim(NURSE, Role.NURSE, BADGE, PIN)), "changed while it was read");
    }

    @Test
    void aCorrectionNeedsItsOwnSignatureAndTheOldOneStaysValid() {
        var first = facility.treated("A-01");
        assertThat(facility.sessions.needsSignature(first)).isTrue();
        signed(first, claim(NURSE, Role.NURSE, BADGE, PIN));
        var before = export(first);
        var closed = facility.move(first.id(), SessionEvent.CLEAN, SessionEvent.CLOSE);
        assertThat(facility.sessions.needsSignature(closed)).isFalse();
        var corrected = done(facility.change(first.id(), NURSE, new Change.AddNote("forgotten"), "late entry"));

        assertThat(corrected.state()).isEqualTo(SessionState.CLOSED);
        assertThat(facility.sessions.needsSignature(corrected)).isTrue();
        assertThat(facility.sessions.export(corrected.id(), corrected.version()))
                .isEmpty();
        assertThat(export(first)).isEqualTo(before);
        assertThat(SessionExport.verify(before, key())).isInstanceOf(SessionExport.Verdict.Valid.class);
        signed(corrected, claim(NURSE, Role.NURSE, PIN));
        assertThat(facility.sessions.needsSignature(corrected)).isFalse();
        assertThat(SessionExport.verify(export(corrected), key())).isInstanceOf(SessionExport.Verdict.Valid.class);
    }

    @Test
    void noByteOfASignedSessionCanBeChanged() {
        var session = facility.treated("A-01");
        signed(session, claim(NURSE, Role.NURSE, BADGE, PIN));
        var file = export(session);
        var key = key();
        assertThat(SessionExport.verify(file, key)).isInstanceOf(SessionExport.Verdict.Valid.class);

        for (var at = 0; at < file.length; at++) {
            for (var i = 0; i < (LONG ? 8 : 1); i++) {
                var bit = (at + i) % 8;
                file[at] ^= (byte) (1 << bit);
                assertThat(SessionExport.verify(file, key))
                        .as("byte %d bit %d", at, bit)
                        .isInstanceOf(SessionExport.Verdict.Invalid.class);
                file[at] ^= (byte) (1 << bit);
            }
        }
    }

    @Test
    void aRecordOfAnotherGatewayIsNotValid(@TempDir Path elsewhere) throws IOException {
        var session = facility.treated("A-01");
        signed(session, claim(NURSE, Role.NURSE, BADGE, PIN));
        var other = RecordKey.open(elsewhere).publicKey();

        assertThat(SessionExport.verify(export(session), other))
                .isEqualTo(new SessionExport.Verdict.Invalid("a signature was made with another key than this one"));
        // the same key each time it is opened
        assertThat(RecordKey.open(elsewhere).publicKey()).isEqualTo(other);
    }

    @Test
    void theCommandVerifiesWithoutAGateway() throws IOException {
        var session = facility.treated("A-01");
        signed(session, claim(NURSE, Role.NURSE, BADGE, PIN));
        var file = Files.write(folder.resolve("signed.json"), export(session));
        var key = folder.resolve(RecordKey.PUBLIC_FILE).toString();

        assertThat(run("verify", file.toString(), "--key", key))
                .startsWith("0 valid: session " + session.id() + ", version 6\nsigned by Nora First (n.first, NURSE) at"
                        + " 2026-03-01T07:00+01:00[Europe/Vienna], meaning: PERFORMED\n");
        Files.writeString(file, Files.readString(file).replace("completed", "complete"));
        assertThat(run("verify", file.toString(), "--key", key)).startsWith("1 invalid: " + file + ": ");
        assertThat(run("verify", "none.json", "--key", key)).startsWith("1 mededge: none.json");
        assertThat(run("verify", file.toString(), "--key", file.toString())).startsWith("1 mededge: ");
        assertThat(run("verify", file.toString())).startsWith("2 mededge: session takes");
    }

    private static String run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        var code = SessionCommand.run(List.of(arguments), print, print);
        return code + " " + out.toString(StandardCharsets.UTF_8);
    }

    /** What is signed has the bytes that were agreed; {@code -Dgolden.update=true} writes them anew, for a reviewed change. */
    @Test
    void theCanonicalRecordHasTheBytesThatWereAgreed() throws IOException {
        var id = new SessionId("0123456789abcdef".repeat(2));
        var lines = List.of(
                new AuditLine(1, 1, START, NURSE.id(), "planned.begin", "", "2026-03-01T06:00:00Z", ""),
                new AuditLine(2, 1, START, NURSE.id(), "state", "", "scheduled", ""),
                new AuditLine(3, 2, START.plusNanos(1_000), PHYSICIAN.id(), "state", "scheduled", "arrived", "zu Fuß"));
        var record = SignedRecord.of(TestFacility.PLACE, id, new PatientId("fedcba98".repeat(4)), 2, lines);
        var hex = HexFormat.of().formatHex(record.canonicalBytes()) + "\n" + record.hash() + "\n";
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, hex);
        }

        assertThat(hex).isEqualTo(Files.readString(GOLDEN));
    }
}
