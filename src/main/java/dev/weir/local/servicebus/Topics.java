package dev.weir.local.servicebus;

import dev.weir.local.amqp.Loop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The topics of a namespace, by path in any case. Loop only. */
final class Topics {
    private final Map<String, Topic> byName = new LinkedHashMap<>();
    private final Namespace namespace;
    private final Loop loop;

    Topics(Namespace namespace, Loop loop) {
        this.namespace = namespace;
        this.loop = loop;
    }

    /**
     * Adds topics, with queues to which they may forward and which may forward to them; all or none.
     *
     * @throws IllegalArgumentException when one exists, or forwards to what does not
     */
    void add(List<TopicSettings> added, List<QueueSettings> queues) {
        int opened = 0;
        try {
            for (TopicSettings topic : added) {
                if (namespace.isTaken(topic.name())) {
                    throw new IllegalArgumentException("topic '" + topic.name() + "' needs another name:"
                            + " there is a queue or topic of this name already");
                }
                open(new Topic(topic, namespace, loop));
                opened++;
            }
            namespace.add(queues, () -> added.forEach(this::checkTargets));
        } catch (IllegalArgumentException e) {
            added.subList(0, opened).forEach(topic -> remove(topic.name()));
            throw e;
        }
    }

    private void checkTargets(TopicSettings topic) {
        topic.subscriptions().forEach(subscription -> checkTargets(topic.name(), subscription));
    }

    private void checkTargets(String topic, SubscriptionSettings subscription) {
        namespace.checkTargets(
                "subscription '" + subscription.name() + "' of topic '" + topic + "'", topic, subscription.entity());
    }

    private void open(Topic topic) {
        byName.put(Namespace.key(topic.settings().name()), topic);
        MessageQueue incoming = topic.incoming();
        namespace.open(
                topic.settings().name(),
                new TopicNode(topic),
                Management.of(new ScheduleRequests(incoming::enqueue, incoming::cancelScheduled).operations()));
        topic.subscriptions().forEach(this::open);
    }

    private void open(Subscription subscription) {
        MessageQueue queue = subscription.queue();
        namespace.open(queue, Entrance.closed(queue));
        namespace.manage(
                queue.path(),
                Management.of(queue).with(new RuleRequests(queue.path(), subscription.rules()).operations()));
    }

    /**
     * Adds a subscription to a topic.
     *
     * @throws IllegalArgumentException when there is no such topic, or there is one of this name, or it forwards to what
     *     is not there
     */
    void subscribe(String topic, SubscriptionSettings subscription) {
        Topic found = topic(topic);
        checkTargets(topic, subscription);
        open(found.subscribe(subscription));
    }

    /**
     * Removes a subscription with its messages, and ends the links to it.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    void unsubscribe(String topic, String subscription) {
        namespace.close(topic(topic).unsubscribe(subscription).queue());
    }

    /**
     * @throws IllegalArgumentException when there is no such topic or subscription
     */
    Rules rules(String topic, String subscription) {
        return topic(topic).subscription(subscription).rules();
    }

    private Topic topic(String name) {
        Topic topic = byName.get(Namespace.key(name));
        if (topic == null) {
            throw new IllegalArgumentException("topic '" + name + "' does not exist");
        }
        return topic;
    }

    /**
     * Removes a topic with its subscriptions and their messages, and ends the links to them.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    void remove(String name) {
        Topic topic = topic(name);
        byName.remove(Namespace.key(name));
        namespace.close(topic.settings().name());
        topic.subscriptions().forEach(subscription -> namespace.close(subscription.queue()));
    }

    Optional<Intake> intake(String key) {
        return Optional.ofNullable(byName.get(key));
    }

    List<TopicDescription> describe() {
        return byName.values().stream().map(Topic::describe).toList();
    }

    /** Sends on what was scheduled and is due. */
    void expireDue() {
        List.copyOf(byName.values()).forEach(topic -> topic.incoming().expireDue());
    }
}
