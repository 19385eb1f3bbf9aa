package dev.weir.local.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalServiceBusThroughputTest {
    private static final int MESSAGES = 20_000;

    @RegisterExtension
    private final BusFixture bus = new BusFixture(QueueSettings.of("orders"));

    @Test
    void manyMessagesAreAllCompletedByAnAsynchronousReceiver() {
        // Given
        sendMany();
        Set<Long> completed = ConcurrentHashMap.newKeySet();
        ServiceBusReceiverAsyncClient receiver = bus.closing(bus.clients()
                .receiver()
                .queueName("orders")
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .prefetchCount(200)
                .buildAsyncClient());

        // When
        receiver.receiveMessages()
                .flatMap(message -> receiver.complete(message).thenReturn(message.getSequenceNumber()), 64)
                .doOnNext(completed::add)
                .take(MESSAGES)
                .blockLast(Duration.ofMinutes(3));

        // Then
        assertThat(completed).hasSize(MESSAGES);
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    private void sendMany() {
        byte[] body = new byte[1024];
        ServiceBusSenderClient sender = bus.sender("orders");
        ServiceBusMessageBatch batch = sender.createMessageBatch();
        for (int i = 0; i < MESSAGES; i++) {
            if (!batch.tryAddMessage(new ServiceBusMessage(body))) {
                sender.sendMessages(batch);
                batch = sender.createMessageBatch();
                batch.tryAddMessage(new ServiceBusMessage(body));
            }
        }
        sender.sendMessages(batch);
    }
}
