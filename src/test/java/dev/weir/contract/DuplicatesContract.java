package dev.weir.contract;

import static dev.weir.contract.Received.bodies;
import static dev.weir.contract.Received.one;
import static dev.weir.contract.Received.peek;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A queue that takes a message id once in its window. */
@Contract
@ResourceLock("unique")
abstract class DuplicatesContract {
    private static final String QUEUE = "unique";

    @RegisterExtension
    private final BusClients bus = new BusClients(QUEUE);

    private final String id = UUID.randomUUID().toString();

    @Test
    void aRepeatIsAcceptedAndDropped() {
        // When
        bus.send(QUEUE, message("first", id), message("repeat", id), message("other", id + "-2"));

        // Then
        assertThat(bodies(peek(bus.receiver(QUEUE)))).containsExactly("first", "other");
    }

    @Test
    void aRepeatIsDroppedAlsoAfterTheFirstWasTaken() {
        // Given
        bus.send(QUEUE, message("first", id));
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);
        receiver.complete(one(receiver));

        // When
        bus.send(QUEUE, message("repeat", id));

        // Then
        assertThat(peek(receiver)).isEmpty();
    }

    @Test
    void aRepeatWithinABatchIsDroppedToo() {
        // Given
        ServiceBusSenderClient sender = bus.sender(QUEUE);
        ServiceBusMessageBatch batch = sender.createMessageBatch();
        batch.tryAddMessage(message("first", id));
        batch.tryAddMessage(message("repeat", id));

        // When
        sender.sendMessages(batch);

        // Then
        assertThat(bodies(peek(bus.receiver(QUEUE)))).containsExactly("first");
    }

    private static ServiceBusMessage message(String body, String id) {
        return new ServiceBusMessage(body).setMessageId(id);
    }
}
