package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.Media;
import io.mededge.infra.systemtest.Browser.Screen;
import io.mededge.infra.systemtest.Browser.Theme;
import io.mededge.model.safety.Hazard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A treatment from the admission of the patient to the handover to the next shift in a real browser: once by mouse, once by keyboard alone. */
@ExtendWith({RunningStack.Extension.class, Browser.Extension.class})
@Hazard("H-021")
class FacilitySessionsPageIT {
    private static final String MOUSE = "F-05";
    private static final String KEYS = "F-06";

    private final RunningStack stack;
    private final Browser browser;
    private final String board;

    FacilitySessionsPageIT(RunningStack stack, Browser browser) {
        this.stack = stack;
        this.browser = browser;
        board = stack.address("facilityBoard");
    }

    @AfterEach
    void leaveTheStationsFree() {
        var nurse = FacilityStaff.nurse(stack);
        nurse.delete("/api/stations/" + MOUSE + "/association");
        nurse.delete("/api/stations/" + KEYS + "/association");
    }

    private static void click(Page page, String button) {
        page.locator("main button", new Page.LocatorOptions().setHasText(button))
                .first()
                .click();
    }

    private static void said(Page page, String words) {
        page.locator("#said").getByText(words).waitFor();
    }

    @Test
    void aTreatmentIsPlannedRunSignedAndHandedOverByMouse() {
        var physician = FacilityStaff.account(stack, "dev.physician");
        try (var visit = browser.visit(board + "/sessions", Screen.LAPTOP, Theme.DARK)) {
            var page = visit.page();
            page.onDialog(Dialog::accept);
            assertThat(page.locator("main form[action='/sessions']").count()).isZero();
            var logIn = page.locator("#names-need-log-in");
            logIn.getByLabel("Badge").fill(physician[1]);
            logIn.getByLabel("PIN").fill(physician[2]);
            logIn.getByText("Log in").last().click();
            page.waitForURL(board + "/sessions");
            admitAndAssociate(page);
            plan(page);
            treat(visit);
            sign(visit);
            click(page, "The patient has left " + MOUSE);
            said(page, MOUSE + " is being cleaned");
            click(page, MOUSE + " is clean");
            said(page, "is free");
            visit.assertQuiet();
            // what axe does to a page is not the page's: it comes last
            for (var path : new String[] {page.url(), page.url() + "/sheet", board + "/sessions/handover"}) {
                page.navigate(path);
                visit.assertAccessible();
            }
        }
    }

    private void admitAndAssociate(Page page) {
        page.navigate(board + "/patients");
        var form = page.locator("main form[action='/patients']");
        form.getByLabel("Given name").fill("Mara");
        form.getByLabel("Family name").fill("Example");
        form.getByLabel("Birth date").fill("1950-12-31");
        form.locator("[name=system]").fill("urn:oid:2.999.7");
        form.locator("[name=identifier]").fill("sessions-" + System.nanoTime());
        form.locator("button").click();
        page.getByText("Admitted. Choose the station").waitFor();
        page.getByLabel("Station for Example, Mara").first().selectOption(MOUSE);
        page.locator("tr", new Page.LocatorOptions().setHasText("Example, Mara"))
                .getByText("Associate")
                .first()
                .click();
        page.getByText("Associated with " + MOUSE + ".").waitFor();
    }

    private void plan(Page page) {
        page.navigate(board + "/sessions");
        var form = page.locator("form", new Page.LocatorOptions().setHasText("Plan the session"));
        var patient = form.locator(
                        "option", new com.microsoft.playwright.Locator.LocatorOptions().setHasText("Example, Mara"))
                .last()
                .getAttribute("value");
        form.locator("[name=patient]").selectOption(patient);
        form.locator("[name=station]").selectOption(MOUSE);
        form.locator("button").click();
        said(page, "Planned at " + MOUSE);
        page.navigate(board + "/stations/" + MOUSE);
        page.getByText("Session at " + MOUSE).click();
        page.locator("#session").waitFor();
    }

    private void treat(Visit visit) {
        var page = visit.page();
        click(page, "The patient for " + MOUSE + " has arrived");
        said(page, "has arrived");
        page.locator("[name='target.blood-flow-set']").fill("300");
        page.locator("[name='high.blood-flow-set']").fill("350");
        page.locator("[name='target.uf-goal']").fill("2500");
        click(page, "Prescribe for Example, Mara");
        said(page, "Prescribed.");
        click(page, MOUSE + " is ready");
        said(page, MOUSE + " is ready.");
        click(page, "Start the treatment at " + MOUSE);
        said(page, "has started");
        page.locator("#observe-value").fill("118/64");
        click(page, "Write down");
        said(page, "Written down.");
        page.getByText("Correct", new Page.GetByTextOptions().setExact(true))
                .first()
                .click();
        var correction = page.locator("details[open] form").first();
        correction.locator("[name=value]").fill("128");
        correction.locator("[name=reason]").fill("misread");
        correction.locator("button").click();
        said(page, "Corrected; the audit trail has both.");
        page.locator("[name=text]").fill("Feels well, left arm warm.");
        click(page, "Keep the note");
        said(page, "Note kept.");
        visit.awaitLive();
        visit.assertFits(Screen.LAPTOP);
        page.evaluate("scrollTo(0, 0)");
        visit.picture("session");
        assertThat(page.locator("#now").innerText()).contains("Next blood pressure", "128/64 mmHg");
    }

    private void sign(Visit visit) {
        var page = visit.page();
        var physician = FacilityStaff.account(stack, "dev.physician");
        click(page, "as completed");
        said(page, "is completed");
        var form = page.locator("#sign");
        form.getByLabel("Badge").fill(physician[1]);
        form.getByLabel("PIN").fill(physician[2]);
        form.locator("button").click();
        said(page, "Signed by");
        var session = page.url();
        page.navigate(session + "/sheet");
        assertThat(page.locator(".sheet").innerText())
                .contains("Example, Mara", "1950-12-31", "128", "As of", "performed", "Feels well");
        page.emulateMedia(new EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(page.locator(".bar").isVisible()).isFalse();
        visit.picture("session-sheet");
        page.navigate(board + "/sessions/handover");
        assertThat(page.locator(".handover").innerText()).contains(MOUSE, "Example, Mara", "128/64 mmHg");
        visit.picture("session-handover");
        page.emulateMedia(new EmulateMediaOptions().setMedia(Media.SCREEN));
        page.navigate(session);
    }

    @Test
    void aTreatmentIsPlannedRunAndSignedByKeyboardAloneOnATablet() {
        var physician = FacilityStaff.account(stack, "dev.physician");
        var nurse = FacilityStaff.nurse(stack);
        var patient = nurse.post("/api/patients", """
                        {"given": "Kim", "family": "Zkeys", "birthDate": "1961-02-03",
                         "identifier": {"system": "urn:oid:2.999.7", "value": "keys-%s"}}""".formatted(System.nanoTime()))
                .json()
                .path("patient")
                .asText();
        assertThat(nurse.put("/api/stations/" + KEYS + "/association", "{\"patient\": \"" + patient + "\"}")
                        .status())
                .isEqualTo(200);
        try (var visit =
                browser.visit(board + "/sessions", Screen.TABLET, Theme.LIGHT).awaitLive()) {
            var page = visit.page();
            var keys = page.keyboard();
            page.onDialog(Dialog::accept);
            keys.press("b");
            assertThat(visit.focused("[data-badge]")).isTrue();
            badgeAndPin(visit, physician);
            page.getByText("Plan a session").waitFor();
            visit.tabTo("[name=patient]");
            keys.type("Zkeys");
            visit.tabTo("[name=station]");
            keys.type(KEYS);
            press(visit, "form:has([name=patient]) button", "Planned at " + KEYS);
            visit.awaitLive().assertFits(Screen.TABLET);
            visit.picture("sessions-day-tablet");
            visit.tabTo(".day a[aria-label^='" + KEYS + "']");
            keys.press("Enter");
            page.locator("#session").waitFor();
            press(visit, ".action.primary", "has arrived");
            visit.tabTo("[name='target.blood-flow-set']");
            keys.type("280");
            keys.press("Enter");
            said(page, "Prescribed.");
            press(visit, ".action.primary", KEYS + " is ready.");
            press(visit, ".action.primary", "has started");
            visit.tabTo("#observe-value");
            keys.type("121/70");
            keys.press("Enter");
            said(page, "Written down.");
            press(visit, ".action.primary", "is completed");
            visit.tabTo("#sign [name=badge]");
            badgeAndPin(visit, physician);
            said(page, "Signed by");
            visit.assertFits(Screen.TABLET);
            visit.picture("session-tablet");
            press(visit, ".action.primary", KEYS + " is being cleaned");
            press(visit, ".action.primary", "is free");
            visit.assertQuiet();
            page.navigate(board + "/sessions");
            visit.assertAccessible();
        }
    }

    private static void badgeAndPin(Visit visit, String[] account) {
        var keys = visit.page().keyboard();
        keys.type(account[1]);
        keys.press("Tab");
        keys.type(account[2]);
        keys.press("Enter");
    }

    private static void press(Visit visit, String button, String said) {
        visit.tabTo(button);
        visit.page().keyboard().press("Enter");
        said(visit.page(), said);
    }
}
