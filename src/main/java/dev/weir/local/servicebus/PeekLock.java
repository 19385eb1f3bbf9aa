package dev.weir.local.servicebus;

import java.util.UUID;

/** A receiver's hold on a message until a point in time. Only {@link Locks} changes it. */
final class PeekLock {
    private final UUID token;
    private final Message message;
    private long until;

    PeekLock(UUID token, Message message, long until) {
        this.token = token;
        this.message = message;
        this.until = until;
    }

    UUID token() {
        return token;
    }

    Message message() {
        return message;
    }

    /** Milliseconds since the epoch. */
    long until() {
        return until;
    }

    void renew(long newUntil) {
        until = newUntil;
    }
}
