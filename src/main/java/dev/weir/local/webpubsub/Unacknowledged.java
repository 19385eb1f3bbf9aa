package dev.weir.local.webpubsub;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The messages that a reliable client has not acknowledged, numbered from 1 and bounded in number and bytes. Belongs to
 * the event-loop thread.
 */
final class Unacknowledged {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final int maxMessages;
    private final long maxBytes;
    private long bytes;
    private long lastSequenceId;

    Unacknowledged(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** The message's sequence id; empty when there is no room for it, not even without what has expired. */
    OptionalLong add(Message message, Instant now) {
        if (isFullFor(message)) {
            forgetExpired(now);
        }
        if (isFullFor(message)) {
            return OptionalLong.empty();
        }
        lastSequenceId++;
        entries.add(new Entry(lastSequenceId, message));
        bytes += message.bytes();
        return OptionalLong.of(lastSequenceId);
    }

    /** Forgets every message up to and with this one. */
    void acknowledge(long sequenceId) {
        for (Entry first = entries.peek(); first != null && first.sequenceId <= sequenceId; first = entries.peek()) {
            entries.remove();
            bytes -= first.message.bytes();
        }
    }

    /** What the client may have missed and still wants, oldest first. */
    void replay(Instant now, Consumer<Buffer> frames) {
        forgetExpired(now);
        for (Entry entry : entries) {
            frames.accept(entry.message.frame(entry.sequenceId));
        }
    }

    private boolean isFullFor(Message message) {
        return entries.size() >= maxMessages || bytes + message.bytes() > maxBytes;
    }

    private void forgetExpired(Instant now) {
        entries.removeIf(entry -> {
            boolean isExpired = entry.message.isExpired(now);
            bytes -= isExpired ? entry.message.bytes() : 0;
            return isExpired;
        });
    }

    private record Entry(long sequenceId, Message message) {}
}
