package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.Node;
import dev.weir.local.amqp.Section;
import dev.weir.local.amqp.Service;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A local Azure Service Bus, in memory. The loop that it is given owns its state: {@link #find} is for the loop alone,
 * all other methods may be called from any thread.
 */
public final class LocalServiceBus implements Service {
    private static final int MAX_PEEK = 1000;

    private final Loop loop;
    private final Predicate<String> taken;
    private final Namespace namespace;

    /**
     * @param taken whether a name in lower case belongs to another service behind the same port; asked on the loop
     */
    public LocalServiceBus(Loop loop, Predicate<String> taken) {
        this.loop = loop;
        this.taken = taken;
        namespace = new Namespace(loop);
    }

    @Override
    public Optional<Node> find(String address) {
        return namespace.find(address);
    }

    /**
     * Adds a queue.
     *
     * @throws IllegalArgumentException when there is one of this name, or it forwards to what is not there
     */
    public void createQueue(QueueSettings queue) {
        createQueues(List.of(queue));
    }

    /**
     * Adds queues, which may forward to each other; all or none.
     *
     * @throws IllegalArgumentException when there is one of their names, or one forwards to what is not there
     */
    public void createQueues(List<QueueSettings> queues) {
        create(queues, List.of());
    }

    /**
     * Adds a topic with its subscriptions.
     *
     * @throws IllegalArgumentException when there is one of this name, or it forwards to what is not there
     */
    public void createTopic(TopicSettings topic) {
        create(List.of(), List.of(topic));
    }

    /**
     * Adds queues and topics, which may forward to each other; all or none.
     *
     * @throws IllegalArgumentException when there is one of their names, or one forwards to what is not there
     */
    public void create(List<QueueSettings> queues, List<TopicSettings> topics) {
        loop.call(() -> {
            queues.forEach(queue -> checkFree(queue.name()));
            topics.forEach(topic -> checkFree(topic.name()));
            namespace.topics().add(topics, queues);
            return queues;
        });
    }

    /**
     * Removes a topic with its subscriptions and their messages, and ends the links to it.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public void deleteTopic(String topic) {
        loop.call(() -> {
            namespace.topics().remove(topic);
            return topic;
        });
    }

    /**
     * Adds a subscription to a topic, which gets what comes from now on.
     *
     * @throws IllegalArgumentException when there is no such topic, or there is one of this name, or it forwards to what
     *     is not there
     */
    public void createSubscription(String topic, SubscriptionSettings subscription) {
        loop.call(() -> {
            namespace.topics().subscribe(topic, subscription);
            return topic;
        });
    }

    /**
     * Removes a subscription with its messages, and ends the links to it.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public void deleteSubscription(String topic, String subscription) {
        loop.call(() -> {
            namespace.topics().unsubscribe(topic, subscription);
            return topic;
        });
    }

    /**
     * Adds a rule to a subscription.
     *
     * @throws IllegalArgumentException when there is no such subscription, or it has such a rule or as many as it may
     */
    public void createRule(String topic, String subscription, RuleSettings rule) {
        loop.call(() -> {
            namespace.topics().rules(topic, subscription).create(rule);
            return rule;
        });
    }

    /**
     * Removes a rule of a subscription.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public void deleteRule(String topic, String subscription, String rule) {
        loop.call(() -> {
            if (!namespace.topics().rules(topic, subscription).remove(rule)) {
                throw new IllegalArgumentException("subscription '" + subscription + "' has no rule '" + rule + "'");
            }
            return rule;
        });
    }

    /** All topics with what their subscriptions hold, in the order in which they were created. */
    public List<TopicDescription> topics() {
        return loop.call(() -> namespace.topics().describe());
    }

    /**
     * Removes a queue with its messages, and ends the links to it.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public void deleteQueue(String queue) {
        loop.call(() -> {
            namespace.remove(queue);
            return queue;
        });
    }

    /** All queues with what they hold, in the order in which they were created. */
    public List<QueueDescription> queues() {
        return loop.call(namespace::describe);
    }

    private void checkFree(String name) {
        if (taken.test(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("'" + name
                    + "' needs another name: there is a hub of this name in the Event Hubs of the same port");
        }
    }

    /**
     * What a queue holds now.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public QueueCounts counts(String queue) {
        return loop.call(() -> namespace.queue(queue).counts());
    }

    /**
     * How many receivers a queue without sessions has now.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public int receivers(String queue) {
        return loop.call(() -> namespace.receivers(queue));
    }

    /**
     * The sessions that a queue or subscription knows: those with messages, a state or a lock; by name, none when it has
     * no sessions.
     *
     * @param path a queue, or {@code topic/subscriptions/name}
     * @param count at most so many; 1000 are the limit
     * @throws IllegalArgumentException when there is no queue at this path
     */
    public List<SessionDescription> sessions(String path, int count) {
        int limited = Math.max(0, Math.min(count, MAX_PEEK));
        return loop.call(() -> namespace.queue(path).sessions().stream()
                .flatMap(Sessions::all)
                .sorted(Comparator.comparing(Session::id))
                .limit(limited)
                .map(SessionDescription::of)
                .toList());
    }

    /**
     * Looks at messages without taking them, in the order of their sequence numbers.
     *
     * @param path a queue, {@code topic/subscriptions/name}, or the dead letters of either: {@code
     *     orders/$deadletterqueue}
     * @param fromSequenceNumber the first number of interest
     * @param count at most so many; 1000 are the limit
     * @throws IllegalArgumentException when there is no queue at this path
     */
    public List<PeekedMessage> peek(String path, long fromSequenceNumber, int count) {
        int limited = Math.max(0, Math.min(count, MAX_PEEK));
        return loop.call(() -> namespace.queue(path).peek(fromSequenceNumber, limited, Optional.empty()).stream()
                .map(PeekedMessage::of)
                .toList());
    }

    /**
     * Sends one message.
     *
     * @param properties application properties, of types that AMQP has
     * @return empty when the queue or topic took it, else why it refused
     * @throws IllegalArgumentException when there is no queue or topic of this name
     */
    public Optional<AmqpError> send(
            String queue, byte[] body, Map<String, Object> properties, Optional<String> sessionId) {
        EncodedWriter writer = new EncodedWriter(body.length + 256);
        if (sessionId.isPresent()) {
            writer.section(Section.PROPERTIES);
            int list = writer.openList(11);
            for (int i = 0; i < 10; i++) {
                writer.nothing();
            }
            writer.string(sessionId.get());
            writer.close(list);
        }
        writer.section(Section.APPLICATION_PROPERTIES);
        int map = writer.openMap(2 * properties.size());
        properties.forEach((name, value) -> writer.string(name).value(value));
        writer.close(map);
        SentMessage message =
                SentMessageReader.read(writer.section(Section.DATA).binary(body).toBytes());
        return loop.call(() -> {
            Optional<Intake> topic = namespace.topics().intake(Namespace.key(queue));
            return topic.isPresent()
                    ? topic.get().enqueue(List.of(message))
                    : Entrance.of(namespace.queue(queue)).receive(List.of(message));
        });
    }

    /** Ends all locks on messages and sessions as if their time were up. */
    public void expireLocks() {
        loop.call(() -> {
            namespace.expireLocks();
            return namespace;
        });
    }

    /** Does what fell due by the clock, because that was moved: time alone does so too. */
    public void timeMoved() {
        loop.call(() -> {
            namespace.expireDue();
            return namespace;
        });
    }
}
