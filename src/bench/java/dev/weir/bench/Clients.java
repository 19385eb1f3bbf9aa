package dev.weir.bench;

import com.azure.core.http.HttpClient;
import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The SDKs' clients of the programs, set up as one who knows them would. */
final class Clients {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Clients() {}

    static ServiceBusClientBuilder serviceBus() {
        return new ServiceBusClientBuilder().connectionString(System.getenv("SERVICE_BUS_CONNECTION_STRING"));
    }

    static ServiceBusReceiverAsyncClient receiver(int prefetch) {
        return serviceBus()
                .receiver()
                .queueName(SourceKind.QUEUE)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .prefetchCount(prefetch)
                .buildAsyncClient();
    }

    static EventHubClientBuilder eventHubs() {
        return new EventHubClientBuilder()
                .connectionString(System.getenv("EVENT_HUBS_CONNECTION_STRING"), SourceKind.HUB)
                .consumerGroup("$Default")
                .prefetchCount(1_000);
    }

    /** With as many connections as calls may be in flight: the SDK's default of 5 would be what is measured. */
    static WebPubSubServiceClientBuilder webPubSub(int connections) {
        HttpClient http = new VertxHttpClientBuilder()
                .vertx(Vertx.vertx())
                .httpClientOptions(new HttpClientOptions().setMaxPoolSize(connections))
                .build();
        return new WebPubSubServiceClientBuilder()
                .connectionString(System.getenv("WEB_PUBSUB_CONNECTION_STRING"))
                .hub("updates")
                .httpClient(http);
    }

    static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String group(JsonNode event) {
        return "tenant:" + event.path("tenant").textValue();
    }
}
