package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.Node;
import dev.weir.local.amqp.Service;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The entities of the local Service Bus, by path in any case. */
final class Namespace implements Service, Directory {
    private static final String MANAGEMENT = "/$management";
    private static final String DEAD_LETTERS = "/$deadletterqueue";
    private static final String TRANSFERS = "/$transfer/$deadletterqueue";

    private final Map<String, QueueSettings> settings = new LinkedHashMap<>();
    private final Map<String, MessageQueue> queues = new HashMap<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final Topics topics;
    private final Loop loop;

    Namespace(Loop loop) {
        this.loop = loop;
        topics = new Topics(this, loop);
    }

    Topics topics() {
        return topics;
    }

    boolean isTaken(String name) {
        return nodes.containsKey(key(name));
    }

    /**
     * Adds queues, which may forward to each other; all or none.
     *
     * @throws IllegalArgumentException when one exists, or forwards to what does not
     */
    void add(List<QueueSettings> added) {
        add(added, () -> {});
    }

    /**
     * Adds queues when a further check holds with them in place.
     *
     * @param check throws {@code IllegalArgumentException} when it does not hold
     */
    void add(List<QueueSettings> added, Runnable check) {
        for (QueueSettings queue : added) {
            if (nodes.containsKey(key(queue.name()))
                    || added.stream()
                                    .filter(other -> key(other.name()).equals(key(queue.name())))
                                    .count()
                            > 1) {
                throw new IllegalArgumentException("queue '" + queue.name() + "' exists already");
            }
        }
        added.forEach(this::add);
        try {
            added.forEach(queue -> checkTargets("queue '" + queue.name() + "'", queue.name(), queue.entity()));
            check.run();
        } catch (IllegalArgumentException e) {
            added.forEach(queue -> remove(queue.name()));
            throw e;
        }
    }

    private void add(QueueSettings added) {
        MessageQueue queue = MessageQueue.create(
                added.name(),
                added.entity(),
                added.partitioned(),
                new Quota(added.maxMessages(), added.maxBytes()),
                this,
                loop);
        added.duplicateDetection()
                .ifPresent(window -> queue.detectDuplicates(new DuplicateHistory(window, added.partitioned())));
        settings.put(key(added.name()), added);
        open(queue, Entrance.of(queue));
    }

    /** Gives a queue and its dead letters their addresses. */
    void open(MessageQueue queue, Entrance entrance) {
        String path = key(queue.path());
        queues.put(path, queue);
        addNodes(path, queue, entrance);
        queue.deadLetters().ifPresent(letters -> addNodes(path + DEAD_LETTERS, letters, Entrance.closed(letters)));
        queue.transferDeadLetters().ifPresent(letters -> addNodes(path + TRANSFERS, letters, Entrance.closed(letters)));
    }

    private void addNodes(String path, MessageQueue queue, Entrance entrance) {
        nodes.put(
                path,
                queue.sessions()
                        .<EntityNode>map(sessions -> new SessionNode(queue, sessions, loop, entrance))
                        .orElseGet(() -> new QueueNode(queue, loop, entrance)));
        nodes.put(path + MANAGEMENT, Management.of(queue));
    }

    /** Gives an entity that is no queue its address, with what answers its requests. */
    void open(String path, Node node, Node management) {
        nodes.put(key(path), node);
        nodes.put(key(path) + MANAGEMENT, management);
    }

    /** Has something else answer the requests to an entity. */
    void manage(String path, Node management) {
        nodes.put(key(path) + MANAGEMENT, management);
    }

    /** Takes an entity its address. */
    void close(String path) {
        nodes.remove(key(path) + MANAGEMENT);
        if (nodes.remove(key(path)) instanceof EntityNode node) {
            node.close(AmqpError.entityNotFound(path));
        }
    }

    /**
     * Sees to it that what an entity forwards to is there, and is not itself.
     *
     * @param where the entity in words
     * @throws IllegalArgumentException when it is not
     */
    void checkTargets(String where, String name, EntitySettings entity) {
        for (Optional<String> target : List.of(entity.forwardTo(), entity.forwardDeadLettersTo())) {
            if (target.isPresent()
                    && (intake(target.get()).isEmpty() || key(target.get()).equals(key(name)))) {
                throw new IllegalArgumentException(where + " is to forward to '" + target.get()
                        + "', which is no other queue or topic: create that one first, or both together");
            }
        }
    }

    /**
     * Removes a queue with its messages, and ends the links to it.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    void remove(String name) {
        close(queue(name));
        settings.remove(key(name));
    }

    /** Takes a queue and its dead letters their addresses, and ends the links to them. */
    void close(MessageQueue queue) {
        String path = key(queue.path());
        queues.remove(path);
        for (String address : List.of(path, path + DEAD_LETTERS, path + TRANSFERS)) {
            nodes.remove(address + MANAGEMENT);
            if (nodes.remove(address) instanceof EntityNode node) {
                node.close(AmqpError.entityNotFound(queue.path()));
            }
        }
    }

    @Override
    public Optional<Node> find(String address) {
        return Optional.ofNullable(nodes.get(address));
    }

    @Override
    public Optional<Intake> intake(String name) {
        return settings.containsKey(key(name)) ? Optional.ofNullable(queues.get(key(name))) : topics.intake(key(name));
    }

    /**
     * A queue, or one of its sub-queues when the path ends so.
     *
     * @throws IllegalArgumentException when there is none at this path
     */
    MessageQueue queue(String path) {
        String key = key(path);
        Optional<MessageQueue> queue;
        if (key.endsWith(TRANSFERS)) {
            queue = find(key, TRANSFERS).flatMap(MessageQueue::transferDeadLetters);
        } else if (key.endsWith(DEAD_LETTERS)) {
            queue = find(key, DEAD_LETTERS).flatMap(MessageQueue::deadLetters);
        } else {
            queue = Optional.ofNullable(queues.get(key));
        }
        return queue.orElseThrow(() -> new IllegalArgumentException("queue '" + path + "' does not exist"));
    }

    /**
     * How many receivers a queue without sessions has.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    int receivers(String name) {
        return nodes.get(key(queue(name).path())) instanceof QueueNode node ? node.receivers() : 0;
    }

    private Optional<MessageQueue> find(String key, String suffix) {
        return Optional.ofNullable(queues.get(key.substring(0, key.length() - suffix.length())));
    }

    /** All queues in the order in which they were added. */
    List<QueueDescription> describe() {
        return settings.entrySet().stream()
                .map(entry -> new QueueDescription(
                        entry.getValue(), queue(entry.getKey()).counts()))
                .toList();
    }

    /** Does what time has made due, in every queue. */
    void expireDue() {
        topics.expireDue();
        everyQueue().forEach(MessageQueue::expireDue);
    }

    /** Ends all locks, in every queue. */
    void expireLocks() {
        everyQueue().forEach(MessageQueue::expireLocks);
    }

    private List<MessageQueue> everyQueue() {
        return queues.values().stream()
                .flatMap(queue -> Stream.of(Optional.of(queue), queue.deadLetters(), queue.transferDeadLetters())
                        .flatMap(Optional::stream))
                .toList();
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
