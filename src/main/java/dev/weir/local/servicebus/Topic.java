package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.Loop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A topic: numbers what comes in, waits for the time of scheduled messages, drops duplicates, and offers each message to
 * every subscription. Loop only.
 */
final class Topic implements Intake {
    private final TopicSettings settings;
    private final MessageQueue incoming;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();

    /**
     * @param directory where the subscriptions find what they forward to
     */
    Topic(TopicSettings settings, Directory directory, Loop loop) {
        this.settings = settings;
        Quota quota = new Quota(settings.maxMessages(), settings.maxBytes());
        // A queue that forwards everything to the subscriptions: it knows schedules, duplicates and numbers.
        incoming = MessageQueue.create(
                settings.name(),
                EntitySettings.defaults().withForwardTo(settings.name()),
                settings.partitioned(),
                quota,
                name -> Optional.of(this::distribute),
                loop);
        settings.duplicateDetection()
                .ifPresent(window -> incoming.detectDuplicates(new DuplicateHistory(window, settings.partitioned())));
        for (SubscriptionSettings subscription : settings.subscriptions()) {
            MessageQueue queue = MessageQueue.create(
                    settings.name() + "/Subscriptions/" + subscription.name(),
                    subscription.entity(),
                    settings.partitioned(),
                    quota,
                    directory,
                    loop);
            subscriptions.put(subscription.name(), new Subscription(subscription, queue));
        }
    }

    TopicSettings settings() {
        return settings;
    }

    MessageQueue incoming() {
        return incoming;
    }

    List<Subscription> subscriptions() {
        return List.copyOf(subscriptions.values());
    }

    @Override
    public Optional<AmqpError> enqueue(List<SentMessage> messages) {
        return incoming.enqueue(messages);
    }

    private Optional<AmqpError> distribute(List<SentMessage> messages) {
        for (SentMessage message : messages) {
            SentMessage arrived = arrived(message);
            subscriptions.values().forEach(subscription -> subscription.offer(arrived));
        }
        return Optional.empty();
    }

    // The way from the topic to its subscriptions is no hop, and its time has come.
    private SentMessage arrived(SentMessage message) {
        return new SentMessage(
                message.annotationCount(),
                message.annotations(),
                message.bare(),
                Math.min(message.timeToLive(), millis(settings.defaultTimeToLive())),
                0,
                message.hops() - 1);
    }

    private static long millis(Duration timeToLive) {
        return timeToLive.equals(EntitySettings.FOREVER) ? SentMessage.UNLIMITED : timeToLive.toMillis();
    }

    TopicDescription describe() {
        Map<String, QueueCounts> counts = new LinkedHashMap<>();
        subscriptions.forEach((name, subscription) -> counts.put(name, subscription.counts()));
        return new TopicDescription(settings, counts);
    }
}
