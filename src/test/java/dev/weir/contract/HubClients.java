package dev.weir.contract;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.PartitionProperties;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The official clients to the Event Hubs under test, closed after each test. A hub keeps what earlier tests sent. */
final class HubClients implements BeforeEachCallback, AfterEachCallback {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String DEFAULT_GROUP = EventHubClientBuilder.DEFAULT_CONSUMER_GROUP_NAME;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable String connectionString;

    @Override
    public void beforeEach(ExtensionContext context) {
        connectionString = AzureExtension.azure(context).eventHubs();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    static AmqpRetryOptions retries() {
        return new AmqpRetryOptions()
                .setMaxRetries(1)
                .setDelay(Duration.ofMillis(200))
                .setTryTimeout(PATIENCE);
    }

    String connectionString() {
        if (connectionString == null) {
            throw new IllegalStateException("there is no connection before the test begins");
        }
        return connectionString;
    }

    <T extends AutoCloseable> T closing(T client) {
        open.push(client);
        return client;
    }

    EventHubProducerClient producer(String hub) {
        return closing(builder(hub).buildProducerClient());
    }

    EventHubConsumerClient consumer(String hub) {
        return consumer(hub, DEFAULT_GROUP);
    }

    EventHubConsumerClient consumer(String hub, String group) {
        return closing(builder(hub).consumerGroup(group).buildConsumerClient());
    }

    EventHubConsumerAsyncClient asyncConsumer(String hub) {
        return closing(builder(hub).consumerGroup(DEFAULT_GROUP).buildAsyncConsumerClient());
    }

    private EventHubClientBuilder builder(String hub) {
        return new EventHubClientBuilder()
                .connectionString(connectionString(), hub)
                .retryOptions(retries());
    }

    /** Sends events to a partition, a body each. */
    void send(String hub, String partition, String... bodies) {
        producer(hub).send(Stream.of(bodies).map(EventData::new).toList(), new SendOptions().setPartitionId(partition));
    }

    /** The position after what a partition holds now. */
    static EventPosition end(EventHubConsumerClient consumer, String partition) {
        PartitionProperties properties = consumer.getPartitionProperties(partition);
        return properties.isEmpty()
                ? EventPosition.earliest()
                : EventPosition.fromSequenceNumber(properties.getLastEnqueuedSequenceNumber(), false);
    }

    /** So many events from a position on. */
    static List<PartitionEvent> receive(
            EventHubConsumerClient consumer, String partition, EventPosition from, int count) {
        Instant deadline = Instant.now().plus(PATIENCE);
        List<PartitionEvent> events = new ArrayList<>();
        EventPosition next = from;
        while (events.size() < count && Instant.now().isBefore(deadline)) {
            consumer.receiveFromPartition(partition, count - events.size(), next, Duration.ofSeconds(5))
                    .forEach(events::add);
            if (!events.isEmpty()) {
                next = EventPosition.fromSequenceNumber(
                        events.get(events.size() - 1).getData().getSequenceNumber(), false);
            }
        }
        if (events.size() != count) {
            throw new AssertionError("expected " + count + " events of partition " + partition + " from " + from
                    + ", but got " + bodies(events));
        }
        return events;
    }

    static List<String> bodies(List<PartitionEvent> events) {
        return events.stream().map(event -> event.getData().getBodyAsString()).toList();
    }
}
