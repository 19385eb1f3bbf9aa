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
    private final Quota quota;
    private final Directory directory;
    private final Loop loop;
    private final MessageQueue incoming;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();

    /**
     * @param directory where the subscriptions find what they forward to
     */
    Topic(TopicSettings settings, Directory directory, Loop loop) {
        this.settings = settings;
        this.directory = directory;
        this.loop = loop;
        quota = new Quota(settings.maxMessages(), settings.maxBytes());
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
        settings.subscriptions().forEach(this::add);
    }

    /** Adds a subscription, which gets what comes from now on. */
    private Subscription add(SubscriptionSettings added) {
        Quota share = quota.share();
        MessageQueue queue = MessageQueue.create(
                settings.name() + "/Subscriptions/" + added.name(),
                added.entity(),
                settings.partitioned(),
                share,
                directory,
                loop);
        Subscription subscription = new Subscription(added, queue, share);
        subscriptions.put(Namespace.key(added.name()), subscription);
        return subscription;
    }

    /**
     * Adds a subscription, which gets what comes from now on.
     *
     * @throws IllegalArgumentException when there is one of this name
     */
    Subscription subscribe(SubscriptionSettings added) {
        if (subscriptions.containsKey(Namespace.key(added.name()))) {
            throw new IllegalArgumentException(
                    "topic '" + settings.name() + "' has a subscription '" + added.name() + "' already");
        }
        return add(added);
    }

    /**
     * Removes a subscription with its messages.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    Subscription unsubscribe(String name) {
        Subscription removed = subscription(name);
        subscriptions.remove(Namespace.key(name));
        removed.end();
        return removed;
    }

    /**
     * @throws IllegalArgumentException when there is none of this name
     */
    Subscription subscription(String name) {
        Subscription found = subscriptions.get(Namespace.key(name));
        if (found == null) {
            throw new IllegalArgumentException("topic '" + settings.name() + "' has no subscription '" + name + "'");
        }
        return found;
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
        return new TopicDescription(
                settings,
                incoming.counts().scheduled(),
                subscriptions.values().stream().map(Subscription::describe).toList());
    }
}
