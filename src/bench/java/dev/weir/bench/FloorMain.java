package dev.weir.bench;

import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import reactor.core.publisher.Flux;

/** The floor: receives as fast as the SDK can, parses, completes, and publishes nothing. */
final class FloorMain {
    private static final int COMPLETIONS = 256;

    private FloorMain() {}

    public static void main(String[] arguments) throws Exception {
        Progress progress = Progress.register();
        if (SourceKind.valueOf(arguments[0]) == SourceKind.SERVICE_BUS) {
            ServiceBusReceiverAsyncClient receiver = Clients.receiver(1_000);
            receiver.receiveMessages()
                    .flatMap(
                            message -> {
                                Clients.parse(message.getBody().toBytes());
                                return receiver.complete(message).doOnSuccess(nothing -> progress.done());
                            },
                            COMPLETIONS)
                    .blockLast();
        } else {
            EventHubConsumerAsyncClient consumer = Clients.eventHubs().buildAsyncConsumerClient();
            Flux.range(0, SourceKind.PARTITIONS)
                    .flatMap(partition ->
                            consumer.receiveFromPartition(Integer.toString(partition), EventPosition.earliest()))
                    .doOnNext(event -> {
                        Clients.parse(event.getData().getBody());
                        progress.done();
                    })
                    .blockLast();
        }
    }
}
