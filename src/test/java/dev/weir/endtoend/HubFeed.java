package dev.weir.endtoend;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventDataBatch;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerAsyncClient;
import com.azure.messaging.eventhubs.models.CreateBatchOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A feed of a hub, each entity by its key. */
final class HubFeed extends Feed {
    private final EventHubClientBuilder builder;
    private EventHubProducerAsyncClient producer;

    HubFeed(String connectionString, String hub, int entities, long seed) {
        super(entities, seed);
        this.builder = new EventHubClientBuilder()
                .connectionString(connectionString, hub)
                .retryOptions(RETRY);
        this.producer = builder.buildAsyncProducerClient();
    }

    @Override
    void deliver(List<Sent> events) {
        Map<String, List<EventData>> byKey = new HashMap<>();
        for (Sent sent : events) {
            EventData event = new EventData(sent.body());
            event.getProperties().put("type", "thing.changed");
            byKey.computeIfAbsent(sent.entity(), key -> new ArrayList<>()).add(event);
        }
        byKey.forEach(this::deliver);
    }

    private void deliver(String key, List<EventData> events) {
        EventDataBatch batch = batch(key);
        for (EventData event : events) {
            if (!batch.tryAdd(event)) {
                send(batch);
                batch = batch(key);
                batch.tryAdd(event);
            }
        }
        send(batch);
    }

    private EventDataBatch batch(String key) {
        return withLink(() -> producer.createBatch(new CreateBatchOptions().setPartitionKey(key)));
    }

    private void send(EventDataBatch batch) {
        overLink(() -> producer.send(batch));
    }

    @Override
    void renew() {
        producer.close();
        producer = builder.buildAsyncProducerClient();
    }

    @Override
    public void close() {
        producer.close();
    }
}
