package dev.weir.deadletter;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpRetries;
import dev.weir.event.DeadLetter;
import dev.weir.event.RawMessage;
import dev.weir.event.Settlement.Answer;
import dev.weir.source.DeadLetters;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Dead letters in a Service Bus queue: the message as it came, with why in its properties; cut where too large. */
public final class ServiceBusDeadLetters implements DeadLetters, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final CopySender<ServiceBusSenderAsyncClient> sender;

    /** Connects when the first is written. */
    public ServiceBusDeadLetters(AmqpAccess access, String queue) {
        ServiceBusClientBuilder builder = access.transport()
                .applyTo(new ServiceBusClientBuilder())
                .retryOptions(new AmqpRetries(1, TIMEOUT.dividedBy(3)).options());
        if (access instanceof AmqpAccess.ByConnectionString key) {
            builder.connectionString(key.text());
        } else if (access instanceof AmqpAccess.ByIdentity identity) {
            builder.credential(identity.host(), identity.credential());
        }
        this.sender = new CopySender<>(
                "queue '" + queue + "'",
                TIMEOUT,
                () -> builder.sender().queueName(queue).buildAsyncClient(),
                ServiceBusSenderAsyncClient::close);
    }

    @Override
    public CompletionStage<Answer> write(DeadLetter why, RawMessage message) {
        return sender.send(
                why,
                message,
                client -> client.createMessageBatch()
                        .map(batch -> new Batch(
                                part -> batch.tryAddMessage(copy(why, part)),
                                () -> batch.getMaxSizeInBytes() - batch.getSizeInBytes(),
                                () -> client.sendMessages(batch))));
    }

    private static ServiceBusMessage copy(DeadLetter why, RawMessage message) {
        ServiceBusMessage copy = new ServiceBusMessage(BinaryData.fromBytes(message.body()))
                .setContentType(message.contentType().isEmpty() ? null : message.contentType())
                .setSubject(message.subject().isEmpty() ? null : message.subject())
                .setMessageId(message.id().isEmpty() ? null : message.id());
        if (!message.contentEncoding().isEmpty()) {
            copy.getRawAmqpMessage().getProperties().setContentEncoding(message.contentEncoding());
        }
        copy.getApplicationProperties().putAll(Copies.properties(why, message));
        return copy;
    }

    @Override
    public void close() {
        sender.close();
    }
}
