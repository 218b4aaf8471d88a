package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.Page.WaitForFunctionOptions;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** One page in a browser context of its own, and all that went wrong in it since it was opened. */
final class Visit implements AutoCloseable {
    /** How soon a value that changes must be seen to change. */
    static final Duration LIVE_WITHIN = Duration.ofSeconds(2);

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(10);
    private static final int MAX_TABS = 100;
    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    /** Kept for the README with {@code -Dmededge.pictures=true}, else only to look at after a failure. */
    private static final Path PICTURES = Boolean.getBoolean("mededge.pictures")
            ? Path.of("..", "..", "docs", "pictures")
            : Path.of("target", "pictures");

    private final BrowserContext context;
    private final Page page;
    private final List<String> errors = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();

    Visit(BrowserContext context, String url) {
        this.context = context;
        page = context.newPage();
        var home = URI.create(url);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                errors.add(message.type() + ": " + message.text() + " at " + message.location());
            }
        });
        page.onPageError(error -> errors.add("exception: " + error));
        page.onResponse(response -> {
            if (response.status() >= 400) {
                errors.add(response.status() + " " + response.url());
            }
        });
        page.onRequest(request -> {
            var target = URI.create(request.url());
            if (!Objects.equals(target.getAuthority(), home.getAuthority()) && !"data".equals(target.getScheme())) {
                foreign.add(request.url());
            }
        });
        page.navigate(url);
    }

    Page page() {
        return page;
    }

    /** The page is connected to its stream of events. */
    Visit awaitLive() {
        await("document.documentElement.dataset.connection === 'live'", SETTLED_WITHIN);
        return this;
    }

    /** @throws com.microsoft.playwright.TimeoutError if the expression is not true in time */
    void await(String expression, Duration within) {
        page.waitForFunction("() => " + expression, null, new WaitForFunctionOptions().setTimeout(within.toMillis()));
    }

    /** Some value that the server sends is another one within two seconds. */
    void assertLive() {
        page.evaluate(
                "window.before = [...document.querySelectorAll('main [data-live]')].map(e => e.textContent).join('|')");
        await(
                "[...document.querySelectorAll('main [data-live]')].map(e => e.textContent).join('|') !== window.before",
                LIVE_WITHIN);
    }

    /** Nothing went wrong in the console and nothing was asked of another host. */
    void assertQuiet() {
        assertThat(errors)
                .as("console errors and failed requests of %s", page.url())
                .isEmpty();
        assertThat(foreign).as("requests of %s to other hosts", page.url()).isEmpty();
    }

    /** axe-core finds nothing serious or critical (WCAG 2.2 A and AA and its own best practices). */
    void assertAccessible() {
        // a tile that flashes at this moment has another contrast than it has to the eye
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        var violations = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(violation -> SERIOUS.contains(violation.getImpact()))
                        .map(violation -> violation.getId() + ": " + violation.getHelp() + " "
                                + violation.getNodes().stream()
                                        .limit(3)
                                        .map(node -> node.getHtml())
                                        .toList())
                        .toList();
        assertThat(violations).as("what axe finds on %s", page.url()).isEmpty();
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
    }

    /** Nothing has to be scrolled sideways to be read. */
    void assertFits(Browser.Screen screen) {
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as("width of %s", page.url())
                .isLessThanOrEqualTo(screen.width());
    }

    /** What has the keyboard's focus, as a CSS selector matches it. */
    boolean focused(String selector) {
        return (Boolean) page.evaluate("selector => document.activeElement.matches(selector)", selector);
    }

    /** Presses the tab key until it is there. @throws AssertionError if it does not come */
    void tabTo(String selector) {
        for (var presses = 0; presses < MAX_TABS && !focused(selector); presses++) {
            page.keyboard().press("Tab");
        }
        assertThat(focused(selector))
                .as("%s within %d presses of the tab key", selector, MAX_TABS)
                .isTrue();
    }

    void picture(String name) {
        page.screenshot(new ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    @Override
    public void close() {
        context.close();
    }
}
