package dev.weir.event;

import java.util.Map;

/**
 * A broker's message before it is decoded.
 *
 * @param body the payload; not copied, and not to be changed
 * @param contentType the media type, or empty
 * @param contentEncoding what was done to the body after it was written, such as {@code gzip}, or empty
 * @param subject the broker's subject (Service Bus: the label), or empty
 * @param id the message id, or empty
 * @param properties the application properties, as the SDK gave them
 */
public record RawMessage(
        @SuppressWarnings("ArrayRecordComponent") byte[] body,
        String contentType,
        String contentEncoding,
        String subject,
        String id,
        Map<String, Object> properties) {

    /** A message whose body is as it was written. */
    public RawMessage(byte[] body, String contentType, String subject, String id, Map<String, Object> properties) {
        this(body, contentType, "", subject, id, properties);
    }

    /** The same with another body, whose encoding is undone. */
    public RawMessage withBody(byte[] plain) {
        return new RawMessage(plain, contentType, "", subject, id, properties);
    }

    @Override
    public String toString() {
        return "RawMessage[" + body.length + " bytes, contentType=" + contentType + ", id=" + id + "]";
    }
}
