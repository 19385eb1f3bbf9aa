package dev.weir.local.servicebus;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.Footer;
import org.apache.qpid.protonj2.types.messaging.Properties;
import org.apache.qpid.protonj2.types.messaging.Section;

/**
 * A message as one sees it who looks into a queue.
 *
 * @param state active, deferred or scheduled
 * @param deliveryCount deliveries that were not completed
 * @param size bytes that it takes of the queue's room
 * @param messageId the message id as text
 * @param properties the application properties; a timestamp is in milliseconds since the epoch
 * @param body the bytes of its body, or the text of a body that is a value
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to one reader; nothing compares it.
public record PeekedMessage(
        long sequenceNumber,
        Instant enqueuedAt,
        String state,
        int deliveryCount,
        int size,
        String messageId,
        Optional<String> sessionId,
        Map<String, Object> properties,
        byte[] body) {
    static PeekedMessage of(Message message) {
        String messageId = "";
        Map<String, Object> properties = new LinkedHashMap<>();
        byte[] body = {};
        for (Section<?> section : sections(message.sent().bare())) {
            if (section instanceof Properties standard) {
                messageId = String.valueOf(standard.getMessageId());
            } else if (section instanceof ApplicationProperties application && application.getValue() != null) {
                properties.putAll(application.getValue());
            } else if (section instanceof Data data) {
                body = data.getValue();
            } else if (!(section instanceof Footer) && section.getValue() != null) {
                body = String.valueOf(section.getValue()).getBytes(StandardCharsets.UTF_8);
            }
        }
        return new PeekedMessage(
                message.sequenceNumber(),
                Instant.ofEpochMilli(message.enqueuedAt()),
                message.state().name().toLowerCase(Locale.ROOT),
                message.deliveryCount(),
                message.size(),
                messageId,
                message.sent().sessionId(),
                properties,
                body);
    }

    private static List<Section<?>> sections(byte[] bare) {
        ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().copy(bare);
        Decoder decoder = CodecFactory.getDecoder();
        List<Section<?>> sections = new ArrayList<>();
        while (buffer.isReadable()) {
            if (decoder.readObject(buffer, decoder.newDecoderState()) instanceof Section<?> section) {
                sections.add(section);
            }
        }
        return sections;
    }
}
