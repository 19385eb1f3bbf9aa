package dev.weir.endtoend;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Sends events of a few entities, each with a counter that only rises, and remembers the last of each. */
final class CounterFeed implements AutoCloseable {
    private final ServiceBusSenderClient sender;
    private final Random random;
    private final int entities;
    private final Map<String, Long> last = new HashMap<>();

    CounterFeed(String connectionString, String queue, int entities, long seed) {
        this.sender = new ServiceBusClientBuilder()
                .connectionString(connectionString)
                .sender()
                .queueName(queue)
                .buildClient();
        this.random = new Random(seed);
        this.entities = entities;
    }

    /** Sends so many events. */
    void send(int events) {
        send("e", events);
    }

    /** Sends so many events of entities with this prefix, which no others are counted with. */
    void send(String prefix, int events) {
        ServiceBusMessageBatch batch = sender.createMessageBatch();
        for (int i = 0; i < events; i++) {
            String entity = prefix + random.nextInt(entities);
            long n = last.merge("thing/" + entity, 1L, Long::sum);
            ServiceBusMessage message = new ServiceBusMessage(
                            "{\"tenant\":\"acme\",\"id\":\"" + entity + "\",\"n\":" + n + "}")
                    .setSubject("thing.changed");
            if (!batch.tryAddMessage(message)) {
                sender.sendMessages(batch);
                batch = sender.createMessageBatch();
                batch.tryAddMessage(message);
            }
        }
        sender.sendMessages(batch);
    }

    /** The last counter of each entity that something was sent of. */
    Map<String, Long> last() {
        return Map.copyOf(last);
    }

    @Override
    public void close() {
        sender.close();
    }
}
