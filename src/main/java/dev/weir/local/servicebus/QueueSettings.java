package dev.weir.local.servicebus;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A queue of the local Service Bus.
 *
 * @param name the path; upper and lower case are the same to Service Bus
 * @param entity what it has in common with a subscription
 * @param duplicateDetection how long message ids are remembered, 20 s to 7 days; empty takes duplicates in
 * @param partitioned whether sequence numbers have a partition in their top 16 bits
 * @param maxMessages messages it holds together with its dead letters; one more is refused
 * @param maxBytes encoded size of these messages; more is refused
 */
public record QueueSettings(
        String name,
        EntitySettings entity,
        Optional<Duration> duplicateDetection,
        boolean partitioned,
        int maxMessages,
        long maxBytes) {
    private static final int MAX_NAME = 260;
    private static final Duration MIN_WINDOW = Duration.ofSeconds(20);
    private static final Duration MAX_WINDOW = Duration.ofDays(7);

    public QueueSettings {
        Objects.requireNonNull(entity, "entity");
        checkName("queue", name);
        checkWindow("queue '" + name + "'", duplicateDetection);
        if (maxMessages < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("limits of queue '" + name + "' must be positive, but were "
                    + maxMessages + " messages and " + maxBytes + " bytes");
        }
    }

    static void checkName(String kind, String name) {
        Objects.requireNonNull(name, "name");
        if (name.isBlank()
                || name.length() > MAX_NAME
                || name.contains("$")
                || name.startsWith("/")
                || name.endsWith("/")) {
            throw new IllegalArgumentException(kind + " name must be a path of at most " + MAX_NAME
                    + " characters without '$' and without slashes at its ends, but was '" + name + "'");
        }
    }

    static void checkWindow(String where, Optional<Duration> window) {
        if (window.isPresent()
                && (window.get().compareTo(MIN_WINDOW) < 0 || window.get().compareTo(MAX_WINDOW) > 0)) {
            throw new IllegalArgumentException("duplicate detection of " + where + " must be " + MIN_WINDOW + " to "
                    + MAX_WINDOW + ", but was " + window.get());
        }
    }

    /** Azure's defaults, and room for a million messages or 512 MiB. */
    public static QueueSettings of(String name) {
        return new QueueSettings(name, EntitySettings.defaults(), Optional.empty(), false, 1_000_000, 512L << 20);
    }

    /** With other settings of delivery, such as {@code with(entity -> entity.withSessions())}. */
    public QueueSettings with(UnaryOperator<EntitySettings> change) {
        return new QueueSettings(name, change.apply(entity), duplicateDetection, partitioned, maxMessages, maxBytes);
    }

    public QueueSettings withLockDuration(Duration duration) {
        return with(settings -> settings.withLockDuration(duration));
    }

    public QueueSettings withMaxDeliveryCount(int count) {
        return with(settings -> settings.withMaxDeliveryCount(count));
    }

    public QueueSettings withSessions() {
        return with(EntitySettings::withSessions);
    }

    public QueueSettings withDuplicateDetection(Duration window) {
        return new QueueSettings(name, entity, Optional.of(window), partitioned, maxMessages, maxBytes);
    }

    public QueueSettings withPartitions() {
        return new QueueSettings(name, entity, duplicateDetection, true, maxMessages, maxBytes);
    }

    public QueueSettings withLimits(int messages, long bytes) {
        return new QueueSettings(name, entity, duplicateDetection, partitioned, messages, bytes);
    }
}
