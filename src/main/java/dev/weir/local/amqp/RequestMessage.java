package dev.weir.local.amqp;

import java.util.Map;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.codec.DecoderState;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A request with what its reply needs. The reply carries the status under both spellings that the SDKs read.
 *
 * @param messageId becomes the reply's correlation id, in its own type: unsigned long from Java, string from JavaScript
 */
record RequestMessage(String replyTo, @Nullable Object messageId, Request request) {
    static RequestMessage decode(byte[] message) {
        ProtonBuffer buffer = EncodedWriter.buffer(message, message.length);
        Decoder decoder = CodecFactory.getDecoder();
        DecoderState state = decoder.newDecoderState();
        String replyTo = "";
        Object messageId = null;
        Map<String, Object> properties = Map.of();
        Object body = null;
        try {
            while (buffer.isReadable()) {
                Object section = decoder.readObject(buffer, state);
                if (section instanceof Properties standard) {
                    replyTo = standard.getReplyTo() == null ? "" : standard.getReplyTo();
                    messageId = standard.getMessageId();
                } else if (section instanceof ApplicationProperties application && application.getValue() != null) {
                    properties = application.getValue();
                } else if (section instanceof AmqpValue<?> value) {
                    body = value.getValue();
                }
            }
        } catch (RuntimeException e) {
            // protonj2 answers nonsense with exceptions of many kinds.
            throw new MalformedValueException("the request cannot be read: " + e.getMessage());
        }
        Object operation = properties.get("operation");
        return new RequestMessage(
                replyTo, messageId, new Request(operation instanceof String name ? name : "", properties, body));
    }

    byte[] encodeReply(Response response) {
        EncodedWriter writer = new EncodedWriter(256 + response.body().length);
        writer.section(Section.PROPERTIES);
        int list = writer.openList(6);
        writer.nothing().nothing().nothing().nothing().nothing().value(messageId);
        writer.close(list);
        writer.section(Section.APPLICATION_PROPERTIES);
        int map = writer.openMap(response.errorCondition().isPresent() ? 10 : 8);
        writer.string("statusCode").integer(response.status());
        writer.string("status-code").integer(response.status());
        writer.string("statusDescription").string(response.description());
        writer.string("status-description").string(response.description());
        response.errorCondition()
                .ifPresent(condition -> writer.string("errorCondition").symbol(condition));
        writer.close(map);
        writer.section(Section.VALUE).raw(response.body());
        return writer.toBytes();
    }
}
