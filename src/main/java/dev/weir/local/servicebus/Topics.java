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
        for (SubscriptionSettings subscription : topic.subscriptions()) {
            namespace.checkTargets(
                    "subscription '" + subscription.name() + "' of topic '" + topic.name() + "'",
                    topic.name(),
                    subscription.entity());
        }
    }

    private void open(Topic topic) {
        byName.put(Namespace.key(topic.settings().name()), topic);
        MessageQueue incoming = topic.incoming();
        namespace.open(
                topic.settings().name(),
                new TopicNode(topic),
                Management.of(new ScheduleRequests(incoming::enqueue, incoming::cancelScheduled).operations()));
        for (Subscription subscription : topic.subscriptions()) {
            MessageQueue queue = subscription.queue();
            namespace.open(queue, Entrance.closed(queue));
            namespace.manage(
                    queue.path(),
                    Management.of(queue).with(new RuleRequests(queue.path(), subscription.rules()).operations()));
        }
    }

    /**
     * Removes a topic with its subscriptions and their messages, and ends the links to them.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    void remove(String name) {
        Topic topic = byName.remove(Namespace.key(name));
        if (topic == null) {
            throw new IllegalArgumentException("topic '" + name + "' does not exist");
        }
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
