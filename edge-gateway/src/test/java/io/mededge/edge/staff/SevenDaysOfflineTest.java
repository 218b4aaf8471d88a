package io.mededge.edge.staff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffAct;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.session.Session;
import io.mededge.edge.session.Signature.Meaning;
import io.mededge.edge.session.SignatureClaim;
import io.mededge.edge.session.SignatureClaim.Component;
import io.mededge.edge.session.SignatureClaim.Kind;
import io.mededge.edge.session.SignatureOutcome;
import io.mededge.edge.session.TestFacility;
import io.mededge.edge.staff.Accounts.Import;
import io.mededge.edge.staff.IdentityCheck.Outcome;
import io.mededge.edge.staff.LogInDesk.Typed;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A facility without its identity provider and its region, day by day on a virtual clock, with people of the provider's last list. */
@Hazard("H-023")
class SevenDaysOfflineTest {
    private static final String STAYS = "n.stays";
    private static final String LEAVES = "n.leaves";
    private static final String SCREEN = "10.0.0.7";
    private static final Duration DAY = Duration.ofDays(1);

    private final StaffLists tenant = new StaffLists();

    @Test
    void logInSwitchAndSigningWorkForSevenDaysAndARevocationIsThereWithTheNextList(@TempDir Path folder)
            throws IOException, StaffSnapshot.Refused {
        try (var facility = new TestFacility(Files.createDirectories(folder.resolve("sessions")));
                var accounts = Accounts.open(
                        folder.resolve("staff"), () -> facility.now, () -> nanos(facility), StaffLists.ITERATIONS)) {
            var identity = new IdentityCheck(accounts);
            var logIns = new LogIns(accounts, Duration.ofMinutes(15), () -> nanos(facility));
            var desk = new LogInDesk(identity, logIns, new Faults());
            var file = folder.resolve("list.json");
            var keyFile = Files.writeString(folder.resolve("tenant.pem"), tenant.pem());
            var snapshots = Snapshots.of(
                    accounts, logIns, StaffLists.PLACE, Optional.of(keyFile), Optional.of(file), new Faults());
            Files.write(file, list(accounts, 1, facility.now));
            snapshots.look();

            var session = facility.treated("A-01");
            for (var day = 0; day < 7; day++) {
                var first = in(desk, STAYS, "");
                var second = in(desk, LEAVES, first);
                assertThat(logIns.presence(first)).isEmpty();
                assertThat(logIns.presence(second)).isPresent();
                sign(facility, session, identity, day % 2 == 0 ? STAYS : LEAVES);
                facility.now = facility.now.plus(day < 6 ? DAY : DAY.minusMinutes(10));
                accounts.tick();
            }
            var live = in(desk, LEAVES, "");
            var revoked = TestFacility.START.plus(DAY.multipliedBy(3));

            // the provider is back: its new list says what happened there on day 3
            var next = StaffLists.list(2, facility.now);
            nurse(accounts, next, STAYS);
            nurse(accounts, next, LEAVES).put("revoked", revoked.toString());
            var taken = (Import.Taken) snapshots.take(tenant.signed(next));

            assertThat(taken.revoked()).extracting(Account::id).containsExactly(new StaffId(LEAVES));
            assertThat(logIns.presence(live)).isEmpty();
            assertThat(outcome(desk, LEAVES)).isInstanceOf(Outcome.Wrong.class);
            assertThat(outcome(desk, STAYS)).isInstanceOf(Outcome.Confirmed.class);
            assertThat(facility.sessions.acts(new StaffId(LEAVES), revoked))
                    .as("signed on day 3 and day 5, and not what was signed before")
                    .filteredOn(act -> act.what().equals("session signed"))
                    .extracting(StaffAct::at)
                    .hasSize(2)
                    .allMatch(at -> !at.isBefore(revoked));
            assertThat(accounts.acts(new StaffId(LEAVES), revoked)).isNotEmpty();
        }
    }

    @Test
    void onTheEighthDayThePeopleOfTheListAreOutAndAreToldWhy(@TempDir Path folder)
            throws IOException, StaffSnapshot.Refused {
        try (var facility = new TestFacility(Files.createDirectories(folder.resolve("sessions")));
                var accounts = Accounts.open(
                        folder.resolve("staff"), () -> facility.now, () -> nanos(facility), StaffLists.ITERATIONS)) {
            var logIns = new LogIns(accounts, Duration.ofMinutes(15), () -> nanos(facility));
            var identity = new IdentityCheck(accounts);
            var desk = new LogInDesk(identity, logIns, new Faults());
            accounts.take(tenant.read(list(accounts, 1, facility.now)));
            facility.now = facility.now.plus(DAY.multipliedBy(7)).minusSeconds(30);
            var live = in(desk, STAYS, "");
            assertThat(StaffListView.of(accounts)).isNotNull().matches(StaffListView::valid);

            facility.now = facility.now.plusSeconds(60);
            accounts.tick();

            assertThat(logIns.presence(live)).isEmpty();
            var outcome = outcome(desk, STAYS);
            assertThat(outcome).isInstanceOf(Outcome.ListExpired.class);
            assertThat(LogInDesk.sentence(outcome)).contains("older than 7 days");
            var session = facility.treated("A-01");
            assertThat(facility.sessions.sign(session.id(), session.version(), claim(STAYS), identity))
                    .isInstanceOf(SignatureOutcome.Refused.class);
            assertThat(StaffListView.of(accounts)).isNotNull().matches(view -> !view.valid());
        }
    }

    private static long nanos(TestFacility facility) {
        return Duration.between(TestFacility.START, facility.now).toNanos();
    }

    private byte[] list(Accounts accounts, long sequence, Instant issued) {
        var list = StaffLists.list(sequence, issued);
        nurse(accounts, list, STAYS);
        nurse(accounts, list, LEAVES);
        return tenant.signed(list);
    }

    private static ObjectNode nurse(Accounts accounts, ObjectNode list, String account) {
        return StaffLists.nurse(list, account, accounts.badge(TestStaff.badge(account)), TestStaff.PIN);
    }

    private static Outcome outcome(LogInDesk desk, String account) {
        return desk.logIn(new Typed(TestStaff.badge(account), TestStaff.PIN, "", ""), "", SCREEN)
                .outcome();
    }

    private static String in(LogInDesk desk, String account, String token) {
        var answer = desk.logIn(new Typed(TestStaff.badge(account), TestStaff.PIN, "", ""), token, SCREEN);
        assertThat(answer.outcome()).isInstanceOf(Outcome.Confirmed.class);
        return answer.token();
    }

    private static SignatureClaim claim(String account) {
        return new SignatureClaim(
                new StaffId(account),
                Role.NURSE,
                Meaning.PERFORMED,
                ZoneId.of("UTC"),
                List.of(new Component(Kind.BADGE, TestStaff.badge(account)), new Component(Kind.PIN, TestStaff.PIN)));
    }

    private static void sign(TestFacility facility, Session session, IdentityCheck identity, String account) {
        var wrong = new SignatureClaim(
                new StaffId(account),
                Role.NURSE,
                Meaning.PERFORMED,
                ZoneId.of("UTC"),
                List.of(new Component(Kind.BADGE, "BADGE-other"), new Component(Kind.PIN, TestStaff.PIN)));
        assertThat(facility.sessions.sign(session.id(), session.version(), wrong, identity))
                .isInstanceOf(SignatureOutcome.Refused.class);
        assertThat(facility.sessions.sign(session.id(), session.version(), claim(account), identity))
                .isInstanceOf(SignatureOutcome.Signed.class);
    }
}
