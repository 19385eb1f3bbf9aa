package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import dev.weir.checkpoint.RedisServer;
import dev.weir.client.WireSchema;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages in a real Chromium show in the end exactly the last states: though they join late, are cut off, lose messages and
 * the last ones, outlive a restart of the bridge, and two replicas write their lane.
 */
class ClientIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PACKAGES = Path.of("target/node/sdks");
    private static final Path BUNDLER = PACKAGES.resolve("node_modules/.bin/esbuild");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GROUP = "tenant:acme";
    private static final int ENTITIES = 40;

    /** Every seventh state of an entity is its removal; the others differ in one number and in a short list. */
    private static final int REMOVED = 7;

    private static final String RULES = """
            version: 1
            tenant:
              from: data.tenant
            rules:
              - name: things
                when: type == "thing.changed"
                to:
                  - group: "tenant:{tenant}"
                entity: "thing/{data.id}"
                data:
                  n: "{data.n}"
                  about: "thing {data.id} of {data.tenant}, in words that stay the same, so that deltas are worth it"
                  words: "{['in a list of words', 'that stay the same', 'but for the last', 'a patch is shorter than the list', string(data.n)]}"
                coalesce: {every: 50ms, keep: latest, send: delta, remove: data.n %% %d == 0}
            """.formatted(REMOVED);

    private static final String STATE = """
            {
              "n": %d,
              "about": "thing %s of acme, in words that stay the same, so that deltas are worth it",
              "words": ["in a list of words", "that stay the same", "but for the last", "a patch is shorter than the list", "%d"]
            }
            """;

    private static Playwright playwright;
    private static Browser browser;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("weir.seed", System.nanoTime());

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

    @Test
    void theOfficialClientIsAmongThem() {
        assumeTrue(Files.exists(BUNDLER), "There are no packages under " + PACKAGES + "; .ci/run installs them where npm is");
    }

    @Test
    void withTheStateInAFile() throws Exception {
        try (Stage stage = new Stage("{type: file}")) {
            stage.joinLate();
            stage.missThroughACutConnection();
            stage.loseMessages();
            stage.loseTheTail();
            stage.outliveARestart();
            stage.check();
        }
    }

    @Test
    void withTheStateInRedisAndTwoReplicas() throws Exception {
        try (RedisServer redis = RedisServer.start(folder);
                Stage stage = new Stage("{type: redis, url: \"" + redis.url() + "\"}")) {
            stage.joinLate();
            stage.missThroughACutConnection();
            stage.outliveARestart();
            stage.seeTwoReplicas();
            stage.check();
        }
    }

    /** Everything that is there: services, a feed, an application with its pages, and a bridge or two. */
    private final class Stage implements AutoCloseable {
        private final LocalServices services;
        private final CounterFeed feed;
        private final Application application;
        private final List<ClientPage> pages = new ArrayList<>();
        private BridgeProcess bridge;

        Stage(String state) throws IOException, InterruptedException {
            Files.writeString(folder.resolve("weir.yaml"), Project.CONFIGURATION + "  state: " + state + "\n");
            Files.createDirectories(folder.resolve("routing-rules"));
            Files.writeString(folder.resolve("routing-rules/things.yaml"), RULES);
            services = LocalServices.builder()
                    .queue(QueueSettings.of("things")
                            .withLockDuration(Duration.ofSeconds(5))
                            .withMaxDeliveryCount(1000))
                    .start();
            feed = new CounterFeed(services.connectionStrings().serviceBus(), "things", ENTITIES, seed);
            application = Application.start(services.connectionStrings().webPubSub(), GROUP);
            application.serve("/page.js", Path.of("src/test/javascript/client/page.js"));
            bridge = startBridge();
            application.ask(bridge.awaitReady());
            pages.add(new ClientPage(browser, application, "bare"));
            pages.add(new ClientPage(browser, application, "bare, reliable"));
            if (Files.exists(BUNDLER)) {
                application.serve("/official.js", bundledOfficialClient());
                pages.add(new ClientPage(browser, application, "official"));
                pages.add(new ClientPage(browser, application, "official, reliable"));
            }
        }

        private BridgeProcess startBridge() throws IOException {
            return BridgeProcess.start(
                    folder,
                    Map.of(
                            "SERVICE_BUS_CONNECTION_STRING",
                            services.connectionStrings().serviceBus(),
                            "WEB_PUBSUB_CONNECTION_STRING",
                            services.connectionStrings().webPubSub(),
                            "WEIR_SNAPSHOTS_API_KEY",
                            Application.API_KEY),
                    List.of("-Xmx256m"),
                    "run");
        }

        void joinLate() throws IOException {
            feed.send(100);
            awaitPublished();
            for (ClientPage page : pages) {
                page.open(GROUP, bridge.port());
            }
            awaitShown("after they joined late");
        }

        void missThroughACutConnection() throws IOException {
            pages.forEach(page -> page.network().down());
            feed.send(60);
            awaitPublished();
            pages.forEach(page -> page.network().up());
            awaitShown("after they were cut off");
        }

        void loseMessages() {
            startLosing();
            pages.forEach(page -> page.network().stopLosing());
            feed.send(10);
            awaitShown("after messages were lost");
        }

        void loseTheTail() {
            startLosing();
            awaitShown("after the last messages were lost");
            pages.forEach(page -> page.network().stopLosing());
        }

        private void startLosing() {
            pages.forEach(page -> page.network().startLosing());
            feed.send(30);
            await("messages are lost")
                    .atMost(PATIENCE)
                    .until(() -> pages.stream().allMatch(page -> page.network().lost() > 0));
        }

        void outliveARestart() throws Exception {
            bridge.kill();
            bridge = startBridge();
            application.ask(bridge.awaitReady());
            try (ClientPage newcomer = new ClientPage(browser, application, "bare")) {
                newcomer.open(GROUP, bridge.port());
                awaitShown("by one that came after the restart", newcomer);
                feed.send(30);
                awaitShown("after the bridge was started again");
                awaitShown("by one that came after the restart", newcomer);
            }
        }

        void seeTwoReplicas() throws Exception {
            try (BridgeProcess replica = startBridge()) {
                application.ask(bridge.port(), replica.awaitReady());
                for (int burst = 0; burst < 10; burst++) {
                    feed.send(20);
                }
                pages.forEach(page -> page.network().down());
                for (int burst = 0; burst < 10; burst++) {
                    feed.send(20);
                }
                pages.forEach(page -> page.network().up());
                awaitShown("after two replicas wrote their lane");
                assertThat(replica.metric("weir_events_received_total", "")).isPositive();
                assertThat(bridge.metric("weir_events_received_total", "")).isPositive();
            }
        }

        /** What holds whatever happened. */
        void check() throws Exception {
            assertThat(bridge.status("/snapshots/updates/group%3Atenant%3Aacme"))
                    .as("without the key")
                    .isEqualTo(401);
            assertThat(pages).allSatisfy(page ->
                    assertThat(page.regressions()).as("seed %d: %s", seed, page).isEmpty());
            List<JsonNode> messages = application.messages();
            assertThat(messages).allSatisfy(message -> assertThat(WireSchema.findings(message))
                    .isEmpty());
            assertThat(values(messages, "epoch")).as("epochs").hasSizeGreaterThan(1);
            Set<String> operations = new HashSet<>();
            messages.forEach(message -> message.get("updates").forEach(update -> operations.add(update.get("op").asText())));
            assertThat(operations).as("what was sent").contains("set", "patch", "remove");
        }

        private void awaitPublished() {
            await("published").atMost(PATIENCE).untilAsserted(() -> assertThat(application.state())
                    .isEqualTo(expected()));
        }

        private void awaitShown(String when) {
            pages.forEach(page -> awaitShown(when, page));
        }

        private void awaitShown(String when, ClientPage page) {
            await(page + " " + when)
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(page.shown())
                            .as("seed %d: %s %s", seed, page, when)
                            .isEqualTo(expected()));
        }

        /** The last state of each entity that is not gone. */
        private Map<String, JsonNode> expected() throws IOException {
            Map<String, JsonNode> states = new HashMap<>();
            for (Map.Entry<String, Long> last : feed.last().entrySet()) {
                if (last.getValue() % REMOVED != 0) {
                    String id = last.getKey().substring("thing/".length());
                    states.put(last.getKey(), JSON.readTree(STATE.formatted(last.getValue(), id, last.getValue())));
                }
            }
            return states;
        }

        @Override
        public void close() throws IOException {
            for (ClientPage page : pages) {
                page.close();
            }
            bridge.close();
            application.close();
            feed.close();
            services.close();
        }
    }

    private static Set<String> values(List<JsonNode> messages, String field) {
        Set<String> values = new HashSet<>();
        messages.forEach(message -> values.add(message.get(field).asText()));
        return values;
    }

    /** The official client as applications have it: one module, made by a bundler. */
    private Path bundledOfficialClient() throws IOException, InterruptedException {
        Path bundle = folder.resolve("official.js").toAbsolutePath();
        Path log = folder.resolve("esbuild.log");
        Process process = new ProcessBuilder(
                        BUNDLER.toAbsolutePath().toString(),
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
