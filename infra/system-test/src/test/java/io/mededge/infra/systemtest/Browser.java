package io.mededge.infra.systemtest;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real Chromium, started for the first test class that asks for it and shared by all of the module. A test class has
 * {@code @ExtendWith(Browser.Extension.class)}, takes the browser as a parameter and opens a {@link Visit} for each page.
 */
final class Browser implements AutoCloseable {
    /** The sizes of screen that pages are made for: a wall display, a laptop, a tablet. */
    enum Screen {
        WALL(1920, 1080),
        LAPTOP(1280, 800),
        TABLET(820, 1180);

        private final int width;
        private final int height;

        Screen(int width, int height) {
            this.width = width;
            this.height = height;
        }

        int width() {
            return width;
        }
    }

    enum Theme {
        LIGHT,
        DARK
    }

    /** No sandbox, because tests run as root in containers; nothing that talks to a maker's host by itself. */
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    private Browser() {
        var program = Tool.onPath("chromium");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new LaunchOptions().setExecutablePath(program).setArgs(ARGUMENTS));
    }

    /** Opens a page as somebody does who has chosen this theme on this screen. */
    Visit visit(String url, Screen screen, Theme theme) {
        var context = chromium.newContext(new NewContextOptions()
                .setViewportSize(screen.width, screen.height)
                .setColorScheme(theme == Theme.DARK ? ColorScheme.DARK : ColorScheme.LIGHT));
        var choice = theme == Theme.DARK ? "dark" : "light";
        context.addInitScript("try { localStorage.setItem('mededge.theme', '" + choice + "') } catch {}");
        return new Visit(context, url);
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }

    /** Gives the one browser to whoever has a parameter of this type. */
    static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Browser.class;
        }

        @Override
        public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.GLOBAL)
                    .computeIfAbsent(Browser.class, first -> new Browser(), Browser.class);
        }
    }
}
