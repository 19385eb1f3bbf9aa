package dev.weir.local.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.RuleSettings;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import dev.weir.local.sqlfilter.SqlFilter;
import dev.weir.local.webpubsub.FaultPlan;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of the local services, in a real Chromium. */
class LocalPageIT {
    private static final double PATIENCE = 30_000;
    private static final String MARKUP = "<img src=x onerror=\"window.harmed=1\">";
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run");

    private static Playwright playwright;
    private static Browser browser;

    private final List<String> errors = new ArrayList<>();
    private LocalServices services;

    @BeforeAll
    static void startBrowser() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(FLAGS));
    }

    @AfterAll
    static void stopBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void startServices() {
        services = LocalServices.builder()
                .queue(QueueSettings.of("orders"))
                .queue(QueueSettings.of("returns").withSessions())
                .topic(TopicSettings.of(
                        "alerts",
                        SubscriptionSettings.of("all"),
                        SubscriptionSettings.of("urgent")
                                .withRules(RuleSettings.of("high", SqlFilter.parse("priority > 5")))))
                .hub(HubSettings.of("telemetry", 2))
                .start();
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void aMessageIsSentByKeyboardSeenAndCounted() {
        Page page = open(ColorScheme.LIGHT);

        page.locator("[data-testid=entity][data-name=orders]").focus();
        page.keyboard().press("Enter");
        page.waitForSelector("[data-testid=send-text]:visible", patience());
        page.locator("[data-testid=send-text]").focus();
        page.keyboard().type(MARKUP);
        page.keyboard().press("Enter");
        page.waitForSelector("[data-testid=message]", patience());

        assertThat(page.locator("[data-testid=message] pre").textContent()).isEqualTo(MARKUP);
        page.waitForFunction(
                "() => document.querySelector('tr[data-key=orders] td.number').textContent === '1'",
                null,
                new Page.WaitForFunctionOptions().setTimeout(PATIENCE));
        assertThat(services.serviceBus().counts("orders").active()).isEqualTo(1);
        assertThat(page.evaluate("() => window.harmed")).as("markup of a message that ran").isNull();
        assertThat(errors).isEmpty();
    }

    @Test
    void subscriptionsShowTheirRulesAndWhatTheirTopicIsSentAndQueuesTheirSessions() {
        Page page = open(ColorScheme.LIGHT);

        page.click("[data-testid=entity][data-name=urgent]");
        page.waitForSelector("[data-testid=rule]", patience());
        assertThat(page.locator("[data-testid=rule]").textContent()).isEqualTo("high: priority > 5");
        page.click("[data-testid=entity][data-name=all]");
        page.waitForFunction("() => document.getElementById('look-name').textContent === 'alerts / all'");
        page.fill("[data-testid=send-text]", "fire");
        page.click("[data-testid=send]");
        page.waitForSelector("[data-testid=message]", patience());
        assertThat(page.locator("[data-testid=message] pre").textContent()).isEqualTo("fire");
        page.click("[data-testid=entity][data-name=returns]");
        page.waitForSelector("#send-session:visible", patience());
        page.fill("#send-session", "ann");
        page.fill("[data-testid=send-text]", "back");
        page.click("[data-testid=send]");
        page.click("#look-sessions");
        page.waitForSelector("[data-testid=session]", patience());

        assertThat(page.locator("[data-testid=session]").textContent()).contains("ann").contains("1 active");
        assertThat(services.serviceBus().counts("alerts/subscriptions/all").active())
                .isEqualTo(1);
        assertThat(services.serviceBus().counts("alerts/subscriptions/urgent").active())
                .isZero();
        page.setViewportSize(1280, 1000);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "local-light.png"))
                .setFullPage(true));
        assertThat(errors).isEmpty();
    }

    @Test
    void clientsWithTheirGroupsAndCallsAppearByThemselves() throws Exception {
        Page page = open(ColorScheme.DARK);
        WebPubSubServiceClient sdk = new WebPubSubServiceClientBuilder()
                .connectionString(services.connectionStrings().webPubSub())
                .hub("live")
                .buildClient();
        String url = sdk.getClientAccessToken(new GetClientAccessTokenOptions()
                        .setUserId(MARKUP)
                        .setGroups(List.of("tenant:acme")))
                .getUrl();
        WebSocket client = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(url), new WebSocket.Listener() {})
                .join();
        sdk.sendToGroup("tenant:acme", "hello", WebPubSubContentType.TEXT_PLAIN);

        page.waitForSelector("#clients tr", patience());
        page.waitForSelector("#calls tr", patience());

        assertThat(page.locator("#clients").textContent()).contains(MARKUP).contains("tenant:acme");
        assertThat(page.locator("#calls").textContent()).contains("/groups/tenant:acme/:send").contains("202");
        assertThat(page.evaluate("() => window.harmed")).as("markup of a user's name that ran").isNull();
        page.setViewportSize(1280, 1000);
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "local.png")).setFullPage(true));
        client.abort();
        assertThat(errors).isEmpty();
    }

    @Test
    void faultsAreSwitchedOnAndOffAndTheClockIsAdvanced() {
        Page page = open(ColorScheme.LIGHT);

        page.click("[data-testid=fault-throttle]");
        page.waitForSelector("[data-testid=fault-throttle][aria-checked=true]", patience());
        page.click("[data-testid=fault-links]");
        page.waitForSelector("[data-testid=fault-links][aria-checked=true]", patience());

        assertThat(services.webPubSub().faults().plan().share()).isPresent();
        assertThat(services.amqp().listener().faults().plan().links()).isPresent();
        page.click("[data-testid=end-faults]");
        page.waitForSelector("[data-testid=fault-throttle][aria-checked=false]", patience());
        assertThat(services.webPubSub().faults().plan()).isEqualTo(FaultPlan.NONE);
        page.click("[data-testid=advance]");
        await().atMost(Duration.ofSeconds(10)).until(() -> services.clock().ahead().equals(Duration.ofMinutes(1)));
        assertThat(errors).isEmpty();
    }

    @Test
    void thePageFitsAPhoneAndSaysWhenTheServicesAreGone() {
        Page page = open(ColorScheme.DARK);
        page.setViewportSize(360, 800);
        page.click("[data-testid=entity][data-name=telemetry]");
        page.waitForSelector("[data-testid=send-text]:visible", patience());
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "local-phone.png")).setFullPage(true));

        assertThat((Boolean) page.evaluate(
                        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .as("no sideways scrolling")
                .isTrue();
        assertThat(errors).isEmpty();
        services.close();
        page.waitForSelector("[data-testid=connection][data-state=lost]", patience());
    }

    private static Page.WaitForSelectorOptions patience() {
        return new Page.WaitForSelectorOptions().setTimeout(PATIENCE);
    }

    private Page open(ColorScheme scheme) {
        Page page = browser.newContext(new Browser.NewContextOptions().setColorScheme(scheme))
                .newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        page.navigate("http://127.0.0.1:" + services.webPubSub().port() + "/local");
        page.waitForSelector("[data-testid=connection][data-state=open]", patience());
        page.waitForSelector("[data-testid=entity]", patience());
        return page;
    }
}
