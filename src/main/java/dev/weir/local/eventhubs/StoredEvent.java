package dev.weir.local.eventhubs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.codec.DecoderState;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.MessageAnnotations;

/**
 * An event in a partition, as one looks at it.
 *
 * @param sequenceNumber its place in the partition, from 0
 * @param offset the bytes before it
 * @param enqueued when it came, by the service's clock
 * @param partitionKey with which it was sent
 * @param properties its application properties, their values as text
 * @param body its data, or the text of its value; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from one writer to one reader; nothing compares it.
public record StoredEvent(
        long sequenceNumber,
        long offset,
        Instant enqueued,
        Optional<String> partitionKey,
        Map<String, String> properties,
        byte[] body) {
    private static final Symbol KEY = Symbol.valueOf("x-opt-partition-key");

    static StoredEvent of(Segment segment, long sequence) {
        int from = segment.from(sequence);
        ProtonBuffer buffer = ProtonByteArrayBufferAllocator.wrapped(segment.bytes(), from, segment.to(sequence) - from)
                .convertToReadOnly();
        Decoder decoder = CodecFactory.getDecoder();
        DecoderState state = decoder.newDecoderState();
        Optional<String> key = Optional.empty();
        Map<String, String> properties = new TreeMap<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (buffer.isReadable()) {
            Object section = read(decoder, buffer, state);
            if (section instanceof MessageAnnotations annotations) {
                key = Optional.ofNullable(annotations.getValue().get(KEY)).map(String::valueOf);
            } else if (section instanceof ApplicationProperties application && application.getValue() != null) {
                application.getValue().forEach((name, value) -> properties.put(name, String.valueOf(value)));
            } else if (section instanceof Data data && data.getValue() != null) {
                body.writeBytes(data.getValue());
            } else if (section instanceof AmqpValue<?> value) {
                body.writeBytes(String.valueOf(value.getValue()).getBytes(StandardCharsets.UTF_8));
            }
        }
        return new StoredEvent(
                sequence,
                segment.offset(sequence),
                Instant.ofEpochMilli(segment.time(sequence)),
                key,
                Map.copyOf(properties),
                body.toByteArray());
    }

    // What was sent is known to be sections of values, not that each has the type that its section wants.
    private static Object read(Decoder decoder, ProtonBuffer buffer, DecoderState state) {
        try {
            return decoder.readObject(buffer, state);
        } catch (RuntimeException e) {
            buffer.setReadOffset(buffer.getWriteOffset());
            return "unreadable";
        }
    }
}
