package dev.weir.bench;

import com.azure.core.http.rest.RequestOptions;
import com.azure.core.util.BinaryData;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.webpubsub.WebPubSubServiceAsyncClient;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.fasterxml.jackson.databind.JsonNode;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The straightforward program, asynchronous: one publish an event, 64 in flight; the SDK's retries are left as they are. */
final class AsyncMain {
    private static final int IN_FLIGHT = 64;

    private static final WebPubSubServiceAsyncClient HUB =
            Clients.webPubSub(IN_FLIGHT).buildAsyncClient();

    private AsyncMain() {}

    public static void main(String[] arguments) throws Exception {
        Progress progress = Progress.register();
        if (SourceKind.valueOf(arguments[0]) == SourceKind.SERVICE_BUS) {
            ServiceBusReceiverAsyncClient receiver = Clients.receiver(200);
            receiver.receiveMessages()
                    .flatMap(
                            message -> publish(message.getBody().toBytes())
                                    .then(Mono.defer(() -> receiver.complete(message)))
                                    .doOnSuccess(nothing -> progress.done())
                                    .onErrorResume(failure -> receiver.abandon(message)),
                            IN_FLIGHT)
                    .blockLast();
        } else {
            EventHubConsumerAsyncClient consumer = Clients.eventHubs().buildAsyncConsumerClient();
            Flux.range(0, SourceKind.PARTITIONS)
                    .flatMap(partition ->
                            consumer.receiveFromPartition(Integer.toString(partition), EventPosition.earliest()))
                    .flatMap(
                            event -> publish(event.getData().getBody())
                                    .doOnSuccess(nothing -> progress.done())
                                    .onErrorResume(failure -> Mono.empty()),
                            IN_FLIGHT)
                    .blockLast();
        }
    }

    private static Mono<Void> publish(byte[] body) {
        JsonNode event = Clients.parse(body);
        return HUB.sendToGroupWithResponse(
                        Clients.group(event),
                        BinaryData.fromBytes(body),
                        WebPubSubContentType.APPLICATION_JSON,
                        body.length,
                        new RequestOptions())
                .then();
    }
}
