package dev.weir.endtoend;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import dev.weir.checkpoint.CheckpointStores;
import dev.weir.contract.Azurite;
import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.eventhubs.PartitionState;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Event Hubs differ from the other sources: replicas with checkpoints on Azurite, and in a file. */
class EventHubsIT {
    private static final int ENTITIES = 40;
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void aReplicaGoesOnWhereTheKilledOneHasStoredItsProgress() throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        try (Azurite azurite = Azurite.start(Files.createDirectory(folder.resolve("azurite")));
                LocalServices services = services();
                HubFeed feed = new HubFeed(services.amqp().connectionString(), "things", ENTITIES, seed);
                UpdatesClient client = UpdatesClient.join(services.webPubSub().connectionString(), "tenant:acme")) {
            azurite.createContainer("weir");
            write("{type: blob, connection-string: \"${STORAGE_CONNECTION_STRING}\", container: weir}");
            try (BridgeProcess first = start(services, azurite.connectionString());
                    BridgeProcess second = start(services, azurite.connectionString())) {
                first.awaitReady();
                second.awaitReady();
                await("both have partitions, seed " + seed).atMost(PATIENCE).until(() -> {
                    feed.send("shared-", 20);
                    return received(first) > 100 && received(second) > 100;
                });
                awaitNewestStates(feed, client, seed);
                // What was published and is checkpointed is not to come again.
                awaitCheckpoints(azurite, services, seed);
                double before = received(second);
                long sentBefore = feed.sent();

                feed.send("late-", 400);
                first.kill();

                awaitNewestStates(feed, client, seed);
                assertThat(received(second) - before)
                        .as("events that the survivor took, repeats included; seed %d", seed)
                        .isLessThanOrEqualTo(feed.sent() - sentBefore);
                assertThat(client.regressions()).as("seed %d", seed).isEmpty();
            }
        }
    }

    @Test
    void nothingComesAgainAfterAnOrderlyEnd() throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        write("{type: file, path: checkpoints.mv}");
        try (LocalServices services = services();
                HubFeed feed = new HubFeed(services.amqp().connectionString(), "things", ENTITIES, seed);
                UpdatesClient client = UpdatesClient.join(services.webPubSub().connectionString(), "tenant:acme")) {
            try (BridgeProcess bridge = start(services, "")) {
                bridge.awaitReady();
                feed.send(500);
                awaitNewestStates(feed, client, seed);
                bridge.interrupt();
                bridge.awaitExit(PATIENCE);
            }
            try (BridgeProcess bridge = start(services, "")) {
                bridge.awaitReady();
                await().during(Duration.ofSeconds(3))
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(received(bridge)).isZero());
            }
        }
    }

    @Test
    void aSecondProcessIsRefusedTheFileOfCheckpointsInOneLine() throws Exception {
        write("{type: file, path: checkpoints.mv}");
        try (LocalServices services = services();
                BridgeProcess first = start(services, "")) {
            first.awaitReady();

            try (BridgeProcess second = start(services, "")) {
                assertThat(second.awaitExit(PATIENCE)).isEqualTo(2);
                assertThat(second.output().strip())
                        .isEqualTo("file 'checkpoints.mv' is in use by another process; stop that one, or give each its"
                                + " own file: a file serves one replica");
            }
        }
    }

    @Test
    void aContainerThatItMayNotWriteToKeepsItUnreadyAndIsNamedInOneLine() throws Exception {
        try (Azurite azurite = Azurite.start(Files.createDirectory(folder.resolve("azurite")));
                LocalServices services = services()) {
            azurite.createContainer("weir");
            write("{type: blob, connection-string: \"${STORAGE_CONNECTION_STRING}\", container: weir}");
            try (BridgeProcess bridge = start(services, azurite.readOnly("weir"))) {
                String line = "source 'things': the storage account refuses 'checkpoints' (403); check its key, or give"
                        + " the identity the role 'Storage Blob Data Contributor'";
                await().atMost(PATIENCE)
                        .until(() -> bridge.port() > 0
                                && bridge.get("/q/health/ready").body().contains(line));
                assertThat(bridge.status("/q/health/live")).isEqualTo(200);
                // It is logged after readiness has it.
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(bridge.said().lines().filter(text -> text.contains("WARN")))
                                .singleElement()
                                .asString()
                                .containsIgnoringCase(line));
                assertThat(bridge.said()).doesNotContain("\tat ", "AuthorizationPermission", "sig=");
            }
        }
    }

    private static void awaitNewestStates(HubFeed feed, UpdatesClient client, long seed) {
        await("seed " + seed)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.counters()).isEqualTo(feed.last()));
    }

    /** Until what the hub has is stored as dealt with. */
    private static void awaitCheckpoints(Azurite azurite, LocalServices services, long seed) {
        Map<String, Long> newest = services.eventHubs().partitions("things").stream()
                .collect(toMap(state -> Integer.toString(state.partition()), PartitionState::lastSequenceNumber));
        Vertx vertx = Vertx.vertx();
        try {
            // The processor writes the name of its group in small letters.
            CheckpointStore store = CheckpointStores.blob(vertx, azurite.connectionString(), "weir");
            String namespace = services.amqp().connectionString().replaceFirst("Endpoint=sb://([^:/;]+).*", "$1");
            await("seed " + seed)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(store.listCheckpoints(namespace, "things", "$default")
                                    .collectMap(Checkpoint::getPartitionId, Checkpoint::getSequenceNumber)
                                    .block())
                            .isEqualTo(newest));
        } finally {
            vertx.close();
        }
    }

    private static double received(BridgeProcess bridge) throws IOException, InterruptedException {
        return bridge.metric("weir_events_received_total", "");
    }

    private void write(String checkpoints) throws IOException {
        Project.write(folder);
        Files.writeString(folder.resolve("weir.yaml"), """
                weir:
                  sources:
                    things:
                      type: event-hub
                      hub: things
                      connection-string: "${EVENT_HUBS_CONNECTION_STRING}"
                      balancing: {every: 1s, expire: 5s}
                      checkpoint: {events: 50, every: 1s}
                      dead-letters: {file: dead-letters.jsonl}
                  checkpoints: %s
                  web-pubsub:
                    hub: updates
                    connection-string: "${WEB_PUBSUB_CONNECTION_STRING}"
                    requests-per-second: 400
                  rules: {path: routing-rules}
                  http: {host: 127.0.0.1, port: 0}
                  drain-timeout: 1m
                """.formatted(checkpoints));
    }

    private static LocalServices services() {
        return LocalServices.builder().hub(HubSettings.of("things", PARTITIONS)).start();
    }

    private BridgeProcess start(LocalServices services, String storage) throws Exception {
        return BridgeProcess.start(
                folder,
                Map.of(
                        "EVENT_HUBS_CONNECTION_STRING", services.amqp().connectionString(),
                        "WEB_PUBSUB_CONNECTION_STRING", services.webPubSub().connectionString(),
                        "STORAGE_CONNECTION_STRING", storage),
                List.of("-Xmx256m"),
                "run");
    }
}
