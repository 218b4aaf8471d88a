package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.infra.systemtest.Browser.Screen;
import io.mededge.infra.systemtest.Browser.Theme;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The world's page in a real browser. */
@ExtendWith({RunningStack.Extension.class, Browser.Extension.class})
class GlobalPageIT {
    /** Devices are told to the world when they are described and after that day by day. */
    private static final Duration FIRST_DEVICES = Duration.ofSeconds(90);

    private final Browser browser;
    private final String home;

    GlobalPageIT(RunningStack stack, Browser browser) {
        this.browser = browser;
        home = stack.address("globalPage");
        await().atMost(FIRST_DEVICES)
                .untilAsserted(
                        () -> assertThat(Web.get(home + "/api/catalog/devices").body())
                                .contains("A-01-hd"));
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

    /** A fleet changes slowly; what moves is the time of the server, by which everything here is dated. */
    @Test
    void thePageIsLive() {
        try (var visit = browser.visit(home, Screen.LAPTOP, Theme.LIGHT).awaitLive()) {
            visit.page().evaluate("window.before = document.querySelector('[data-clock]').textContent");
            visit.await("document.querySelector('[data-clock]').textContent !== window.before", Visit.LIVE_WITHIN);
            visit.picture("fleet");
            visit.assertQuiet();
        }
    }

    @Test
    void theKeyboardReachesADevice() {
        try (var visit = browser.visit(home, Screen.LAPTOP, Theme.LIGHT).awaitLive()) {
            visit.tabTo("a[href*='/api/catalog/devices/']");
            visit.assertQuiet();
        }
    }
}
