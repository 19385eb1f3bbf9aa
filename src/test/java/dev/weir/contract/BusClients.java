package dev.weir.contract;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder.ServiceBusReceiverClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusRuleManagerClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import com.azure.messaging.servicebus.models.SubQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The official clients to the Service Bus under test, closed after each test. Entities that a test counts on are empty
 * when it begins. A subscription is named {@code topic/subscription}.
 */
final class BusClients implements BeforeEachCallback, AfterEachCallback {
    /** Of any single wait; a service that is far away needs some of it. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> emptied;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable String connectionString;
    private @Nullable ServiceBusClientBuilder clients;

    /** Clients of a test that finds these entities empty; those with sessions can't be among them. */
    BusClients(String... emptied) {
        this.emptied = List.of(emptied);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        connectionString = AzureExtension.azure(context).serviceBus();
        clients = connect();
        for (String entity : emptied) {
            EmptyEntity.empty(this, entity);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    /** What clients of another connection are built by. */
    ServiceBusClientBuilder connect() {
        return new ServiceBusClientBuilder()
                .connectionString(connectionString)
                .retryOptions(new AmqpRetryOptions()
                        .setMaxRetries(1)
                        .setDelay(Duration.ofMillis(200))
                        .setTryTimeout(PATIENCE));
    }

    /** What all clients of a test are built by, and share a connection. */
    ServiceBusClientBuilder clients() {
        if (clients == null) {
            throw new IllegalStateException("there are no clients before the test begins");
        }
        return clients;
    }

    <T extends AutoCloseable> T closing(T client) {
        open.push(client);
        return client;
    }

    ServiceBusSenderClient sender(String queueOrTopic) {
        return closing(clients().sender().queueName(queueOrTopic).buildClient());
    }

    void send(String queueOrTopic, ServiceBusMessage... messages) {
        try (ServiceBusSenderClient sender =
                clients().sender().queueName(queueOrTopic).buildClient()) {
            for (ServiceBusMessage message : messages) {
                sender.sendMessage(message);
            }
        }
    }

    void send(String queueOrTopic, String... bodies) {
        send(queueOrTopic, List.of(bodies).stream().map(ServiceBusMessage::new).toArray(ServiceBusMessage[]::new));
    }

    /** A receiver by peek-lock that renews no lock. */
    ServiceBusReceiverClient receiver(String entity) {
        return closing(receiverBuilder(entity).buildClient());
    }

    ServiceBusReceiverClient deadLetters(String entity) {
        return closing(
                receiverBuilder(entity).subQueue(SubQueue.DEAD_LETTER_QUEUE).buildClient());
    }

    /** A receiver by receive-and-delete. */
    ServiceBusReceiverClient deleting(String entity) {
        return closing(receiverBuilder(entity)
                .receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
                .buildClient());
    }

    ServiceBusReceiverClient deletingDeadLetters(String entity) {
        return closing(receiverBuilder(entity)
                .receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .buildClient());
    }

    ServiceBusReceiverClientBuilder receiverBuilder(String entity) {
        ServiceBusReceiverClientBuilder builder =
                clients().receiver().disableAutoComplete().maxAutoLockRenewDuration(Duration.ZERO);
        int slash = entity.indexOf('/');
        return slash < 0
                ? builder.queueName(entity)
                : builder.topicName(entity.substring(0, slash)).subscriptionName(entity.substring(slash + 1));
    }

    /** What accepts sessions of a queue, and renews no lock. */
    ServiceBusSessionReceiverClient sessions(String queue) {
        return closing(clients()
                .sessionReceiver()
                .queueName(queue)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .buildClient());
    }

    ServiceBusRuleManagerClient rules(String topic, String subscription) {
        return closing(clients()
                .ruleManager()
                .topicName(topic)
                .subscriptionName(subscription)
                .buildClient());
    }
}
