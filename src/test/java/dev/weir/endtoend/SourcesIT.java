package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.webpubsub.FaultPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several sources in one process, and a run that settles and publishes nothing. */
class SourcesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String HUB = """
                fleet:
                  type: event-hub
                  hub: fleet
                  connection-string: "${SERVICE_BUS_CONNECTION_STRING}"
                  dead-letters: {file: dead-letters.jsonl}
            """;
    private static final String ABSENT = """
                other:
                  type: service-bus-queue
                  queue: absent
                  connection-string: "${SERVICE_BUS_CONNECTION_STRING}"
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws Exception {
        Project.write(folder);
    }

    @Test
    void oneSourceThatFailsStopsNoOtherAndReadinessNamesIt() throws Exception {
        with(HUB + ABSENT);
        try (LocalServices services = services();
                CounterFeed feed = new CounterFeed(services.connectionStrings().serviceBus(), "things", 5, 1);
                HubFeed hubFeed = new HubFeed(services.amqp().connectionString(), "fleet", 5, 1);
                UpdatesClient client =
                        UpdatesClient.join(services.connectionStrings().webPubSub(), "tenant:acme");
                BridgeProcess bridge = start(services, "run")) {
            await().atMost(PATIENCE).until(() -> bridge.port() > 0);
            feed.send("queue-", 20);
            hubFeed.send("hub-", 20);

            await().atMost(PATIENCE)
                    .until(() ->
                            client.counters().keySet().containsAll(feed.last().keySet())
                                    && client.counters()
                                            .keySet()
                                            .containsAll(hubFeed.last().keySet()));
            String line = "source 'other': there is no queue 'absent' in the namespace; create it or mend 'queue'";
            await().atMost(PATIENCE)
                    .until(() -> bridge.get("/q/health/ready").body().contains(line));
            // It is logged after readiness has it.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(bridge.said())
                            .containsPattern(Pattern.quote(line) + "; next try in \\d+ s")
                            .doesNotContain("\tat "));

            services.serviceBus().createQueue(QueueSettings.of("absent"));

            bridge.awaitReady();
        }
    }

    @Test
    void showsHowFarBehindEachPartitionIs() throws Exception {
        with(HUB);
        try (LocalServices services = services();
                HubFeed hubFeed = new HubFeed(services.amqp().connectionString(), "fleet", 5, 1);
                BridgeProcess bridge = start(services, "run")) {
            bridge.awaitReady();
            services.webPubSub().faults().set(FaultPlan.NONE.delayAnswers(Duration.ofSeconds(8)));
            hubFeed.send("hub-", 20);

            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode lag = JSON.readTree(bridge.get("/lag").body());
                assertThat(lag.get("shown").asInt()).isPositive();
                JsonNode first = lag.get("lag").get(0);
                assertThat(first.get("source").asText()).isEqualTo("fleet");
                assertThat(first.get("unsettled").asInt()).isPositive();
                assertThat(first.get("bytes").asLong()).isPositive();
                assertThat(first.get("oldestSeconds").asDouble()).isPositive();
                assertThat(first.has("backlog")).isTrue();
                assertThat(bridge.metric("weir_partition_oldest_age", "source=\"fleet\""))
                        .isPositive();
            });
        }
    }

    @Test
    void aDryRunReportsWhatItWouldPublishAndTakesNothing() throws Exception {
        with(HUB);
        try (LocalServices services = services();
                CounterFeed feed = new CounterFeed(services.connectionStrings().serviceBus(), "things", 5, 1);
                HubFeed hubFeed = new HubFeed(services.amqp().connectionString(), "fleet", 5, 1)) {
            feed.send("queue-", 20);
            hubFeed.send("hub-", 10);
            try (BridgeProcess wrong = start(services, "run", "--dry-run")) {
                assertThat(wrong.awaitExit(PATIENCE)).isEqualTo(2);
                assertThat(wrong.output()).contains("name a consumer group of the dry run's own with --consumer-group");
            }
            try (BridgeProcess bridge =
                    start(services, "run", "--dry-run", "--consumer-group=shadow", "--report-every=1")) {
                await().atMost(PATIENCE).untilAsserted(() -> {
                    JsonNode report = report(bridge, "running");
                    assertThat(report.at("/received/things").asInt()).isEqualTo(20);
                    assertThat(report.at("/received/fleet").asInt()).isEqualTo(10);
                });
                bridge.interrupt();
                bridge.awaitExit(PATIENCE);

                JsonNode report = report(bridge, "end");
                assertThat(report.at("/eventsByRule/things").asInt()).isEqualTo(30);
                assertThat(report.get("deadLetters")).isEmpty();
                assertThat(report.at("/publishes/group/calls").asInt()).isPositive();
                assertThat(report.at("/publishes/group/bytes").asInt()).isPositive();
                assertThat(report.at("/publishesByHub/updates/calls")).isEqualTo(report.at("/publishes/group/calls"));
                assertThat(bridge.output()).contains("Dry run, all in all: nothing was settled or published");
            }
            assertThat(services.serviceBus().counts("things")).isEqualTo(new QueueCounts(20, 0, 0));
            assertThat(services.webPubSub().sends().latest()).isEmpty();
            assertThat(folder.resolve("dead-letters.jsonl")).doesNotExist();
            assertThat(folder.resolve("weir-checkpoints.mv")).doesNotExist();
        }
    }

    @Test
    void aDryRunLeavesTheBridgesStatesAlone() throws Exception {
        // Nothing listens there: who asks it waits.
        Files.writeString(
                folder.resolve("weir.yaml"),
                Project.CONFIGURATION + "  state: {type: redis, url: \"redis://127.0.0.1:1\"}\n");
        try (LocalServices services = services();
                CounterFeed feed = new CounterFeed(services.connectionStrings().serviceBus(), "things", 5, 1);
                BridgeProcess bridge = start(services, "run", "--dry-run", "--report-every=1")) {
            feed.send("queue-", 20);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(report(bridge, "running")
                                    .at("/publishes/group/calls")
                                    .asInt())
                            .as("%s", bridge.output())
                            .isPositive());
        }
    }

    private static JsonNode report(BridgeProcess bridge, String kind) throws Exception {
        List<String> lines = bridge.output()
                .lines()
                .filter(line -> line.startsWith("{\"dryRun\":\"" + kind + "\""))
                .toList();
        return lines.isEmpty() ? JSON.createObjectNode() : JSON.readTree(lines.get(lines.size() - 1));
    }

    private void with(String sources) throws Exception {
        Files.writeString(
                folder.resolve("weir.yaml"),
                Project.CONFIGURATION.replace("  web-pubsub:", sources.indent(0) + "  web-pubsub:"));
    }

    private BridgeProcess start(LocalServices services, String... arguments) throws Exception {
        return BridgeProcess.between(services, folder, List.of(), arguments);
    }

    private static LocalServices services() {
        return LocalServices.builder()
                .queue(QueueSettings.of("things"))
                .hub(HubSettings.of("fleet", 2).withConsumerGroups("shadow"))
                .start();
    }
}
