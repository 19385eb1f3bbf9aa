package dev.weir.source.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.SendOptions;
import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpTransport;
import dev.weir.checkpoint.CheckpointStores;
import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.local.LocalAmqp;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.source.CheckpointSettings;
import dev.weir.source.CoreClock;
import dev.weir.source.DeadLetters;
import dev.weir.source.DeliverySink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A local Event Hubs, a checkpoint store, and sources between them. */
final class HubFixture implements AutoCloseable {
    static final String HUB = "fleet";

    /** What a source handed over, and was told. */
    static class Taken implements DeliverySink {
        final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
        final Queue<Scope> lost = new ConcurrentLinkedQueue<>();

        @Override
        public void accept(Delivery delivery) {
            deliveries.add(delivery);
        }

        @Override
        public void lost(Scope scope) {
            lost.add(scope);
        }

        int size() {
            return deliveries.size();
        }

        /** What came from a partition, in the order in which it came. */
        List<Delivery> of(String partition) {
            return deliveries.stream()
                    .filter(delivery -> delivery.origin().scope().partition().equals(partition))
                    .toList();
        }
    }

    final LocalAmqp broker;
    final CheckpointStore store;
    /** While it holds text, dead letters can't be written. */
    final Map<String, String> deadLettersDown = new ConcurrentHashMap<>();

    final Queue<DeadLetter> deadLetters = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<EventHubsSource> sources = new ArrayList<>();

    HubFixture(int partitions) {
        this(partitions, CheckpointStores.memory());
    }

    /** @param store the caller's to close */
    HubFixture(int partitions, CheckpointStore store) {
        this.store = store;
        broker = LocalAmqp.builder()
                .port(0)
                .hub(HubSettings.of(HUB, partitions).withConsumerGroups("weir"))
                .start();
    }

    EventHubsSource start(DeliverySink sink) {
        return start(sink, settings());
    }

    EventHubsSource start(DeliverySink sink, EventHubsSettings settings) {
        EventHubsSource source = new EventHubsSource(settings, store, deadLetters(), sink, clock());
        sources.add(source);
        source.start();
        return source;
    }

    EventHubsSettings settings() {
        return settings("weir", 1_000, new Start.Earliest(), new CheckpointSettings(1, Duration.ofMillis(50), 1_000));
    }

    EventHubsSettings settings(int maxHeld) {
        return settings("weir", maxHeld, new Start.Earliest(), new CheckpointSettings(1, Duration.ofMillis(50), 1_000));
    }

    EventHubsSettings settings(String group, int maxHeld, Start start, CheckpointSettings checkpoint) {
        return settings(HUB, group, maxHeld, start, checkpoint);
    }

    EventHubsSettings settings(String hub, String group, int maxHeld, Start start, CheckpointSettings checkpoint) {
        return new EventHubsSettings(
                "fleet",
                "",
                new AmqpAccess.ByConnectionString(broker.connectionString(), AmqpTransport.TCP),
                hub,
                group,
                start,
                maxHeld,
                64L << 20,
                100,
                new EventHubsSettings.Batch(50, Duration.ofMillis(20)),
                new EventHubsSettings.Balancing(Duration.ofMillis(500), Duration.ofSeconds(30)),
                checkpoint);
    }

    private DeadLetters deadLetters() {
        return (why, message) -> {
            String down = deadLettersDown.get("reason");
            if (down != null) {
                return CompletableFuture.completedFuture(new Settlement.Answer.Unavailable(down));
            }
            deadLetters.add(why);
            return CompletableFuture.completedFuture(Settlement.Answer.SETTLED);
        };
    }

    private CoreClock clock() {
        return new CoreClock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }

            @Override
            public void after(long nanos, Runnable task) {
                timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
            }
        };
    }

    /** Sends events {@code {"n":FIRST}} and up to one partition. */
    void send(int partition, int first, int count) {
        try (EventHubProducerClient producer = new EventHubClientBuilder()
                .connectionString(broker.connectionString(), HUB)
                .buildProducerClient()) {
            SendOptions options = new SendOptions().setPartitionId(Integer.toString(partition));
            List<EventData> batch = new ArrayList<>();
            for (int n = first; n < first + count; n++) {
                batch.add(new EventData("{\"n\":" + n + "}"));
                if (batch.size() == 1_000) {
                    producer.send(batch, options);
                    batch.clear();
                }
            }
            if (!batch.isEmpty()) {
                producer.send(batch, options);
            }
        }
    }

    /** The sequence numbers that are checkpointed, by partition. */
    Map<String, Long> checkpoints() {
        return store
                .listCheckpoints("127.0.0.1", HUB, "weir")
                .collectList()
                .blockOptional(Duration.ofSeconds(30))
                .orElseThrow()
                .stream()
                .collect(Collectors.toMap(Checkpoint::getPartitionId, Checkpoint::getSequenceNumber));
    }

    /** Makes somebody else the owner of a partition, as a replica would that takes it over. */
    void steal(String partition) {
        await().atMost(Duration.ofSeconds(30)).until(() -> isStolen(partition));
    }

    /** Not where the owner renewed its claim just then. */
    private boolean isStolen(String partition) {
        return store.listOwnership("127.0.0.1", HUB, "weir")
                        .filter(ownership -> ownership.getPartitionId().equals(partition))
                        .collectList()
                        .flatMapMany(owned -> {
                            owned.forEach(ownership -> ownership.setOwnerId("thief"));
                            return store.claimOwnership(owned);
                        })
                        .blockLast(Duration.ofSeconds(30))
                != null;
    }

    static void complete(Delivery delivery) {
        assertThat(answer(delivery.settlement().complete())).isEqualTo(Settlement.Answer.SETTLED);
    }

    static Settlement.Answer answer(CompletionStage<Settlement.Answer> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        sources.forEach(EventHubsSource::close);
        broker.close();
        timer.shutdownNow();
    }
}
