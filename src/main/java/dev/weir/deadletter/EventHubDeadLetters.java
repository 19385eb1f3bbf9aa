package dev.weir.deadletter;

import com.azure.core.util.BinaryData;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerAsyncClient;
import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpRetries;
import dev.weir.event.DeadLetter;
import dev.weir.event.RawMessage;
import dev.weir.event.Settlement.Answer;
import dev.weir.source.DeadLetters;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Dead letters in an Event Hub: the event as it came, with why in its properties; cut where too large. */
public final class EventHubDeadLetters implements DeadLetters, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final CopySender<EventHubProducerAsyncClient> sender;

    /** Connects when the first is written. */
    public EventHubDeadLetters(AmqpAccess access, String hub) {
        EventHubClientBuilder builder = access.transport()
                .applyTo(new EventHubClientBuilder())
                .retryOptions(new AmqpRetries(1, TIMEOUT.dividedBy(3)).options());
        if (access instanceof AmqpAccess.ByConnectionString key) {
            builder.connectionString(key.text(), hub);
        } else if (access instanceof AmqpAccess.ByIdentity identity) {
            builder.credential(identity.host(), hub, identity.credential());
        }
        this.sender = new CopySender<>(
                "hub '" + hub + "'", TIMEOUT, builder::buildAsyncProducerClient, EventHubProducerAsyncClient::close);
    }

    @Override
    public CompletionStage<Answer> write(DeadLetter why, RawMessage message) {
        return sender.send(
                why,
                message,
                client -> client.createBatch()
                        .map(batch -> new Batch(
                                part -> batch.tryAdd(copy(why, part)),
                                () -> batch.getMaxSizeInBytes() - batch.getSizeInBytes(),
                                () -> client.send(batch))));
    }

    private static EventData copy(DeadLetter why, RawMessage message) {
        EventData copy = new EventData(BinaryData.fromBytes(message.body()));
        if (!message.contentType().isEmpty()) {
            copy.setContentType(message.contentType());
        }
        if (!message.id().isEmpty()) {
            copy.setMessageId(message.id());
        }
        if (!message.subject().isEmpty()) {
            copy.getRawAmqpMessage().getProperties().setSubject(message.subject());
        }
        if (!message.contentEncoding().isEmpty()) {
            copy.getRawAmqpMessage().getProperties().setContentEncoding(message.contentEncoding());
        }
        copy.getProperties().putAll(Copies.properties(why, message));
        return copy;
    }

    @Override
    public void close() {
        sender.close();
    }
}
