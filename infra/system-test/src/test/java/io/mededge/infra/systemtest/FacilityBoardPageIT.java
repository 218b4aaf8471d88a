package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.mededge.infra.systemtest.Browser.Screen;
import io.mededge.infra.systemtest.Browser.Theme;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The facility board in a real browser, in front of the running facility. */
@ExtendWith({RunningStack.Extension.class, Browser.Extension.class})
class FacilityBoardPageIT {
    private final RunningStack stack;
    private final Browser browser;
    private final String board;

    FacilityBoardPageIT(RunningStack stack, Browser browser) {
        this.stack = stack;
        this.browser = browser;
        board = stack.address("facilityBoard");
    }

    private Visit visit(String path) {
        return browser.visit(board + path, Screen.WALL, Theme.DARK).awaitLive();
    }

    /**
     * What axe finds depends on the page and on the theme's colours, which all pages share, and not on the width: each page once, as with 52 stations it
     * needs half a minute.
     */
    @ParameterizedTest
    @CsvSource({"WALL,DARK,/", "WALL,LIGHT,''", "LAPTOP,DARK,''", "TABLET,LIGHT,/stations/A-01 /patients"})
    void everyPageIsQuietAccessibleAndFitsTheScreen(Screen screen, Theme theme, String withAxe) {
        for (var path : new String[] {"/", "/stations/A-01", "/patients"}) {
            try (var visit = browser.visit(board + path, screen, theme).awaitLive()) {
                if (List.of(withAxe.split(" ")).contains(path)) {
                    visit.assertAccessible();
                }
                visit.assertFits(screen);
                visit.assertQuiet();
            }
        }
    }

    @Test
    void all52StationsAreSeenAtOnceOnAWallDisplay() {
        try (var visit = visit("/")) {
            assertThat(visit.page().locator("[data-tile]").count()).isEqualTo(52);
            assertThat((Integer) visit.page().evaluate("document.documentElement.scrollHeight"))
                    .isLessThanOrEqualTo(1080);
            visit.picture("facility-board");
        }
        try (var visit = browser.visit(board, Screen.TABLET, Theme.LIGHT).awaitLive()) {
            visit.picture("facility-board-tablet");
        }
    }

    @Test
    void valuesMove() {
        try (var visit = visit("/")) {
            visit.assertLive();
            visit.assertQuiet();
        }
        try (var visit = visit("/stations/A-01")) {
            visit.assertLive();
            visit.await(
                    "document.querySelector('canvas').getAttribute('aria-label').includes('mmHg')",
                    Duration.ofSeconds(10));
            visit.picture("station");
            visit.assertQuiet();
        }
    }

    @Test
    void theKeyboardFindsAStationAndOpensIt() {
        try (var visit = visit("/")) {
            var keys = visit.page().keyboard();
            keys.press("/");
            assertThat(visit.focused("[data-search]")).isTrue();
            keys.type("C-0");
            assertThat(visit.page().locator("[data-tile]:visible").count()).isEqualTo(9);
            keys.press("Escape");
            assertThat(visit.page().locator("[data-tile]:visible").count()).isEqualTo(52);
            keys.press("ArrowRight");
            assertThat(visit.focused("a[href='/stations/A-01']")).isTrue();
            keys.press("ArrowRight");
            keys.press("ArrowDown");
            assertThat(visit.focused("a[href='/stations/B-02']")).isTrue();
            keys.press("ArrowLeft");
            keys.press("ArrowUp");
            keys.press("Enter");
            visit.page().waitForURL(board + "/stations/A-01");
            visit.assertQuiet();
        }
    }

    @Test
    @Hazard("H-003")
    void aSilentMachineIsShownAsSuchAndItsValuesAreStruckThrough() {
        var tile = "document.querySelector('a[href=\"/stations/D-03\"]').closest('[data-tile]')";
        try (var visit = visit("/")) {
            stack.simulation().fault("D-03", "hang", 60);
            visit.await(
                    tile + ".querySelector('[data-state=\"link-lost\"], [data-state=\"silent\"]') !== null",
                    Duration.ofSeconds(12));
            visit.await(
                    "getComputedStyle(" + tile + ".querySelector('.value')).textDecorationLine === 'line-through'",
                    Duration.ofSeconds(5));
            visit.await("/\\d+ s/.test(" + tile + ".querySelector('.stale-age').innerText)", Duration.ofSeconds(5));
            visit.picture("facility-board-link-lost");
            stack.simulation().endFault("D-03");
            visit.await(
                    tile + ".querySelector('[data-state=\"link-lost\"], [data-state=\"silent\"]') === null",
                    Duration.ofSeconds(30));
        } finally {
            stack.simulation().endFault("D-03");
        }
    }

    /** The gateway is frozen, not killed: the connection stays open, and only the heartbeat tells that nobody is there. */
    @Test
    @Hazard("H-002")
    void theBoardItselfSaysWithinFiveSecondsThatItHasNoConnection() throws IOException, InterruptedException {
        try (var visit = visit("/")) {
            var banner = visit.page().locator("[data-watch-banner]");
            assertThat(banner.isVisible()).isFalse();
            signal("STOP");
            try {
                visit.await("!document.querySelector('[data-watch-banner]').hidden", Duration.ofMillis(5_600));
                assertThat(banner.innerText()).isEqualTo("NO CONNECTION – WATCH THE MACHINES");
                visit.await(
                        "document.querySelectorAll('[data-tile] [data-stale]').length >= 52", Duration.ofSeconds(3));
                visit.picture("facility-board-no-connection");
            } finally {
                signal("CONT");
            }
            visit.await("document.querySelector('[data-watch-banner]').hidden", Duration.ofSeconds(30));
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(stack.pid("edge-gateway")))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void aPatientIsAdmittedAndAssociatedByHand() {
        try (var visit = visit("/patients")) {
            var page = visit.page();
            logIn(page);
            page.getByLabel("Given name").fill("Page");
            page.getByLabel("Family name").fill("Tester");
            page.getByLabel("Birth date").fill("1950-12-31");
            page.getByLabel("Identifier given by").fill("urn:oid:2.999.7");
            page.getByLabel("Identifier", new Page.GetByLabelOptions().setExact(true))
                    .fill("page-" + System.nanoTime());
            page.getByText("Admit the patient").click();
            page.getByText("Admitted. Choose the station").waitFor();
            page.getByLabel("Station for Tester, Page").selectOption("F-01");
            page.locator("tr", new Page.LocatorOptions().setHasText("Tester, Page"))
                    .getByText("Associate")
                    .click();
            page.getByText("Associated with F-01.").waitFor();
            page.navigate(board);
            assertThat(page.locator("[data-live='F-01.who']").innerText()).isEqualTo("PT");
            visit.assertQuiet();
        } finally {
            FacilityStaff.nurse(stack).delete("/api/stations/F-01/association");
        }
    }

    /** By keyboard: the badge, Tab, the PIN, Enter. */
    private void logIn(Page page) {
        var account = FacilityStaff.account(stack, "dev.nurse");
        page.keyboard().press("b");
        page.keyboard().type(account[1]);
        page.keyboard().press("Tab");
        page.keyboard().type(account[2]);
        page.keyboard().press("Enter");
        page.getByText("Admit the patient").waitFor();
    }

    @Test
    @Hazard("H-009")
    void whoeverGoesAwayTakesTheNamesAlongAndTheValuesStay() {
        var nurse = FacilityStaff.nurse(stack);
        var admitted = nurse.post("/api/patients", """
                {"given": "Locked", "family": "Away", "birthDate": "1950-12-31",
                 "identifier": {"system": "urn:oid:2.999.7", "value": "lock-%d"}}""".formatted(System.nanoTime()));
        var patient = admitted.json().path("patient").asText();
        assertThat(nurse.put("/api/stations/F-02/association", "{\"patient\": \"" + patient + "\"}")
                        .status())
                .isEqualTo(200);
        try (var visit = visit("/patients")) {
            var page = visit.page();
            logIn(page);
            page.navigate(board);
            var who = page.locator("[data-live='F-02.who']");
            assertThat(who.innerText()).isEqualTo("LA");
            visit.picture("facility-board-log-in");
            page.locator(".who summary").click();
            page.getByText("Lock", new Page.GetByTextOptions().setExact(true)).click();
            page.getByText("Locked ·").waitFor();
            visit.await("document.querySelector(\"[data-live='F-02.who']\").textContent === ''", Duration.ofSeconds(5));
            visit.awaitLive().assertLive();
            visit.assertQuiet();
        } finally {
            nurse.delete("/api/stations/F-02/association");
        }
    }
}
