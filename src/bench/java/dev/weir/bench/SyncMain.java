package dev.weir.bench;

import com.azure.core.http.rest.RequestOptions;
import com.azure.core.util.BinaryData;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.checkpoint.CheckpointStores;

/** The straightforward program, as most are written: a processor that publishes each event and waits for the answer. */
final class SyncMain {
    private static final int THREADS = 32;

    private static final WebPubSubServiceClient HUB =
            Clients.webPubSub(THREADS).buildClient();

    private SyncMain() {}

    public static void main(String[] arguments) throws Exception {
        Progress progress = Progress.register();
        if (SourceKind.valueOf(arguments[0]) == SourceKind.SERVICE_BUS) {
            Clients.serviceBus()
                    .processor()
                    .queueName(SourceKind.QUEUE)
                    .maxConcurrentCalls(THREADS)
                    .prefetchCount(100)
                    .processMessage(context -> {
                        publish(context.getMessage().getBody().toBytes());
                        progress.done();
                    })
                    .processError(context -> {})
                    .buildProcessorClient()
                    .start();
        } else {
            new EventProcessorClientBuilder()
                    .connectionString(System.getenv("EVENT_HUBS_CONNECTION_STRING"), SourceKind.HUB)
                    .consumerGroup("$Default")
                    .checkpointStore(CheckpointStores.memory())
                    .initialPartitionEventPosition(partition -> EventPosition.earliest())
                    .processEvent(context -> {
                        publish(context.getEventData().getBody());
                        progress.done();
                    })
                    .processError(context -> {})
                    .buildEventProcessorClient()
                    .start();
        }
        Thread.currentThread().join();
    }

    private static void publish(byte[] body) {
        JsonNode event = Clients.parse(body);
        HUB.sendToGroupWithResponse(
                Clients.group(event),
                BinaryData.fromBytes(body),
                WebPubSubContentType.APPLICATION_JSON,
                body.length,
                new RequestOptions());
    }
}
