package dev.weir.local.servicebus;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import com.azure.messaging.servicebus.models.SubQueue;
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

/** A local Service Bus on a free port with a clock that only the test moves, and the official clients to it. */
final class BusFixture implements BeforeEachCallback, AfterEachCallback {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LocalAmqp.Builder builder;
    private final MovableClock clock = new MovableClock();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private LocalAmqp bus;

    BusFixture(QueueSettings... queues) {
        builder = LocalAmqp.builder().clock(clock);
        List.of(queues).forEach(builder::queue);
    }

    BusFixture with(TopicSettings... topics) {
        List.of(topics).forEach(builder::topic);
        return this;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        bus = builder.start();
        open.push(bus);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    LocalAmqp bus() {
        return bus;
    }

    QueueCounts counts(String queue) {
        return bus.serviceBus().counts(queue);
    }

    /** Lets time pass for the bus, and what expires by it expire. */
    void pass(Duration time) {
        clock.advance(time);
        bus.timeMoved();
    }

    ServiceBusClientBuilder clients() {
        return new ServiceBusClientBuilder()
                .connectionString(bus.connectionString())
                .retryOptions(new AmqpRetryOptions()
                        .setMaxRetries(1)
                        .setDelay(Duration.ofMillis(100))
                        .setTryTimeout(PATIENCE));
    }

    <T extends AutoCloseable> T closing(T client) {
        open.push(client);
        return client;
    }

    ServiceBusSenderClient sender(String queue) {
        return closing(clients().sender().queueName(queue).buildClient());
    }

    void send(String queue, String... bodies) {
        try (ServiceBusSenderClient sender = clients().sender().queueName(queue).buildClient()) {
            for (String body : bodies) {
                sender.sendMessage(new ServiceBusMessage(body));
            }
        }
    }

    ServiceBusReceiverClient receiver(String queue) {
        return closing(clients()
                .receiver()
                .queueName(queue)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .buildClient());
    }

    ServiceBusReceiverClient deadLetterReceiver(String queue) {
        return closing(clients()
                .receiver()
                .queueName(queue)
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .buildClient());
    }

    ServiceBusReceiverClient deletingReceiver(String queue) {
        return closing(clients()
                .receiver()
                .queueName(queue)
                .receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
                .buildClient());
    }

    static ServiceBusReceivedMessage one(ServiceBusReceiverClient receiver) {
        return receive(receiver, 1).get(0);
    }

    /** So many messages, in as many calls as it takes: a call ends when the next message is a second late. */
    static List<ServiceBusReceivedMessage> receive(ServiceBusReceiverClient receiver, int count) {
        Instant end = Instant.now().plus(PATIENCE);
        List<ServiceBusReceivedMessage> messages = new ArrayList<>();
        while (messages.size() < count && Instant.now().isBefore(end)) {
            receiver.receiveMessages(count - messages.size(), PATIENCE).forEach(messages::add);
        }
        if (messages.size() != count) {
            throw new AssertionError("expected " + count + " messages, got " + messages.size());
        }
        return messages;
    }

    private static final class MovableClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

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
