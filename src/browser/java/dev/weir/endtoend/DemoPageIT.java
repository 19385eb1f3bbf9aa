package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, started as a newcomer would, looked at in a real Chromium. */
class DemoPageIT {
    private static final double PATIENCE = 90_000;
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run");

    @TempDir
    static Path folder;

    private static BridgeProcess demo;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void startDemoAndBrowser() throws Exception {
        demo = BridgeProcess.start(
                folder,
                Map.of(),
                List.of("-Xmx256m"),
                "demo",
                "--http-port=0",
                "--local-http-port=0",
                "--amqp-port=0");
        demo.awaitReady();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(FLAGS));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    void aJobGoesFromQueuedToCompletedAndTheOtherTenantsPageNeverShowsIt() {
        List<String> errors = new ArrayList<>();
        Page own = open("octo-org", errors);
        Page other = open("globex", errors);

        Locator queued = own.locator("[data-testid=job][data-status=queued]").first();
        queued.waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE));
        String entity = queued.getAttribute("data-entity");
        String job = "[data-testid=job][data-entity=\"" + entity + "\"]";
        // Watches every change of the other page from here on, not only what is there when the test looks.
        other.evaluate(
                "selector => { window.leaked = 0; new MutationObserver(() => {"
                        + " window.leaked += document.querySelectorAll(selector).length; })"
                        + ".observe(document.body, {subtree: true, childList: true, attributes: true}); }",
                job);
        own.waitForSelector(job + "[data-status=in_progress]", patience());
        ElementHandle completed = own.waitForSelector(job + "[data-status=completed]", patience());

        assertThat(completed.getAttribute("data-conclusion")).isIn("success", "failure");
        assertThat(other.locator("[data-testid=job]").count()).as("jobs of the other tenant").isPositive();
        assertThat(other.evaluate("() => window.leaked")).isEqualTo(0);
        assertThat(errors).isEmpty();
    }

    @Test
    void thePageShowsWhatCoalescingSaves() {
        List<String> errors = new ArrayList<>();
        Page page = open("initech", errors);

        page.waitForFunction(
                "() => /\\d+ % saved/.test(document.querySelector('[data-testid=saved]').textContent)",
                null,
                new Page.WaitForFunctionOptions().setTimeout(PATIENCE));
        int saved = Integer.parseInt(page.locator("[data-testid=saved]")
                .textContent()
                .replaceAll("(?s).*?(\\d+) % saved.*", "$1"));

        assertThat(saved).isBetween(50, 100);
        assertThat(page.locator("[data-testid=vehicle]").count()).isPositive();
        assertThat(errors).isEmpty();
    }

    @Test
    void thePageFitsAPhoneAndTheTenantIsChosenByKeyboard() {
        List<String> errors = new ArrayList<>();
        Page page = open("globex", errors);
        page.setViewportSize(360, 800);
        page.waitForSelector("[data-testid=vehicle]", patience());

        page.locator("[data-testid=tenant][data-tenant=globex]").focus();
        page.keyboard().press("ArrowRight");
        page.waitForSelector("[data-testid=tenant][data-tenant=initech][aria-selected=true]", patience());

        assertThat((Boolean) page.evaluate(
                        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .as("no sideways scrolling")
                .isTrue();
        assertThat(errors).isEmpty();
    }

    @Test
    void looksLikeTheScreenshotInTheReadme() {
        Page page = open("octo-org", new ArrayList<>());
        page.setViewportSize(1280, 860);
        page.waitForSelector("[data-testid=job][data-status=completed]", patience());
        page.waitForSelector("[data-testid=job][data-status=in_progress]", patience());

        byte[] shot = page.screenshot(
                new Page.ScreenshotOptions().setPath(Path.of("target", "demo.png")));

        assertThat(shot.length).isGreaterThan(20_000);
    }

    private static Page.WaitForSelectorOptions patience() {
        return new Page.WaitForSelectorOptions().setTimeout(PATIENCE);
    }

    private static Page open(String tenant, List<String> errors) {
        Page page = browser.newContext(new Browser.NewContextOptions()
                        .setColorScheme(ColorScheme.DARK)
                        .setReducedMotion(ReducedMotion.REDUCE))
                .newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        page.navigate("http://127.0.0.1:" + demo.port() + "/?tenant=" + tenant);
        page.waitForSelector("[data-testid=connection][data-state=open]", patience());
        return page;
    }
}
