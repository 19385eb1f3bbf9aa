package dev.weir.local.servicebus;

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
    /** For {@link #expiresAt}. */
    static final long NEVER = Long.MAX_VALUE;

    private static final byte[] SEQUENCE_NUMBER = symbol("x-opt-sequence-number");
    private static final byte[] ENQUEUED_TIME = symbol("x-opt-enqueued-time");
    private static final byte[] LOCKED_UNTIL = symbol("x-opt-locked-until");
    private static final byte[] STATE = symbol("x-opt-message-state");
    private static final int BROKER_BYTES = 192;
    private static final long MAX_UNSIGNED_INT = 0xFFFF_FFFFL;

    private final long sequenceNumber;
    private final long enqueuedAt;
    private final long expiresAt;
    private SentMessage sent;
    private MessageState state;
    private int deliveryCount;

    /**
     * @param defaultTimeToLive the longest that it may live, in milliseconds
     */
    Message(SentMessage sent, long sequenceNumber, long enqueuedAt, long defaultTimeToLive, MessageState state) {
        this.sent = sent;
        this.sequenceNumber = sequenceNumber;
        this.enqueuedAt = enqueuedAt;
        this.state = state;
        long timeToLive = Math.min(sent.timeToLive(), defaultTimeToLive);
        this.expiresAt = timeToLive >= EntitySettings.FOREVER.toMillis() ? NEVER : enqueuedAt + timeToLive;
    }

    SentMessage sent() {
        return sent;
    }

    long sequenceNumber() {
        return sequenceNumber;
    }

    int size() {
        return sent.size();
    }

    /** Milliseconds since the epoch. */
    long enqueuedAt() {
        return enqueuedAt;
    }

    /** The end of its time to live, in milliseconds since the epoch. */
    long expiresAt() {
        return expiresAt;
    }

    MessageState state() {
        return state;
    }

    void become(MessageState newState) {
        state = newState;
    }

    int deliveryCount() {
        return deliveryCount;
    }

    /** Counts a delivery that was not completed, and returns how many there were. */
    int countDelivery() {
        return ++deliveryCount;
    }

    /** Adds application properties, or replaces those it has; returns by how many bytes it has grown. */
    int change(Map<String, EncodedValue> properties) {
        int before = size();
        sent = sent.with(properties);
        return size() - before;
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
        long timeToLive = expiresAt - enqueuedAt;
        if (expiresAt == NEVER || timeToLive > MAX_UNSIGNED_INT) {
            writer.nothing();
        } else {
            writer.unsignedInt((int) timeToLive);
        }
        writer.nothing().unsignedInt(deliveryCount);
        writer.close(header);
        writer.section(Section.MESSAGE_ANNOTATIONS);
        int annotations = writer.openMap(sent.annotationCount() + (lockedUntil.isPresent() ? 8 : 6));
        writer.raw(SEQUENCE_NUMBER).longInteger(sequenceNumber);
        writer.raw(ENQUEUED_TIME).timestamp(enqueuedAt);
        writer.raw(STATE).integer(state.code());
        if (lockedUntil.isPresent()) {
            writer.raw(LOCKED_UNTIL).timestamp(lockedUntil.getAsLong());
        }
        writer.raw(sent.annotations());
        writer.close(annotations);
        return writer.raw(sent.bare());
    }

    private static byte[] symbol(String name) {
        return new EncodedWriter(32).symbol(name).toBytes();
    }
}
