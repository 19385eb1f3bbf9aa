package dev.weir.local.servicebus;

import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.Node;
import dev.weir.local.amqp.Service;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A local Azure Service Bus, in memory. The loop that it is given owns its state: {@link #find} is for the loop alone,
 * all other methods may be called from any thread.
 */
public final class LocalServiceBus implements Service {
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
     * @throws IllegalArgumentException when there is one of this name
     */
    public void createQueue(QueueSettings queue) {
        loop.call(() -> {
            checkFree(queue.name());
            namespace.add(queue);
            return queue;
        });
    }

    private void checkFree(String name) {
        if (taken.test(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "'" + name + "' needs another name: there is a hub of this name in the Event Hubs of the same port");
        }
    }

    /**
     * What a queue holds now.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public QueueCounts counts(String queue) {
        return loop.call(() -> namespace.counts(queue));
    }

    /**
     * Returns messages whose locks have expired by the loop's clock. Time alone does so too; this is for one who has
     * moved the clock.
     */
    public void expireLocks() {
        loop.call(() -> {
            namespace.expireDue();
            return namespace;
        });
    }
}
