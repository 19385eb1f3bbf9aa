package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.weir.client.WireSchema;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A page in a real Chromium shows in the end exactly the last states: though it joins late, is cut off, loses messages and the
 * last ones, outlives a restart of the bridge, and two replicas write its lane.
 */
class ClientIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PACKAGES = Path.of("target/node/sdks");
    private static final int ENTITIES = 40;

    private static Playwright playwright;
    private static Browser browser;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBrowser() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
    }

    @AfterAll
    static void stopBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"bare", "bare, reliable", "official", "official, reliable"})
    void aPageShowsTheLastStatesWhateverItMissed(String kind) throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Project.write(folder);
        QueueSettings things = QueueSettings.of("things").withLockDuration(Duration.ofSeconds(5)).withMaxDeliveryCount(1000);
        try (LocalServices services = LocalServices.builder().queue(things).start();
                CounterFeed feed = new CounterFeed(services.connectionStrings().serviceBus(), "things", ENTITIES, seed);
                SnapshotServer application =
                        SnapshotServer.start(services.connectionStrings().webPubSub(), "tenant:acme");
                LossyProxy network = LossyProxy.to(application.servicePort())) {
            application.negotiate(network.port());
            application.serve("/page.js", Path.of("src/test/javascript/client/page.js"));
            if (kind.startsWith("official")) {
                application.serve("/official.js", bundledOfficialClient());
            }
            try (BridgeProcess first = start(services)) {
                first.awaitReady();
                feed.send(100);
                awaitPublished(application, feed);
                Page page = open(application, first, kind);
                awaitShown("after it joined late", page, feed);

                network.down();
                feed.send(60);
                awaitPublished(application, feed);
                network.up();
                awaitShown("after it was cut off", page, feed);

                network.startLosing();
                feed.send(30);
                awaitLoss(network);
                network.stopLosing();
                feed.send(10);
                awaitShown("after messages were lost", page, feed);

                network.startLosing();
                feed.send(30);
                awaitLoss(network);
                awaitShown("after the last messages were lost", page, feed);
                network.stopLosing();

                first.kill();
                feed.send(30);
                try (BridgeProcess second = start(services)) {
                    second.awaitReady();
                    feed.send(10);
                    awaitShown("after the bridge was started again", page, feed);

                    try (BridgeProcess replica = start(services)) {
                        replica.awaitReady();
                        for (int burst = 0; burst < 20; burst++) {
                            feed.send(20);
                        }
                        awaitShown("after two replicas wrote its lane", page, feed);
                        assertThat(replica.metric("weir_events_received_total", "")).isPositive();
                        assertThat(second.metric("weir_events_received_total", "")).isPositive();
                    }
                }
                assertThat((List<?>) page.evaluate("() => window.page.regressions")).as("seed %d", seed).isEmpty();
                assertThat(epochs(application)).as("epochs").hasSizeGreaterThanOrEqualTo(3);
                assertThat(application.messages()).allSatisfy(message -> assertThat(WireSchema.findings(message)).isEmpty());
                page.context().close();
            }
        }
    }

    private static Page open(SnapshotServer application, BridgeProcess bridge, String kind) {
        Page page = browser.newContext().newPage();
        page.navigate(application.origin());
        page.evaluate(
                "async (options) => (await import('/page.js')).show(options)",
                Map.of("bridge", "http://127.0.0.1:" + bridge.port(), "kind", kind, "group", "tenant:acme"));
        return page;
    }

    private static void awaitLoss(LossyProxy network) {
        await("messages are lost").atMost(Duration.ofSeconds(60)).until(() -> network.lost() > 0);
    }

    private static void awaitPublished(SnapshotServer application, CounterFeed feed) {
        await("published").atMost(Duration.ofSeconds(60)).until(() -> counters(application.state()).equals(feed.last()));
    }

    private static void awaitShown(String when, Page page, CounterFeed feed) {
        await(when)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(shown(page)).as(when).isEqualTo(feed.last()));
    }

    private static Map<String, Long> shown(Page page) throws IOException {
        Object json = page.evaluate(
                "() => JSON.stringify(Object.fromEntries([...window.page.client.entities()].map(([e, s]) => [e, s.data])))");
        Map<String, JsonNode> states = new HashMap<>();
        JSON.readTree((String) json).properties().forEach(state -> states.put(state.getKey(), state.getValue()));
        return counters(states);
    }

    private static Map<String, Long> counters(Map<String, JsonNode> states) {
        Map<String, Long> counters = new HashMap<>();
        states.forEach((entity, data) -> counters.put(entity, data.get("n").asLong()));
        return counters;
    }

    private static Set<String> epochs(SnapshotServer application) {
        Set<String> epochs = new HashSet<>();
        application.messages().forEach(message -> epochs.add(message.get("epoch").asText()));
        return epochs;
    }

    private BridgeProcess start(LocalServices services) throws IOException {
        return BridgeProcess.start(
                folder,
                Map.of(
                        "SERVICE_BUS_CONNECTION_STRING",
                                services.connectionStrings().serviceBus(),
                        "WEB_PUBSUB_CONNECTION_STRING",
                                services.connectionStrings().webPubSub()),
                List.of("-Xmx256m"),
                "run");
    }

    /** The official client as applications have it: one module, made by a bundler. */
    private Path bundledOfficialClient() throws IOException, InterruptedException {
        Path bundler = PACKAGES.resolve("node_modules/.bin/esbuild").toAbsolutePath();
        assumeTrue(Files.exists(bundler), "There are no packages under " + PACKAGES + "; .ci/run installs them where npm is");
        Path bundle = folder.resolve("official.js").toAbsolutePath();
        Path log = folder.resolve("esbuild.log");
        Process process = new ProcessBuilder(
                        bundler.toString(),
                        "node_modules/@azure/web-pubsub-client/dist/browser/index.js",
                        "--bundle",
                        "--format=esm",
                        "--platform=browser",
                        "--outfile=" + bundle)
                .directory(PACKAGES.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the bundler ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return bundle;
    }
}
