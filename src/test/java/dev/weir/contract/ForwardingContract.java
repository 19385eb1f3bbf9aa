package dev.weir.contract;

import static dev.weir.contract.Received.body;
import static dev.weir.contract.Received.one;
import static dev.weir.contract.Received.peek;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Entities that hand on what they get. */
@Contract
@ResourceLock("forward")
abstract class ForwardingContract {
    private static final String LAST = "forward-last";

    @RegisterExtension
    private final BusClients bus = new BusClients(LAST, "forward-letters");

    @Test
    void aMessageGoesOnFromQueueToQueue() {
        // When
        bus.send("forward-first", new ServiceBusMessage("moved").setMessageId("m-1"));

        // Then
        ServiceBusReceivedMessage message = one(bus.deleting(LAST));
        assertThat(body(message)).isEqualTo("moved");
        assertThat(message.getMessageId()).isEqualTo("m-1");
        assertThat(message.getDeliveryCount()).isZero();
    }

    @Test
    void aDeadLetterGoesOnWithItsReason() {
        // Given
        bus.send("forward-letters", "bad");
        ServiceBusReceiverClient receiver = bus.receiver("forward-letters");

        // When
        receiver.deadLetter(one(receiver), new DeadLetterOptions().setDeadLetterReason("NoTenant"));

        // Then
        ServiceBusReceivedMessage letter = one(bus.deleting(LAST));
        assertThat(body(letter)).isEqualTo("bad");
        assertThat(letter.getDeadLetterReason()).isEqualTo("NoTenant");
        assertThat(letter.getDeadLetterSource()).isEqualToIgnoringCase("forward-letters");
        assertThat(peek(receiver)).isEmpty();
    }
}
