package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.checkpoint.RedisServer;
import dev.weir.contract.Azurite;
import dev.weir.guarantee.NothingSilent;
import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.EntitySettings;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.webpubsub.FaultPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Processes that share a queue, a queue with sessions and a hub, with checkpoints in Azurite and states in Redis; feeds of all
 * three; and a client whose view the guarantees watch. One thread.
 */
final class ReplicaSet implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int ENTITIES = 40;
    private static final int PARTITIONS = 6;
    private static final int POISON_EVERY = 100;
    private static final int BURST = 8;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String CONFIGURATION = """
            weir:
              sources:
                queue: {type: service-bus-queue, queue: queue, connection-string: "${SERVICE_BUS_CONNECTION_STRING}"}
                sessions:
                  type: service-bus-queue
                  queue: sessions
                  sessions: {max: 4, idle: 1s, turn: 2s}
                  connection-string: "${SERVICE_BUS_CONNECTION_STRING}"
                hub:
                  type: event-hub
                  hub: hub
                  connection-string: "${EVENT_HUBS_CONNECTION_STRING}"
                  balancing: {every: 1s, expire: 5s}
                  checkpoint: {events: 50, every: 1s}
                  dead-letters: {file: "${DEAD_LETTERS}"}
              checkpoints: {type: blob, connection-string: "${STORAGE_CONNECTION_STRING}", container: weir}
              state: {type: redis, url: "${REDIS_URL}"}
              web-pubsub:
                hub: updates
                connection-string: "${WEB_PUBSUB_CONNECTION_STRING}"
                requests-per-second: 130
                attempt-timeout: 30s
              rules: {path: routing-rules}
              drain-timeout: 30s
              http: {host: 127.0.0.1, port: 0}
            """;

    private final Path folder;
    private final long seed;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Deque<BridgeProcess> replicas = new ArrayDeque<>();
    private final Map<String, Feed> feeds = new LinkedHashMap<>();
    private final Azurite azurite;
    private final RedisServer redis;
    private final LocalServices services;
    private final UpdatesClient client;
    private int started;
    private int loads;

    ReplicaSet(Path folder, long seed) throws Exception {
        this.folder = folder;
        this.seed = seed;
        try {
            Project.write(folder);
            Files.writeString(folder.resolve("weir.yaml"), CONFIGURATION);
            azurite = opened(Azurite.start(Files.createDirectory(folder.resolve("azurite"))));
            azurite.createContainer("weir");
            redis = opened(RedisServer.start(Files.createDirectory(folder.resolve("redis"))));
            services = opened(LocalServices.builder()
                    .queue(QueueSettings.of("queue").with(ReplicaSet::patient))
                    .queue(QueueSettings.of("sessions").withSessions().with(ReplicaSet::patient))
                    .hub(HubSettings.of("hub", PARTITIONS))
                    .start());
            String serviceBus = services.connectionStrings().serviceBus();
            feeds.put("queue", opened(new CounterFeed(serviceBus, "queue", ENTITIES, seed)));
            feeds.put("sessions", opened(CounterFeed.ofSessions(serviceBus, "sessions", ENTITIES, seed)));
            feeds.put("hub", opened(new HubFeed(services.amqp().connectionString(), "hub", ENTITIES, seed)));
            feeds.values().forEach(feed -> feed.poisonEvery(POISON_EVERY));
            client = opened(UpdatesClient.join(services.connectionStrings().webPubSub(), "tenant:acme"));
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    private static EntitySettings patient(EntitySettings settings) {
        return settings.withLockDuration(SourceKind.LOCK).withMaxDeliveryCount(10_000);
    }

    /** What happens to replicas while events flow. */
    @FunctionalInterface
    interface Change {
        void happen() throws Exception;
    }

    /** Lets it happen while events of all sources flow, of entities that no other load has; then asks every guarantee. */
    void underLoad(Change change) throws Exception {
        String prefix = "l" + loads++ + "-";
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                feeds.forEach((source, feed) -> feed.send(prefix + source + "-", BURST));
                await().pollDelay(PAUSE).until(() -> true);
            }
        });
        try {
            change.happen();
        } finally {
            over.set(true);
            load.join();
        }
        judge();
    }

    private void judge() {
        feeds.values().forEach(feed -> feed.tell(client.guarantees()));
        await("seed " + seed)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    assertThat(client.violations()).isEmpty();
                    for (String queue : List.of("queue", "sessions")) {
                        assertThat(services.serviceBus().counts(queue))
                                .as(queue)
                                .isEqualTo(new QueueCounts(
                                        0, 0, (int) feeds.get(queue).poison()));
                    }
                    for (BridgeProcess replica : replicas) {
                        assertThat(new NothingSilent(replica.toString(), replica::total).violations())
                                .isEmpty();
                    }
                });
        assertThat(client.gaps()).as("seed %d", seed).isEmpty();
    }

    /** Starts so many more at once, and waits until all are ready and each takes from each source. */
    void start(int more) throws Exception {
        for (int i = 0; i < more; i++) {
            replicas.add(BridgeProcess.start(
                    folder,
                    Map.of(
                            "SERVICE_BUS_CONNECTION_STRING",
                                    services.connectionStrings().serviceBus(),
                            "EVENT_HUBS_CONNECTION_STRING",
                                    services.connectionStrings().eventHubs(),
                            "WEB_PUBSUB_CONNECTION_STRING",
                                    services.connectionStrings().webPubSub(),
                            "STORAGE_CONNECTION_STRING", azurite.connectionString(),
                            "REDIS_URL", redis.url(),
                            "DEAD_LETTERS", "dead-letters-" + started++ + ".jsonl"),
                    List.of("-Xmx256m"),
                    "run"));
        }
        replicas.forEach(BridgeProcess::awaitReady);
    }

    /** Waits until each takes part of each source's events. */
    void awaitShared() {
        for (BridgeProcess replica : replicas) {
            for (String source : feeds.keySet()) {
                await(replica + " takes from '" + source + "', seed " + seed)
                        .atMost(PATIENCE)
                        .until(() -> replica.metric("weir_events_received_total", "source=\"" + source + "\"") > 0);
            }
        }
    }

    /** The eldest ends as an orchestrator asks it to. */
    void endEldest() throws Exception {
        BridgeProcess leaving = replicas.remove();
        leaving.interrupt();
        leaving.awaitExit(PATIENCE);
        assertThat(leaving.said()).as("seed %d", seed).contains("Drained").doesNotContain("\tat ");
    }

    /** The eldest is lost without a word, with something in its hands. */
    void loseEldest() throws Exception {
        // Slow answers, so that there is something.
        services.webPubSub().faults().set(FaultPlan.NONE.delayAnswers(Duration.ofMillis(500)));
        BridgeProcess lost = replicas.element();
        await("seed " + seed).atMost(PATIENCE).until(() -> lost.metric("weir_events_held", "") > 0);
        replicas.remove().kill();
        services.webPubSub().faults().clear();
    }

    int size() {
        return replicas.size();
    }

    @Override
    public void close() throws Exception {
        replicas.forEach(BridgeProcess::close);
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
