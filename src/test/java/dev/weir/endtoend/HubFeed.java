package dev.weir.endtoend;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A feed of a hub, each entity by its key. */
final class HubFeed extends Feed {
    private final EventHubProducerClient producer;

    HubFeed(String connectionString, String hub, int entities, long seed) {
        super(entities, seed);
        this.producer = new EventHubClientBuilder()
                .connectionString(connectionString, hub)
                .retryOptions(RETRY)
                .buildProducerClient();
    }

    @Override
    void deliver(List<Sent> events) {
        Map<String, List<EventData>> byKey = new HashMap<>();
        for (Sent sent : events) {
            EventData event = new EventData(sent.body());
            event.getProperties().put("type", "thing.changed");
            byKey.computeIfAbsent(sent.entity(), key -> new ArrayList<>()).add(event);
        }
        byKey.forEach((key, all) -> producer.send(all, new SendOptions().setPartitionKey(key)));
    }

    @Override
    public void close() {
        producer.close();
    }
}
