package dev.weir.local.servicebus;

import java.time.Instant;
import java.util.Optional;

/**
 * A session at one moment.
 *
 * @param id its name
 * @param active messages that wait for whoever holds it
 * @param locked messages that were delivered under its lock and are not settled
 * @param lockedUntil when its lock ends; empty while it is free
 * @param stateBytes the size of its state; 0 without one
 */
public record SessionDescription(String id, int active, int locked, Optional<Instant> lockedUntil, int stateBytes) {
    static SessionDescription of(Session session) {
        return new SessionDescription(
                session.id(),
                session.waiting().size(),
                session.held().size(),
                session.isLocked() ? Optional.of(Instant.ofEpochMilli(session.lockedUntil())) : Optional.empty(),
                session.state().map(state -> state.length).orElse(0));
    }
}
