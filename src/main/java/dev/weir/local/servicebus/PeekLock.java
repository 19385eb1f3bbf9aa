package dev.weir.local.servicebus;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A receiver's hold on a message: until a point in time, or as long as it holds the message's session. */
final class PeekLock {
    private final UUID token;
    private final Message message;
    private final @Nullable Session session;
    private long until;

    PeekLock(UUID token, Message message, @Nullable Session session, long until) {
        this.token = token;
        this.message = message;
        this.session = session;
        this.until = until;
    }

    UUID token() {
        return token;
    }

    Message message() {
        return message;
    }

    /** The session that it is held under; null when its queue has none. */
    @Nullable
    Session session() {
        return session;
    }

    /** Milliseconds since the epoch. */
    long until() {
        return session == null ? until : session.lockedUntil();
    }

    void renew(long newUntil) {
        until = newUntil;
    }
}
