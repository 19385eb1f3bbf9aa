package dev.weir.local.eventhubs;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import com.azure.messaging.eventhubs.models.SendOptions;
import dev.weir.local.LocalAmqp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A local Event Hubs on a free port with a clock that only the test moves, and the official clients to it. */
final class HubFixture implements BeforeEachCallback, AfterEachCallback {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final LocalAmqp.Builder builder;
    private final MovableClock clock = new MovableClock();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private LocalAmqp port;

    HubFixture(HubSettings... hubs) {
        builder = LocalAmqp.builder().clock(clock);
        List.of(hubs).forEach(builder::hub);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        port = builder.start();
        open.push(port);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    LocalAmqp port() {
        return port;
    }

    LocalEventHubs hubs() {
        return port.eventHubs();
    }

    PartitionState partition(String hub, int partition) {
        return hubs().partitions(hub).get(partition);
    }

    /** Lets time pass for the service, and what ends by it end. */
    void pass(Duration time) {
        clock.advance(time);
        port.timeMoved();
    }

    EventHubClientBuilder clients(String hub) {
        return new EventHubClientBuilder()
                .connectionString(port.connectionString(), hub)
                .consumerGroup("$Default")
                .retryOptions(new AmqpRetryOptions()
                        .setMaxRetries(0)
                        .setDelay(Duration.ofMillis(50))
                        .setTryTimeout(PATIENCE));
    }

    <T extends AutoCloseable> T closing(T client) {
        open.push(client);
        return client;
    }

    EventHubProducerClient producer(String hub) {
        return closing(clients(hub).buildProducerClient());
    }

    EventHubConsumerAsyncClient consumer(String hub) {
        return closing(clients(hub).buildAsyncConsumerClient());
    }

    /** Sends each body in a message of its own. */
    void send(String hub, int partition, String... bodies) {
        try (EventHubProducerClient producer = clients(hub).buildProducerClient()) {
            for (String body : bodies) {
                producer.send(
                        List.of(new EventData(body)), new SendOptions().setPartitionId(Integer.toString(partition)));
            }
        }
    }

    /** Reads so many events of a partition from a position on. */
    List<PartitionEvent> read(String hub, int partition, EventPosition from, int count) {
        return read(consumer(hub), partition, from, new ReceiveOptions(), count);
    }

    static List<PartitionEvent> read(
            EventHubConsumerAsyncClient consumer,
            int partition,
            EventPosition from,
            ReceiveOptions options,
            int count) {
        List<PartitionEvent> events = consumer.receiveFromPartition(Integer.toString(partition), from, options)
                .take(count)
                .collectList()
                .block(PATIENCE);
        return events == null ? new ArrayList<>() : events;
    }

    static List<String> bodies(List<PartitionEvent> events) {
        return events.stream().map(event -> event.getData().getBodyAsString()).toList();
    }

    private static final class MovableClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(START);

        void advance(Duration time) {
            now.updateAndGet(instant -> instant.plus(time));
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("the test's clock is in UTC");
        }
    }
}
