package dev.weir.source.servicebus;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import dev.weir.azure.AmqpAccess;
import java.time.Duration;

/** Makes the SDK's clients of a source: each with a connection of its own, and none that renews locks or settles by itself. */
final class Clients {
    /** Short, so that a settlement that gets no answer does not outlive a drain. */
    private static final AmqpRetryOptions RETRY =
            new AmqpRetryOptions().setMaxRetries(2).setTryTimeout(Duration.ofSeconds(8));

    private final ServiceBusSettings settings;

    Clients(ServiceBusSettings settings) {
        this.settings = settings;
    }

    ServiceBusReceiverAsyncClient receiver() {
        return settings.entity()
                .applyTo(connection().receiver())
                .receiveMode(ServiceBusReceiveMode.PEEK_LOCK)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .prefetchCount(settings.prefetch())
                .buildAsyncClient();
    }

    ServiceBusSessionReceiverAsyncClient sessions() {
        return settings.entity()
                .applyTo(connection().sessionReceiver())
                .receiveMode(ServiceBusReceiveMode.PEEK_LOCK)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .prefetchCount(settings.prefetch())
                .buildAsyncClient();
    }

    private ServiceBusClientBuilder connection() {
        AmqpAccess access = settings.access();
        ServiceBusClientBuilder builder =
                access.transport().applyTo(new ServiceBusClientBuilder()).retryOptions(RETRY);
        if (access instanceof AmqpAccess.ByConnectionString key) {
            return builder.connectionString(key.text());
        }
        AmqpAccess.ByIdentity identity = (AmqpAccess.ByIdentity) access;
        return builder.credential(identity.host(), identity.credential());
    }
}
