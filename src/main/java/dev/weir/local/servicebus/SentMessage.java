package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedReader;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.Section;
import java.util.Map;
import java.util.Optional;

/**
 * A message as a client sent it, taken apart only as far as the broker adds something to it. All of it is known to be
 * readable: {@link SentMessageReader} has refused what is not.
 *
 * @param annotationCount keys and values together in {@code annotations}
 * @param annotations the entries of the message annotations, encoded, without those that every delivery gets
 * @param bare the sections from properties to footer, encoded; the properties have a message id
 * @param timeToLive milliseconds, from the header; {@link #UNLIMITED} when it names none
 * @param scheduledAt when it asks to be enqueued, in milliseconds since the epoch; 0 for at once
 * @param hops how often it was forwarded
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
record SentMessage(int annotationCount, byte[] annotations, byte[] bare, long timeToLive, long scheduledAt, int hops) {
    /** A time to live without end. */
    static final long UNLIMITED = Long.MAX_VALUE;

    private static final int MESSAGE_ID = 0;
    private static final int GROUP_ID = 10;

    int size() {
        return annotations.length + bare.length;
    }

    /** The message id, of whatever type it is. */
    Optional<EncodedValue> messageId() {
        return property(MESSAGE_ID);
    }

    Optional<String> sessionId() {
        return property(GROUP_ID).flatMap(EncodedValue::text);
    }

    Optional<String> partitionKey() {
        EncodedReader reader = new EncodedReader(annotations, 0, annotations.length);
        while (reader.hasMore()) {
            boolean found =
                    reader.readText().filter("x-opt-partition-key"::equals).isPresent();
            Optional<String> value = reader.readText();
            if (found) {
                return value;
            }
        }
        return Optional.empty();
    }

    /** One of the standard properties, by its place among them (AMQP 1.0, part 3.2.4). */
    Optional<EncodedValue> property(int place) {
        EncodedReader reader = new EncodedReader(bare, 0, bare.length);
        reader.readDescriptor();
        int fields = reader.enterList();
        if (fields <= place) {
            return Optional.empty();
        }
        for (int i = 0; i < place; i++) {
            reader.skip();
        }
        return reader.isNull() ? Optional.empty() : Optional.of(reader.readValue());
    }

    /** The same message with one annotation more. */
    SentMessage withAnnotation(String name, Object value) {
        EncodedWriter writer = new EncodedWriter(annotations.length + 64);
        writer.raw(annotations).symbol(name).value(value);
        return new SentMessage(annotationCount + 2, writer.toBytes(), bare, timeToLive, scheduledAt, hops);
    }

    /** The same message, forwarded once more. */
    SentMessage withOneMoreHop() {
        return new SentMessage(annotationCount, annotations, bare, timeToLive, scheduledAt, hops + 1);
    }

    /** The same message to be enqueued at another time. */
    SentMessage withScheduledAt(long time) {
        return new SentMessage(annotationCount, annotations, bare, timeToLive, time, hops);
    }

    /** The same message with other sections from the properties on. */
    SentMessage with(byte[] otherBare) {
        return new SentMessage(annotationCount, annotations, otherBare, timeToLive, scheduledAt, hops);
    }

    /** The same message with these application properties added, or replaced where it has them. */
    SentMessage with(Map<String, EncodedValue> properties) {
        if (properties.isEmpty()) {
            return this;
        }
        EncodedWriter kept = new EncodedWriter(256);
        int count = 0;
        EncodedReader reader = new EncodedReader(bare, 0, bare.length);
        reader.readDescriptor();
        reader.skip();
        int before = reader.position();
        int after = before;
        if (reader.hasMore() && reader.readDescriptor() == Section.APPLICATION_PROPERTIES) {
            int entries = reader.enterMap();
            for (int i = 0; i < entries; i += 2) {
                int entry = reader.position();
                boolean replaced =
                        reader.readText().filter(properties::containsKey).isPresent();
                reader.skip();
                if (!replaced) {
                    kept.raw(bare, entry, reader.position());
                    count += 2;
                }
            }
            after = reader.position();
        }
        EncodedWriter writer = new EncodedWriter(bare.length + 256);
        writer.raw(bare, 0, before).section(Section.APPLICATION_PROPERTIES);
        int map = writer.openMap(count + 2 * properties.size());
        writer.raw(kept.toBytes());
        properties.forEach((key, value) -> value.writeTo(writer.string(key)));
        writer.close(map);
        writer.raw(bare, after, bare.length);
        return with(writer.toBytes());
    }
}
