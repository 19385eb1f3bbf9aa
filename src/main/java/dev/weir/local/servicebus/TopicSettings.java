package dev.weir.local.servicebus;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A topic of the local Service Bus.
 *
 * @param name the path; upper and lower case are the same to Service Bus
 * @param defaultTimeToLive how long a message lives that says nothing itself, and the longest that one may live
 * @param duplicateDetection how long message ids are remembered, 20 s to 7 days; empty takes duplicates in
 * @param partitioned whether sequence numbers have a partition in their top 16 bits
 * @param maxMessages messages that it holds in all its subscriptions together; once there are so many, sends are refused
 * @param maxBytes encoded size of these messages
 * @param subscriptions what it delivers to
 */
public record TopicSettings(
        String name,
        Duration defaultTimeToLive,
        Optional<Duration> duplicateDetection,
        boolean partitioned,
        int maxMessages,
        long maxBytes,
        List<SubscriptionSettings> subscriptions) {
    public TopicSettings {
        Objects.requireNonNull(name, "name");
        QueueSettings.checkName("topic", name);
        QueueSettings.checkWindow("topic '" + name + "'", duplicateDetection);
        if (defaultTimeToLive.toMillis() < 1 || defaultTimeToLive.compareTo(EntitySettings.FOREVER) > 0) {
            throw new IllegalArgumentException("default time to live of topic '" + name + "' must be 1 ms to "
                    + EntitySettings.FOREVER + ", but was " + defaultTimeToLive);
        }
        if (maxMessages < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("limits of topic '" + name + "' must be positive, but were "
                    + maxMessages + " messages and " + maxBytes + " bytes");
        }
        subscriptions = List.copyOf(subscriptions);
        long names = subscriptions.stream()
                .map(subscription -> Namespace.key(subscription.name()))
                .distinct()
                .count();
        if (names < subscriptions.size()) {
            throw new IllegalArgumentException("topic '" + name + "' has two subscriptions of one name");
        }
    }

    /** Azure's defaults, and room for a million messages or 512 MiB. */
    public static TopicSettings of(String name, SubscriptionSettings... subscriptions) {
        return new TopicSettings(
                name, EntitySettings.FOREVER, Optional.empty(), false, 1_000_000, 512L << 20, List.of(subscriptions));
    }

    /**
     * A topic as an option names it: {@code NAME} or {@code NAME:SUBSCRIPTION,…}, each of which gets every message.
     *
     * @throws IllegalArgumentException when the text is none
     */
    public static TopicSettings parse(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? of(text)
                : of(
                        text.substring(0, colon),
                        Stream.of(text.substring(colon + 1).split(",", -1))
                                .map(SubscriptionSettings::of)
                                .toArray(SubscriptionSettings[]::new));
    }

    public TopicSettings withDefaultTimeToLive(Duration duration) {
        return new TopicSettings(name, duration, duplicateDetection, partitioned, maxMessages, maxBytes, subscriptions);
    }

    public TopicSettings withDuplicateDetection(Duration window) {
        return new TopicSettings(
                name, defaultTimeToLive, Optional.of(window), partitioned, maxMessages, maxBytes, subscriptions);
    }

    public TopicSettings withLimits(int messages, long bytes) {
        return new TopicSettings(
                name, defaultTimeToLive, duplicateDetection, partitioned, messages, bytes, subscriptions);
    }
}
