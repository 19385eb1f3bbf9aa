package dev.weir.local.servicebus;

import java.time.Duration;
import java.util.Objects;

/**
 * A queue of the local Service Bus.
 *
 * @param name the path; upper and lower case are the same to Service Bus
 * @param lockDuration how long a receiver holds a message; Azure allows 5 s to 5 min, this stand-in anything positive
 * @param maxDeliveryCount deliveries after which a message is dead-lettered
 * @param maxMessages messages it holds together with its dead letters; one more is refused
 * @param maxBytes encoded size of these messages; more is refused
 */
public record QueueSettings(String name, Duration lockDuration, int maxDeliveryCount, int maxMessages, long maxBytes) {
    public QueueSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(lockDuration, "lockDuration");
        if (name.isBlank() || name.contains("$") || name.startsWith("/") || name.endsWith("/")) {
            throw new IllegalArgumentException(
                    "queue name must be a path without '$' and without slashes at its ends, but was '" + name + "'");
        }
        if (lockDuration.isNegative() || lockDuration.isZero()) {
            throw new IllegalArgumentException(
                    "lock duration of queue '" + name + "' must be positive, but was " + lockDuration);
        }
        if (maxDeliveryCount < 1) {
            throw new IllegalArgumentException(
                    "max delivery count of queue '" + name + "' must be 1 or more, but was " + maxDeliveryCount);
        }
        if (maxMessages < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("limits of queue '" + name + "' must be positive, but were "
                    + maxMessages + " messages and " + maxBytes + " bytes");
        }
    }

    /** Azure's defaults (lock of 60 s, 10 deliveries), and room for a million messages or 512 MiB. */
    public static QueueSettings of(String name) {
        return new QueueSettings(name, Duration.ofSeconds(60), 10, 1_000_000, 512L << 20);
    }

    public QueueSettings withLockDuration(Duration duration) {
        return new QueueSettings(name, duration, maxDeliveryCount, maxMessages, maxBytes);
    }

    public QueueSettings withMaxDeliveryCount(int count) {
        return new QueueSettings(name, lockDuration, count, maxMessages, maxBytes);
    }

    public QueueSettings withLimits(int messages, long bytes) {
        return new QueueSettings(name, lockDuration, maxDeliveryCount, messages, bytes);
    }
}
