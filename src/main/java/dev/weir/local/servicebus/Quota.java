package dev.weir.local.servicebus;

/** The room of an entity, which it shares with its dead letters. */
final class Quota {
    private final int maxMessages;
    private final long maxBytes;
    private int messages;
    private long bytes;

    Quota(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Takes room for messages of this size together, or nothing when it is not there. */
    boolean take(int count, long size) {
        if (messages + count > maxMessages || bytes + size > maxBytes) {
            return false;
        }
        messages += count;
        bytes += size;
        return true;
    }

    /** A message that is in already has changed its size; it is never refused for that. */
    void resize(long difference) {
        bytes += difference;
    }

    void give(long size) {
        messages--;
        bytes -= size;
    }
}
