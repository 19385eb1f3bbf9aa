package dev.weir.local.servicebus;

import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.Node;
import dev.weir.local.amqp.Service;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The entities of the local Service Bus, by path in any case. */
final class Namespace implements Service, Directory {
    private static final String MANAGEMENT = "/$management";
    private static final String DEAD_LETTERS = "/$deadletterqueue";

    private final Map<String, MessageQueue> queues = new HashMap<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final Loop loop;

    Namespace(Loop loop) {
        this.loop = loop;
    }

    void add(QueueSettings settings) {
        String path = key(settings.name());
        if (queues.containsKey(path)) {
            throw new IllegalArgumentException("queue '" + settings.name() + "' exists already");
        }
        MessageQueue queue = MessageQueue.create(
                settings.name(),
                settings.entity(),
                settings.partitioned(),
                new Quota(settings.maxMessages(), settings.maxBytes()),
                this,
                loop);
        queues.put(path, queue);
        addNodes(path, queue);
        queue.deadLetters().ifPresent(deadLetters -> addNodes(path + DEAD_LETTERS, deadLetters));
    }

    private void addNodes(String path, MessageQueue queue) {
        nodes.put(path, new QueueNode(queue, loop));
        nodes.put(path + MANAGEMENT, new Management(queue));
    }

    @Override
    public Optional<Node> find(String address) {
        return Optional.ofNullable(nodes.get(address));
    }

    @Override
    public Optional<Intake> intake(String name) {
        return Optional.ofNullable(queues.get(key(name)));
    }

    QueueCounts counts(String name) {
        MessageQueue queue = queues.get(key(name));
        if (queue == null) {
            throw new IllegalArgumentException("queue '" + name + "' does not exist");
        }
        int deadLettered = queue.deadLetters()
                .map(letters -> letters.activeCount() + letters.lockedCount())
                .orElse(0);
        return new QueueCounts(queue.activeCount(), queue.lockedCount(), deadLettered);
    }

    /** Returns what is locked past its time, in every queue. */
    void expireDue() {
        for (MessageQueue queue : queues.values()) {
            queue.expireDue();
            queue.deadLetters().ifPresent(MessageQueue::expireDue);
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
