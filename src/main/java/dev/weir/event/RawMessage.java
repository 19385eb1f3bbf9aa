package dev.weir.event;

import java.util.Map;

/**
 * A broker's message before it is decoded.
 *
 * @param body the payload; not copied, and not to be changed
 * @param contentType the media type, or empty
 * @param subject the broker's subject (Service Bus: the label), or empty
 * @param id the message id, or empty
 * @param properties the application properties, as the SDK gave them
 */
public record RawMessage(
        @SuppressWarnings("ArrayRecordComponent") byte[] body,
        String contentType,
        String subject,
        String id,
        Map<String, Object> properties) {

    @Override
    public String toString() {
        return "RawMessage[" + body.length + " bytes, contentType=" + contentType + ", id=" + id + "]";
    }
}
