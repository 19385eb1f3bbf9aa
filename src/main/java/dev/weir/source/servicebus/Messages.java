package dev.weir.source.servicebus;

import com.azure.core.amqp.models.AmqpMessageBody;
import com.azure.core.amqp.models.AmqpMessageBodyType;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Service Bus messages in the bridge's words. */
final class Messages {
    /** About what a message takes beside its body: envelope, properties, the SDK's objects. */
    private static final int OVERHEAD = 1024;
    /** What decoding names when it refuses an AMQP body that has no bytes. */
    private static final String NO_BYTES = "application/x-amqp-";

    private Messages() {}

    static Origin origin(ServiceBusReceivedMessage message, Scopes scopes) {
        long sequenceNumber = message.getSequenceNumber();
        return new Origin(scopes.scope(sequenceNumber), Scopes.withinPartition(sequenceNumber), enqueuedAt(message));
    }

    static Instant enqueuedAt(ServiceBusReceivedMessage message) {
        return message.getEnqueuedTime() == null
                ? Instant.EPOCH
                : message.getEnqueuedTime().toInstant();
    }

    /** How often the broker has handed it out, from 1. */
    static int attempt(ServiceBusReceivedMessage message) {
        return (int) Math.min(Integer.MAX_VALUE, message.getDeliveryCount() + 1);
    }

    static RawMessage raw(ServiceBusReceivedMessage message) {
        AmqpMessageBody body = message.getRawAmqpMessage().getBody();
        String contentType = text(message.getContentType());
        byte[] bytes;
        if (body.getBodyType() == AmqpMessageBodyType.DATA) {
            bytes = body.getFirstData();
        } else if (body.getBodyType() == AmqpMessageBodyType.VALUE && body.getValue() instanceof String value) {
            bytes = value.getBytes(StandardCharsets.UTF_8);
        } else {
            bytes = new byte[0];
            contentType = NO_BYTES + body.getBodyType().toString().toLowerCase(Locale.ROOT);
        }
        return new RawMessage(
                bytes,
                contentType,
                text(message.getRawAmqpMessage().getProperties().getContentEncoding()),
                text(message.getSubject()),
                text(message.getMessageId()),
                message.getApplicationProperties());
    }

    static long size(ServiceBusReceivedMessage message) {
        AmqpMessageBody body = message.getRawAmqpMessage().getBody();
        if (body.getBodyType() == AmqpMessageBodyType.DATA) {
            return OVERHEAD + body.getFirstData().length;
        }
        return OVERHEAD
                + (body.getBodyType() == AmqpMessageBodyType.VALUE && body.getValue() instanceof String value
                        ? 2L * value.length()
                        : 0);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
