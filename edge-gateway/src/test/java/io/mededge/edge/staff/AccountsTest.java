package io.mededge.edge.staff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.edge.identity.StaffId;
import io.mededge.edge.staff.Accounts.Import;
import io.mededge.edge.staff.IdentityCheck.Outcome;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, wrong tries and signed lists, on a clock that is set by hand. */
@Hazard("H-023")
class AccountsTest {
    private static final Instant START = Instant.parse("2026-03-01T06:00:00Z");
    private static final StaffId ADMINISTRATOR = new StaffId("a.first");
    private static final String SCREEN = "10.0.0.7";

    @TempDir
    Path folder;

    private final StaffLists tenant = new StaffLists();
    private Instant now = START;
    private long nanos;
    private Accounts accounts;
    private IdentityCheck identity;

    @BeforeEach
    void open() throws IOException {
        accounts = Accounts.open(folder, () -> now, () -> nanos, StaffLists.ITERATIONS);
        identity = new IdentityCheck(accounts);
    }

    @AfterEach
    void close() {
        accounts.close();
    }

    private void restart() throws IOException {
        accounts.close();
        open();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
        accounts.tick();
    }

    private static AccountForm form(String json) {
        return AccountForm.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private StaffRuling add(String account, String role) {
        return accounts.add(ADMINISTRATOR, form(TestStaff.account(account, role)));
    }

    private Outcome logIn(String account, String pin) {
        return identity.badge(TestStaff.badge(account), pin, SCREEN);
    }

    private void assertIn(String account) {
        assertThat(logIn(account, TestStaff.PIN)).isInstanceOf(Outcome.Confirmed.class);
    }

    @Test
    void anAccountIsOfOnePersonAndItsNameIsNeverAnothers() {
        assertThat(add("n.first", "nurse")).isInstanceOf(StaffRuling.Done.class);
        assertThat(add("n.first", "nurse")).isInstanceOf(StaffRuling.Refused.class);
        assertIn("n.first");
        assertThat(accounts.revoke(ADMINISTRATOR, new StaffId("n.first"), "left"))
                .isInstanceOf(StaffRuling.Done.class);
        assertThat(logIn("n.first", TestStaff.PIN)).isInstanceOf(Outcome.Wrong.class);
        assertThat(add("n.first", "nurse")).isInstanceOf(StaffRuling.Refused.class);
        assertThat(add("tenant", "nurse")).isInstanceOf(StaffRuling.Refused.class);
        // but the badge can be handed to the next person
        var next = TestStaff.account("n.next", "nurse").replace("BADGE-n.next", "BADGE-n.first");
        assertThat(accounts.add(ADMINISTRATOR, form(next))).isInstanceOf(StaffRuling.Done.class);
        assertThat(identity.badge("BADGE-n.first", TestStaff.PIN, SCREEN)).isInstanceOf(Outcome.Confirmed.class);
        assertThat(add("n.first.copy", "nurse")).isInstanceOf(StaffRuling.Done.class);
    }

    @Test
    void aBadgeIsOfOneAccountAndAPinIsWorthNothingWithAnother() {
        add("n.first", "nurse");
        add("n.second", "nurse");
        var stolen = TestStaff.account("n.third", "nurse").replace("BADGE-n.third", "BADGE-n.first");
        assertThat(accounts.add(ADMINISTRATOR, form(stolen))).isInstanceOf(StaffRuling.Refused.class);
        var first = accounts.find(new StaffId("n.first")).orElseThrow();
        var second = accounts.find(new StaffId("n.second")).orElseThrow();
        var pin = Objects.requireNonNull(first.pin());
        assertThat(pin.matches(Account.pinText(String.valueOf(first.badge()), TestStaff.PIN)))
                .isTrue();
        assertThat(pin.matches(Account.pinText(String.valueOf(second.badge()), TestStaff.PIN)))
                .isFalse();
    }

    @Test
    void whatIsEnteredIsRefusedWithItsFieldAndNotItsContent() {
        for (var wrong : new String[] {
            "{}",
            "{\"account\": \"Zxq\", \"name\": \"Z\", \"roles\": [\"nurse\"], \"password\": \"zxqzxqzxqzxq\"}",
            "{\"account\": \"z\", \"name\": \"Z\", \"roles\": [\"zxq\"], \"password\": \"zxqzxqzxqzxq\"}",
            "{\"account\": \"z\", \"name\": \"Z\", \"roles\": [], \"password\": \"zxqzxqzxqzxq\"}",
            "{\"account\": \"z\", \"name\": \"Z\", \"roles\": [\"nurse\"]}",
            "{\"account\": \"z\", \"name\": \"Z\", \"roles\": [\"nurse\"], \"badge\": \"zxq-1\"}",
            "{\"account\": \"z\", \"name\": \"Z\", \"roles\": [\"nurse\"], \"badge\": \"zxq-1\", \"pin\": \"12345\"}",
            "{\"account\": \"z\", \"name\": \"Z\", \"roles\": [\"nurse\"], \"badge\": \"zxq-1\", \"pin\": \"777777\"}",
            "{\"account\": \"z\", \"name\": \"Z\", \"roles\": [\"nurse\"], \"password\": \"zxqzxq\"}"
        }) {
            var ruling = accounts.add(ADMINISTRATOR, form(wrong));
            assertThat(ruling).as(wrong).isInstanceOf(StaffRuling.Invalid.class);
            assertThat(((StaffRuling.Invalid) ruling).sentence()).doesNotContainIgnoringCase("zxq");
        }
        assertThat(AccountForm.read(new byte[AccountForm.MAX_BYTES + 1])).isEmpty();
    }

    @Test
    void theLastAdministratorStays() {
        add("a.first", "administrator");
        assertThat(accounts.revoke(ADMINISTRATOR, ADMINISTRATOR, "left")).isInstanceOf(StaffRuling.Refused.class);
        assertThat(accounts.amend(ADMINISTRATOR, ADMINISTRATOR, form("{\"roles\": [\"nurse\"]}")))
                .isInstanceOf(StaffRuling.Refused.class);
        add("a.second", "administrator");
        assertThat(accounts.revoke(ADMINISTRATOR, ADMINISTRATOR, "left")).isInstanceOf(StaffRuling.Done.class);
    }

    @Test
    void afterFiveWrongTriesTheNextWaitsAlsoAfterARestartAndNobodyIsLockedOutForGood() throws IOException {
        add("n.first", "nurse");
        for (var i = 0; i < Tries.FREE; i++) {
            assertThat(logIn("n.first", "000001")).isInstanceOf(Outcome.Wrong.class);
        }
        assertThat(logIn("n.first", TestStaff.PIN)).isInstanceOf(Outcome.Paused.class);
        restart();
        assertThat(logIn("n.first", TestStaff.PIN)).isInstanceOf(Outcome.Paused.class);
        // the account's own name is no way around, nor is a clock that is set back
        assertThat(identity.password("n.first", "x", "10.0.0.8")).isInstanceOf(Outcome.Paused.class);
        now = now.minus(Duration.ofDays(1));
        assertThat(logIn("n.first", TestStaff.PIN)).isInstanceOf(Outcome.Paused.class);
        now = now.plus(Duration.ofDays(1));

        pass(Tries.FIRST_PAUSE.plusSeconds(1));
        assertThat(logIn("n.first", "000001")).isInstanceOf(Outcome.Wrong.class);
        var longer = ((Outcome.Paused) logIn("n.first", TestStaff.PIN)).pause();
        assertThat(longer).isGreaterThan(Tries.FIRST_PAUSE);
        pass(longer.plusSeconds(1));
        assertIn("n.first");
        assertThat(logIn("n.first", "000001")).isInstanceOf(Outcome.Wrong.class);
        assertIn("n.first");
        assertThat(Tries.pauseAfter(1_000)).isEqualTo(Tries.LONGEST_PAUSE);
    }

    @Test
    void anAdministratorEndsThePause() {
        add("n.first", "nurse");
        for (var i = 0; i < Tries.FREE; i++) {
            logIn("n.first", "000001");
        }
        assertThat(logIn("n.first", TestStaff.PIN)).isInstanceOf(Outcome.Paused.class);
        accounts.lift(ADMINISTRATOR, new StaffId("n.first"));
        assertIn("n.first");
    }

    /** The same answers and the same pauses: nobody can find out which accounts there are. */
    @Test
    void anAccountThatIsNotThereIsTreatedAsAWrongPin() {
        add("n.first", "nurse");
        for (var i = 0; i < Tries.FREE; i++) {
            assertThat(logIn("n.first", "000001")).isEqualTo(logIn("nobody", "000001"));
            assertThat(identity.password("no.body", "x", SCREEN)).isInstanceOf(Outcome.Wrong.class);
        }
        assertThat(logIn("nobody", "000001")).isInstanceOf(Outcome.Paused.class);
        assertThat(identity.password("no.body", "x", SCREEN)).isInstanceOf(Outcome.Paused.class);
        assertThat(Verifier.ofNobody(StaffLists.ITERATIONS).iterations()).isEqualTo(accounts.iterations());
        assertThat(Verifier.ofNobody(10).matches("")).isFalse();
    }

    @Test
    void manyWrongTriesFromOneScreenWaitWhoeverIsMeant() {
        add("n.first", "nurse");
        for (var i = 0; i < Tries.FREE_FROM_ADDRESS; i++) {
            logIn("nobody-" + i, "000001");
        }
        assertThat(logIn("n.first", TestStaff.PIN)).isInstanceOf(Outcome.Paused.class);
        assertThat(identity.badge(TestStaff.badge("n.first"), TestStaff.PIN, "10.0.0.8"))
                .isInstanceOf(Outcome.Confirmed.class);
        pass(Tries.ADDRESS_PAUSE.plusSeconds(1));
        assertIn("n.first");
    }

    private Import take(byte[] document) throws StaffSnapshot.Refused {
        return accounts.take(tenant.read(document));
    }

    private byte[] list(long sequence, String... nurses) {
        var list = StaffLists.list(sequence, now);
        for (var nurse : nurses) {
            StaffLists.nurse(list, nurse, accounts.badge(TestStaff.badge(nurse)), TestStaff.PIN);
        }
        return tenant.signed(list);
    }

    @Test
    void aListIsTakenOnceAndAnOlderOneNever() throws StaffSnapshot.Refused, IOException {
        var first = list(7, "n.tenant", "n.other");
        assertThat(take(first)).isInstanceOf(Import.Taken.class);
        assertIn("n.tenant");
        assertThat(take(first)).isInstanceOf(Import.Known.class);
        assertThat(take(list(6, "n.tenant", "n.evil"))).isInstanceOf(Import.Refused.class);
        restart();
        assertThat(take(list(6, "n.tenant", "n.evil"))).isInstanceOf(Import.Refused.class);
        assertThat(logIn("n.evil", TestStaff.PIN)).isInstanceOf(Outcome.Wrong.class);
        var second = (Import.Taken) take(list(8, "n.tenant"));
        assertThat(second.revoked()).extracting(Account::id).containsExactly(new StaffId("n.other"));
        assertThat(logIn("n.other", TestStaff.PIN)).isInstanceOf(Outcome.Wrong.class);
        assertIn("n.tenant");
    }

    @Test
    void aListThatIsNotTheTenantsIsRefused() {
        var good = list(1, "n.tenant");
        assertThatThrownBy(() -> new StaffLists().read(good)).hasMessageContaining("not signed");
        var changed = new String(good, StandardCharsets.UTF_8).replace("\"list\":\"e", "\"list\":\"f");
        assertThatThrownBy(() -> tenant.read(changed.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("not signed");
        assertThatThrownBy(() -> tenant.read("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(StaffSnapshot.Refused.class);
        assertThatThrownBy(() -> tenant.read(new byte[0])).isInstanceOf(StaffSnapshot.Refused.class);
        var elsewhere = StaffLists.list(1, now).put("facility", "facility-2");
        assertThatThrownBy(() -> tenant.read(tenant.signed(elsewhere))).hasMessageContaining("another facility");
        var twice = StaffLists.list(1, now);
        StaffLists.nurse(twice, "n.one", "0".repeat(64), TestStaff.PIN);
        StaffLists.nurse(twice, "n.two", "0".repeat(64), TestStaff.PIN);
        assertThatThrownBy(() -> tenant.read(tenant.signed(twice))).hasMessageContaining("twice");
        var greedy = StaffLists.list(1, now);
        StaffLists.nurse(greedy, "n.one", "0".repeat(64), TestStaff.PIN)
                .put("pin", "pbkdf2-sha512$9999999$" + "A".repeat(22) + "==$" + "A".repeat(43) + "=");
        assertThatThrownBy(() -> tenant.read(tenant.signed(greedy))).isInstanceOf(StaffSnapshot.Refused.class);
    }

    @Test
    void theListLeavesAccountsOfThisFacilityAlone() throws StaffSnapshot.Refused {
        add("n.local", "nurse");
        var list = StaffLists.list(1, now);
        StaffLists.nurse(list, "n.local", accounts.badge("OTHER"), "864209");
        StaffLists.nurse(list, "n.thief", accounts.badge(TestStaff.badge("n.local")), "864209");
        StaffLists.nurse(list, "n.tenant", accounts.badge(TestStaff.badge("n.tenant")), TestStaff.PIN);
        var taken = (Import.Taken) take(tenant.signed(list));
        assertThat(taken.leftOut()).containsExactly(new StaffId("n.local"), new StaffId("n.thief"));
        assertIn("n.local");
        assertIn("n.tenant");
        // what was revoked here stays revoked, whatever the next list says
        accounts.revoke(ADMINISTRATOR, new StaffId("n.tenant"), "lost badge");
        take(list(2, "n.tenant"));
        assertThat(logIn("n.tenant", TestStaff.PIN)).isInstanceOf(Outcome.Wrong.class);
    }

    @Test
    void aListHoldsSevenDaysWhateverHappensToTheClock() throws StaffSnapshot.Refused, IOException {
        take(list(1, "n.tenant"));
        add("n.local", "nurse");
        pass(Duration.ofDays(3));
        // set back by ten days while the gateway runs, and again while it is off
        now = now.minus(Duration.ofDays(10));
        pass(Duration.ofDays(2));
        assertIn("n.tenant");
        now = now.minus(Duration.ofDays(10));
        restart();
        pass(Duration.ofDays(2).minusMinutes(1));
        assertIn("n.tenant");
        pass(Duration.ofMinutes(2));
        assertThat(logIn("n.tenant", TestStaff.PIN)).isInstanceOf(Outcome.ListExpired.class);
        // the reason is for whoever knows the PIN only
        assertThat(logIn("n.tenant", "000001")).isInstanceOf(Outcome.Wrong.class);
        assertThat(accounts.usable(new StaffId("n.tenant"))).isEmpty();
        assertIn("n.local");
    }

    @Test
    void timeWhileTheGatewayIsOffCounts() throws StaffSnapshot.Refused, IOException {
        take(list(1, "n.tenant"));
        accounts.close();
        now = now.plus(Duration.ofDays(8));
        open();
        assertThat(logIn("n.tenant", TestStaff.PIN)).isInstanceOf(Outcome.ListExpired.class);
        assertThat(take(list(2, "n.tenant"))).isInstanceOf(Import.Taken.class);
        assertIn("n.tenant");
        var old = StaffLists.list(3, now.minus(Duration.ofDays(8)));
        assertThat(take(tenant.signed(old))).isInstanceOf(Import.Refused.class);
    }

    @Test
    void noSecretIsInAnyFile() throws IOException {
        add("n.first", "nurse");
        accounts.amend(ADMINISTRATOR, new StaffId("n.first"), form("{\"password\": \"quite-a-long-password\"}"));
        assertIn("n.first");
        assertThat(identity.password("n.first", "quite-a-long-password", SCREEN))
                .isInstanceOf(Outcome.Confirmed.class);
        accounts.tick();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(TestStaff.PIN)
                        .doesNotContain("quite-a-long-password")
                        .doesNotContain("BADGE-");
            }
        }
        assertThat(accounts.all()).hasToString("[[account n.first]]");
    }

    @Test
    void aFolderHasOneUserAndAStoreWithoutItsKeyIsNotOpened() throws IOException {
        assertThatThrownBy(() -> Accounts.open(folder, () -> now, () -> nanos, StaffLists.ITERATIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
        add("n.first", "nurse");
        accounts.close();
        var key = folder.resolve("badge.key");
        Files.move(key, folder.resolve("away"));
        assertThatThrownBy(() -> Accounts.open(folder, () -> now, () -> nanos, StaffLists.ITERATIONS))
                .hasMessageContaining("badge.key");
        Files.move(folder.resolve("away"), key);
        open();
        assertIn("n.first");
    }
}
