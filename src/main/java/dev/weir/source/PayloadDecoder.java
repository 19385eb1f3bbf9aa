package dev.weir.source;

import java.util.Map;

/**
 * Reads payloads of a media type that the bridge itself does not know, such as Avro, and makes JSON of them.
 *
 * <p>An implementation is found by {@link java.util.ServiceLoader}: it is public, has a public constructor without
 * parameters, and is named in {@code META-INF/services/dev.weir.source.PayloadDecoder} of its jar. The bridge asks its
 * decoders before it takes a body as JSON, so that one may also claim {@code application/octet-stream}. What a decoder
 * gives is treated as a JSON body would be: an array is several events, and in a CloudEvent it is the data. Content
 * encodings such as gzip are undone before.
 *
 * <p>Events of several partitions are decoded at once: implementations are safe on any thread. They don't block on what
 * is not in memory for longer than a moment; a schema that has to be fetched is fetched once.
 *
 * <pre>{@code
 * public final class SensorDecoder implements PayloadDecoder {
 *     public boolean reads(String mediaType) {
 *         return mediaType.equals("application/x-sensor");
 *     }
 *
 *     public Payload decode(byte[] body, String contentType, Map<String, Object> properties) {
 *         return body.length == 8
 *                 ? new Payload.Value(DoubleNode.valueOf(ByteBuffer.wrap(body).getDouble()))
 *                 : new Payload.Malformed("expected 8 bytes, but there are " + body.length);
 *     }
 * }
 * }</pre>
 */
public interface PayloadDecoder {

    /**
     * Whether it reads such payloads.
     *
     * @param mediaType in lower case and without parameters; empty where the message names none
     */
    boolean reads(String mediaType);

    /**
     * The payload as JSON, or what is wrong with it. An exception counts as the latter; its message stands in the dead
     * letter.
     *
     * @param body not to be changed; at most the source's {@code max-event-bytes}
     * @param contentType as it was sent, with its parameters
     * @param properties the message's application properties, as the SDK gave them
     */
    Payload decode(byte[] body, String contentType, Map<String, Object> properties);
}
