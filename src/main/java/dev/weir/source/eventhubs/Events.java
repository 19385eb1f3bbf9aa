package dev.weir.source.eventhubs;

import com.azure.core.amqp.models.AmqpAnnotatedMessage;
import com.azure.core.amqp.models.AmqpMessageBody;
import com.azure.core.amqp.models.AmqpMessageBodyType;
import com.azure.messaging.eventhubs.EventData;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.source.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Event Hubs' events in the bridge's words. */
final class Events {
    /** About what an event takes beside its body: envelope, properties, the SDK's objects. */
    private static final int OVERHEAD = 1024;
    /** What decoding names when it refuses an AMQP body that has no bytes. */
    private static final String NO_BYTES = "application/x-amqp-";

    private Events() {}

    static Origin origin(EventData event, Scope scope) {
        Instant enqueuedAt = event.getEnqueuedTime() == null ? Instant.EPOCH : event.getEnqueuedTime();
        return new Origin(scope, event.getSequenceNumber(), enqueuedAt);
    }

    static Position position(EventData event) {
        return new Position(event.getSequenceNumber(), text(event.getOffsetString()));
    }

    static RawMessage raw(EventData event) {
        AmqpAnnotatedMessage message = event.getRawAmqpMessage();
        AmqpMessageBody body = message.getBody();
        String contentType = text(event.getContentType());
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
                text(message.getProperties().getContentEncoding()),
                text(message.getProperties().getSubject()),
                text(event.getMessageId()),
                event.getProperties());
    }

    static long size(RawMessage message) {
        return OVERHEAD + message.body().length;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
