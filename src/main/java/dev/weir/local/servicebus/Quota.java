package dev.weir.local.servicebus;

import org.jspecify.annotations.Nullable;

/** The room of an entity, which it shares with its dead letters; that of a topic is shared by its subscriptions. */
final class Quota {
    private final int maxMessages;
    private final long maxBytes;
    private @Nullable Quota whole;
    private int messages;
    private long bytes;

    Quota(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /**
     * A share that is never refused, so that what was let in at the door has room further in; it counts at the door.
     * {@link #end} gives it back as a whole.
     */
    Quota share() {
        Quota share = new Quota(Integer.MAX_VALUE, Long.MAX_VALUE);
        share.whole = this;
        return share;
    }

    /** Takes room for messages of this size together, or nothing when it is not there. */
    boolean take(int count, long size) {
        if (count > maxMessages - messages || size > maxBytes - bytes) {
            return false;
        }
        add(count, size);
        return true;
    }

    private void add(int count, long size) {
        messages += count;
        bytes += size;
        if (whole != null) {
            whole.add(count, size);
        }
    }

    /** A message that is in already has changed its size; it is never refused for that. */
    void resize(long difference) {
        add(0, difference);
    }

    void give(long size) {
        add(-1, -size);
    }

    /** Gives all that a share has taken back; what it takes and gives from now on is nobody's. */
    void end() {
        if (whole != null) {
            whole.add(-messages, -bytes);
            whole = null;
        }
    }
}
