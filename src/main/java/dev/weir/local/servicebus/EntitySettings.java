package dev.weir.local.servicebus;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How messages are kept and delivered: what a queue and a subscription have in common.
 *
 * @param lockDuration how long a receiver holds a message or a session, up to 5 min; Azure wants 5 s at least, this
 *     stand-in anything positive
 * @param maxDeliveryCount deliveries after which a message is dead-lettered; Azure allows 2000, this stand-in more
 * @param requiresSession whether every message belongs to a session and is received within it
 * @param defaultTimeToLive how long a message lives that says nothing itself, and the longest that one may live
 * @param deadLetteringOnExpiration whether a message past its time to live is dead-lettered; else it is dropped
 * @param forwardTo the queue or topic that gets every message instead
 * @param forwardDeadLettersTo the queue or topic that gets the dead letters instead
 */
public record EntitySettings(
        Duration lockDuration,
        int maxDeliveryCount,
        boolean requiresSession,
        Duration defaultTimeToLive,
        boolean deadLetteringOnExpiration,
        Optional<String> forwardTo,
        Optional<String> forwardDeadLettersTo) {
    /** The longest time to live, which stands for no end: that of a .NET {@code TimeSpan}. */
    public static final Duration FOREVER = Duration.parse("P10675199DT2H48M5.4775807S");

    private static final Duration MAX_LOCK = Duration.ofMinutes(5);

    public EntitySettings {
        Objects.requireNonNull(lockDuration, "lockDuration");
        Objects.requireNonNull(defaultTimeToLive, "defaultTimeToLive");
        if (lockDuration.toMillis() < 1 || lockDuration.compareTo(MAX_LOCK) > 0) {
            throw new IllegalArgumentException(
                    "lock duration must be positive and at most " + MAX_LOCK + ", but was " + lockDuration);
        }
        if (maxDeliveryCount < 1) {
            throw new IllegalArgumentException("max delivery count must be 1 or more, but was " + maxDeliveryCount);
        }
        if (defaultTimeToLive.isNegative()
                || defaultTimeToLive.isZero()
                || defaultTimeToLive.compareTo(FOREVER) > 0
                || defaultTimeToLive.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "default time to live must be 1 ms to " + FOREVER + ", but was " + defaultTimeToLive);
        }
        if (requiresSession && forwardTo.isPresent()) {
            throw new IllegalArgumentException("an entity with sessions cannot forward its messages, but is to forward"
                    + " them to '" + forwardTo.get() + "'");
        }
    }

    /** Azure's defaults: a lock of 60 s, 10 deliveries, no sessions, no end of life, no forwarding. */
    public static EntitySettings defaults() {
        return new EntitySettings(
                Duration.ofSeconds(60), 10, false, FOREVER, false, Optional.empty(), Optional.empty());
    }

    public EntitySettings withLockDuration(Duration duration) {
        return new EntitySettings(
                duration,
                maxDeliveryCount,
                requiresSession,
                defaultTimeToLive,
                deadLetteringOnExpiration,
                forwardTo,
                forwardDeadLettersTo);
    }

    public EntitySettings withMaxDeliveryCount(int count) {
        return new EntitySettings(
                lockDuration,
                count,
                requiresSession,
                defaultTimeToLive,
                deadLetteringOnExpiration,
                forwardTo,
                forwardDeadLettersTo);
    }

    public EntitySettings withSessions() {
        return new EntitySettings(
                lockDuration,
                maxDeliveryCount,
                true,
                defaultTimeToLive,
                deadLetteringOnExpiration,
                forwardTo,
                forwardDeadLettersTo);
    }

    public EntitySettings withDefaultTimeToLive(Duration duration) {
        return new EntitySettings(
                lockDuration,
                maxDeliveryCount,
                requiresSession,
                duration,
                deadLetteringOnExpiration,
                forwardTo,
                forwardDeadLettersTo);
    }

    public EntitySettings withDeadLetteringOnExpiration() {
        return new EntitySettings(
                lockDuration,
                maxDeliveryCount,
                requiresSession,
                defaultTimeToLive,
                true,
                forwardTo,
                forwardDeadLettersTo);
    }

    public EntitySettings withForwardTo(String target) {
        return new EntitySettings(
                lockDuration,
                maxDeliveryCount,
                requiresSession,
                defaultTimeToLive,
                deadLetteringOnExpiration,
                Optional.of(target),
                forwardDeadLettersTo);
    }

    public EntitySettings withForwardDeadLettersTo(String target) {
        return new EntitySettings(
                lockDuration,
                maxDeliveryCount,
                requiresSession,
                defaultTimeToLive,
                deadLetteringOnExpiration,
                forwardTo,
                Optional.of(target));
    }
}
