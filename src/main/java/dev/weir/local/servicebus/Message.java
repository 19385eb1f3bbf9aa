package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedReader;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.Section;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A message in a queue. What the client sent is kept encoded; a delivery puts the broker's header and annotations
 * before it.
 */
final class Message {
    private static final byte[] SEQUENCE_NUMBER = symbol("x-opt-sequence-number");
    private static final byte[] ENQUEUED_TIME = symbol("x-opt-enqueued-time");
    private static final byte[] LOCKED_UNTIL = symbol("x-opt-locked-until");
    private static final byte[] STATE = symbol("x-opt-message-state");
    private static final int ACTIVE = 0;
    private static final int BROKER_BYTES = 192;

    private final SentMessage sent;
    private final long sequenceNumber;
    private final long enqueuedAt;
    private int deliveryCount;

    Message(SentMessage sent, long sequenceNumber, long enqueuedAt) {
        this.sent = sent;
        this.sequenceNumber = sequenceNumber;
        this.enqueuedAt = enqueuedAt;
    }

    long sequenceNumber() {
        return sequenceNumber;
    }

    int size() {
        return sent.size();
    }

    boolean isExpired(long now) {
        OptionalLong timeToLive = sent.timeToLive();
        return timeToLive.isPresent() && enqueuedAt + timeToLive.getAsLong() <= now;
    }

    /** Counts a delivery that was not completed, and returns how many there were. */
    int countDelivery() {
        return ++deliveryCount;
    }

    /** The message as it is delivered under a lock. */
    EncodedWriter encode(long lockedUntil) {
        return encode(OptionalLong.of(lockedUntil));
    }

    /** The message as it is peeked at, or delivered for good. */
    EncodedWriter encode() {
        return encode(OptionalLong.empty());
    }

    private EncodedWriter encode(OptionalLong lockedUntil) {
        EncodedWriter writer = new EncodedWriter(BROKER_BYTES + size());
        writer.section(Section.HEADER);
        int header = writer.openList(5);
        writer.nothing().nothing();
        if (sent.timeToLive().isPresent()) {
            writer.unsignedInt((int) sent.timeToLive().getAsLong());
        } else {
            writer.nothing();
        }
        writer.nothing().unsignedInt(deliveryCount);
        writer.close(header);
        writer.section(Section.MESSAGE_ANNOTATIONS);
        int annotations = writer.openMap(sent.annotationCount() + (lockedUntil.isPresent() ? 8 : 6));
        writer.raw(SEQUENCE_NUMBER).longInteger(sequenceNumber);
        writer.raw(ENQUEUED_TIME).timestamp(enqueuedAt);
        writer.raw(STATE).integer(ACTIVE);
        if (lockedUntil.isPresent()) {
            writer.raw(LOCKED_UNTIL).timestamp(lockedUntil.getAsLong());
        }
        writer.raw(sent.annotations());
        writer.close(annotations);
        return writer.raw(sent.bare());
    }

    /** The same message with these application properties added, or replaced where it has them. */
    Message with(Map<String, EncodedValue> properties) {
        if (properties.isEmpty()) {
            return this;
        }
        byte[] bare = sent.bare();
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
        Message message = new Message(sent.with(writer.toBytes()), sequenceNumber, enqueuedAt);
        message.deliveryCount = deliveryCount;
        return message;
    }

    private static byte[] symbol(String name) {
        return new EncodedWriter(32).symbol(name).toBytes();
    }
}
