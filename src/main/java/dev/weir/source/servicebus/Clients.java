package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpRetries;
import dev.weir.source.servicebus.ServiceBusSettings.Mode;
import java.time.Duration;

/** Makes the SDK's clients of a source: each with a connection of its own, and none that renews locks or settles by itself. */
final class Clients {
    private static final int MORE_TRIES = 2;
    /** The SDK goes on for minutes where nothing answers at all; that is to be told sooner. */
    static final Duration FIRST_ANSWER = Duration.ofSeconds(30);

    private final ServiceBusSettings settings;
    private final AmqpRetries retries;
    private final Duration longestAnswer;

    Clients(ServiceBusSettings settings) {
        this.settings = settings;
        this.retries = new AmqpRetries(MORE_TRIES, settings.settling().timeout());
        this.longestAnswer = retries.longest();
    }

    /** When all the SDK's tries of a call have come to an end: what it has not answered by then, it never may. */
    Duration longestAnswer() {
        return longestAnswer;
    }

    /** Receives in the source's mode. */
    ServiceBusReceiverAsyncClient receiver() {
        return settings.entity()
                .applyTo(connection().receiver())
                .receiveMode(
                        settings.settling().mode() == Mode.PEEK_LOCK
                                ? ServiceBusReceiveMode.PEEK_LOCK
                                : ServiceBusReceiveMode.RECEIVE_AND_DELETE)
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
                access.transport().applyTo(new ServiceBusClientBuilder()).retryOptions(retries.options());
        if (access instanceof AmqpAccess.ByConnectionString key) {
            return builder.connectionString(key.text());
        }
        AmqpAccess.ByIdentity identity = (AmqpAccess.ByIdentity) access;
        return builder.credential(identity.host(), identity.credential());
    }
}
