package dev.weir.endtoend;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Sends events of a few entities to a hub, each entity by its key, with a counter that only rises. */
final class HubFeed implements AutoCloseable {
    private final EventHubProducerClient producer;
    private final Random random;
    private final int entities;
    private final Map<String, Long> last = new HashMap<>();
    private long sent;

    HubFeed(String connectionString, String hub, int entities, long seed) {
        this.producer = new EventHubClientBuilder()
                .connectionString(connectionString, hub)
                .buildProducerClient();
        this.random = new Random(seed);
        this.entities = entities;
    }

    /** Sends so many events of entities with this prefix, which no others are counted with. */
    void send(String prefix, int events) {
        Map<String, List<EventData>> byKey = new HashMap<>();
        for (int i = 0; i < events; i++) {
            String entity = prefix + random.nextInt(entities);
            long n = last.merge("thing/" + entity, 1L, Long::sum);
            EventData event = new EventData("{\"tenant\":\"acme\",\"id\":\"" + entity + "\",\"n\":" + n + "}");
            event.getProperties().put("type", "thing.changed");
            byKey.computeIfAbsent(entity, key -> new ArrayList<>()).add(event);
            sent++;
        }
        byKey.forEach((key, all) -> producer.send(all, new SendOptions().setPartitionKey(key)));
    }

    /** Sends events that can't be read. */
    void sendPoison(int events) {
        for (int i = 0; i < events; i++) {
            producer.send(List.of(new EventData("not JSON")));
            sent++;
        }
    }

    /** The last counter of each entity that something was sent of. */
    Map<String, Long> last() {
        return Map.copyOf(last);
    }

    long sent() {
        return sent;
    }

    @Override
    public void close() {
        producer.close();
    }
}
