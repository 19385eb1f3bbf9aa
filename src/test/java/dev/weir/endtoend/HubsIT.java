package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.servicebus.QueueSettings;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bridge, two hubs of two Web PubSub services: one service is killed, and started again later. */
class HubsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String LANE = "tenant:acme";
    private static final String CONFIGURATION = """
            weir:
              sources:
                both: {type: service-bus-queue, queue: both, connection-string: "${SERVICE_BUS_CONNECTION_STRING}"}
                calm: {type: service-bus-queue, queue: calm, connection-string: "${SERVICE_BUS_CONNECTION_STRING}"}
              web-pubsub:
                hub: updates
                resources:
                  east: {connection-string: "${EAST}"}
                  west: {connection-string: "${WEST}"}
                hubs:
                  updates: {resource: east, requests-per-second: 400, attempt-timeout: 2m}
                  west-alerts: {resource: west, hub: alerts, retry: {wait: 50ms, max-wait: 1s}}
              snapshots: {api-key: "%s"}
              rules: {path: routing-rules, reload: 200ms}
              http: {host: 127.0.0.1, port: 0}
            """.formatted(KEY);
    private static final String RULES = """
            version: 1
            tenant: {from: data.tenant}
            defaults: {coalesce: {every: 50ms}}
            rules:
              - name: both
                source: both
                to: [{group: "tenant:{tenant}"}, {group: "tenant:{tenant}", hub: west-alerts}]
                entity: "thing/{data.id}"
              - name: calm
                source: calm
                to: {group: "tenant:{tenant}"}
                entity: "thing/{data.id}"
            """;

    @TempDir
    Path folder;

    private int westPort;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("weir.yaml"), CONFIGURATION);
        Files.createDirectories(folder.resolve("routing-rules"));
        writeRules(RULES);
        try (ServerSocket free = new ServerSocket(0)) {
            westPort = free.getLocalPort();
        }
    }

    @Test
    void oneHubThatIsDownStopsNoSourceOfTheOtherAndLosesNothing() throws Exception {
        try (LocalServices services = services();
                CounterFeed both = new CounterFeed(services.connectionStrings().serviceBus(), "both", 5, 1);
                CounterFeed calm = new CounterFeed(services.connectionStrings().serviceBus(), "calm", 5, 2);
                UpdatesClient east =
                        UpdatesClient.join(services.connectionStrings().webPubSub(), LANE)) {
            Map<String, Long> seenInWest = new HashMap<>();
            BridgeProcess west = west(services);
            try (BridgeProcess bridge = bridge(services)) {
                bridge.awaitReady();
                both.send("both-", 20);
                calm.send("calm-", 20);
                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(east.counters())
                            .containsAllEntriesOf(both.last())
                            .containsAllEntriesOf(calm.last());
                    assertThat(snapshot(bridge, "west-alerts")).isEqualTo(both.last());
                    assertThat(services.serviceBus().counts("both")).isEqualTo(new QueueCounts(0, 0, 0));
                });
                assertThat(snapshot(bridge, "updates")).containsAllEntriesOf(calm.last());

                west.kill();
                await().atMost(PATIENCE).untilAsserted(() -> {
                    both.send("both-", 5);
                    assertThat(bridge.get("/q/health/ready").body())
                            .contains("hub 'west-alerts': ")
                            .contains("source 'both' is paused: the breaker is open: hub 'west-alerts'")
                            .doesNotContain("'updates'")
                            .doesNotContain("source 'calm'");
                });
                both.send("both-", 20);
                for (int round = 0; round < 5; round++) {
                    calm.send("calm-", 20);
                    await().atMost(PATIENCE).untilAsserted(() -> {
                        assertThat(east.counters()).containsAllEntriesOf(calm.last());
                        assertThat(services.serviceBus().counts("calm")).isEqualTo(new QueueCounts(0, 0, 0));
                    });
                }
                QueueCounts owed = services.serviceBus().counts("both");
                assertThat(owed.active() + owed.locked())
                        .as("the broker has what only one of two hubs has got")
                        .isPositive();
                assertThat(bridge.metric("weir_publish_calls_total", "hub=\"west-alerts\",outcome=\"unavailable\""))
                        .isPositive();
                assertThat(bridge.metric("weir_publish_calls_total", "hub=\"updates\",outcome=\"unavailable\""))
                        .isZero();

                west = west(services);
                try (UpdatesClient client = UpdatesClient.join(westConnection(services), "alerts", LANE)) {
                    bridge.awaitReady();
                    await().atMost(PATIENCE).untilAsserted(() -> {
                        assertThat(services.serviceBus().counts("both")).isEqualTo(new QueueCounts(0, 0, 0));
                        // What went out before the client was there, a snapshot has.
                        seenInWest.putAll(snapshot(bridge, "west-alerts"));
                        client.counters().forEach((entity, n) -> seenInWest.merge(entity, n, Math::max));
                        assertThat(seenInWest).isEqualTo(both.last());
                        assertThat(east.counters()).containsAllEntriesOf(both.last());
                    });
                    assertThat(client.regressions()).isEmpty();
                }
                assertThat(east.regressions()).isEmpty();
                assertThat(bridge.said()).doesNotContain("\tat ");
            } finally {
                west.close();
            }
        }
    }

    @Test
    void rulesThatStartToUseAnotherHubTakeAReloadAlone() throws Exception {
        writeRules(RULES.replace(", {group: \"tenant:{tenant}\", hub: west-alerts}", ""));
        try (LocalServices services = services();
                CounterFeed both = new CounterFeed(services.connectionStrings().serviceBus(), "both", 5, 1);
                BridgeProcess west = west(services);
                UpdatesClient client = UpdatesClient.join(westConnection(services), "alerts", LANE);
                BridgeProcess bridge = bridge(services)) {
            bridge.awaitReady();
            writeRules(RULES.replace("west-alerts", "west-alert"));
            await().atMost(PATIENCE)
                    .until(() -> bridge.output().contains("unknown hub 'west-alert'; did you mean 'west-alerts'?"));

            writeRules(RULES);
            await().atMost(PATIENCE).until(() -> bridge.output().contains("Rules were reloaded: 2 rules"));
            both.send("both-", 20);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.counters()).isEqualTo(both.last()));
            assertThat(west.isAlive()).isTrue();
        }
    }

    @Test
    void twoNamesForOneHubAreRefusedAtStart() throws Exception {
        try (LocalServices services = services();
                BridgeProcess bridge = BridgeProcess.start(
                        folder,
                        with(
                                environment(services),
                                "WEIR_WEB_PUBSUB_HUBS_WEST_ALERTS_HUB",
                                "updates",
                                "WEST",
                                east(services)),
                        List.of(),
                        "run")) {
            assertThat(bridge.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(bridge.output())
                    .contains("hub 'west-alerts' is the same hub of the same service as hub 'updates'; leave one out");
        }
    }

    /** The counter of each entity, as a client takes it that was not there. */
    private static Map<String, Long> snapshot(BridgeProcess bridge, String hub) throws Exception {
        HttpResponse<String> page = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + bridge.port() + "/snapshots/" + hub
                                        + "/group%3Atenant%3Aacme"))
                                .header("Authorization", "Bearer " + KEY)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        Map<String, Long> counters = new HashMap<>();
        for (JsonNode entity : JSON.readTree(page.body()).get("entities")) {
            counters.put(entity.get("entity").asText(), entity.at("/data/n").asLong());
        }
        return counters;
    }

    private void writeRules(String text) throws Exception {
        Files.writeString(folder.resolve("routing-rules").resolve("rules.yaml"), text);
    }

    private static LocalServices services() {
        return LocalServices.builder()
                .queue(QueueSettings.of("both"))
                .queue(QueueSettings.of("calm"))
                .start();
    }

    /** A Web PubSub in a process of its own, always on the same port. */
    private BridgeProcess west(LocalServices services) throws Exception {
        BridgeProcess process =
                BridgeProcess.start(folder, Map.of(), List.of(), "local", "--http-port=" + westPort, "--amqp-port=0");
        await().atMost(PATIENCE).until(() -> {
            assertThat(process.isAlive()).as(process.output()).isTrue();
            return process.output().contains("Ctrl-C ends");
        });
        return process;
    }

    private BridgeProcess bridge(LocalServices services) throws Exception {
        return BridgeProcess.start(folder, environment(services), List.of(), "run");
    }

    private Map<String, String> environment(LocalServices services) {
        return Map.of(
                "SERVICE_BUS_CONNECTION_STRING",
                services.connectionStrings().serviceBus(),
                "EAST",
                east(services),
                "WEST",
                westConnection(services));
    }

    private static Map<String, String> with(Map<String, String> environment, String... more) {
        Map<String, String> all = new HashMap<>(environment);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static String east(LocalServices services) {
        return services.connectionStrings().webPubSub();
    }

    /** The local services have one key, wherever they listen. */
    private String westConnection(LocalServices services) {
        return east(services)
                .replace(":" + services.webPubSub().port(), ":" + westPort)
                .replace("Port=" + services.webPubSub().port(), "Port=" + westPort);
    }
}
