package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.systemtest.Browser.Screen;
import io.mededge.infra.systemtest.Browser.Theme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The region's pages in a real browser, while a facility of 52 stations reports. */
@ExtendWith({RunningStack.Extension.class, Browser.Extension.class})
class RegionalPageIT {
    private final Browser browser;
    private final String home;

    RegionalPageIT(RunningStack stack, Browser browser) {
        this.browser = browser;
        home = stack.address("regionalPage");
    }

    /** What axe finds depends on the theme, not on the width. */
    @ParameterizedTest
    @CsvSource({"WALL,LIGHT,true", "WALL,DARK,false", "LAPTOP,LIGHT,false", "TABLET,DARK,true"})
    void thePageIsQuietAccessibleAndFitsTheScreen(Screen screen, Theme theme, boolean withAxe) {
        try (var visit = browser.visit(home, screen, theme).awaitLive()) {
            if (withAxe) {
                visit.assertAccessible();
            }
            visit.assertFits(screen);
            visit.assertQuiet();
        }
    }

    @Test
    void valuesMove() {
        try (var visit = browser.visit(home, Screen.LAPTOP, Theme.LIGHT).awaitLive()) {
            visit.assertLive();
            visit.picture("region");
            visit.assertQuiet();
        }
    }

    /** In a stack that has just started most hours are not certified yet. */
    @Test
    void aDevicesPageSaysOfEachHourWhatIsKnown() {
        var device = home + "/facilities/facility-1/devices/A-01-hd";
        try (var visit = browser.visit(device, Screen.LAPTOP, Theme.LIGHT).awaitLive()) {
            var words = visit.page().locator("section[aria-labelledby=telemetry] tbody td:nth-child(2)");
            assertThat(words.allInnerTexts())
                    .hasSize(24)
                    .allMatch(word -> word.matches("complete|unknown|[0-9,]+ missing"))
                    .contains("unknown");
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }

    @Test
    void theKeyboardReachesAFacility() {
        try (var visit = browser.visit(home, Screen.LAPTOP, Theme.LIGHT).awaitLive()) {
            var facility = "a[href='/facilities/facility-1']";
            visit.tabTo(facility);
            visit.page().keyboard().press("Enter");
            visit.page().waitForURL("**/facilities/facility-1");
            assertThat(visit.page().locator("main").innerText()).contains("A-01-hd");
            visit.awaitLive().assertAccessible();
            visit.assertQuiet();
        }
    }
}
