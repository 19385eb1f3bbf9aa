package dev.weir.contract;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Takes what an earlier test, or an earlier run on a service that lasts, has left in an entity. */
final class EmptyEntity {
    /** A message that is still locked comes back within the longest lock of the contract's entities, a minute. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private static final int AT_ONCE = 100;

    private EmptyEntity() {}

    static void empty(BusClients bus, String entity) {
        empty(bus, entity, bus.deleting(entity));
        empty(bus, entity + "'s dead letters", bus.deletingDeadLetters(entity));
    }

    private static void empty(BusClients bus, String what, ServiceBusReceiverClient deleting) {
        Instant end = Instant.now().plus(LONGEST);
        List<ServiceBusReceivedMessage> left = peek(deleting);
        while (!left.isEmpty()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException(what + " could not be emptied; " + left.size() + " messages stay");
            }
            take(bus, deleting, left);
            left = peek(deleting);
        }
    }

    private static List<ServiceBusReceivedMessage> peek(ServiceBusReceiverClient deleting) {
        return deleting.peekMessages(AT_ONCE, 0).stream().toList();
    }

    private static void take(BusClients bus, ServiceBusReceiverClient deleting, List<ServiceBusReceivedMessage> left) {
        int active = 0;
        for (ServiceBusReceivedMessage message : left) {
            if (message.getState() == ServiceBusMessageState.DEFERRED) {
                deleting.receiveDeferredMessage(message.getSequenceNumber());
            } else if (message.getState() == ServiceBusMessageState.SCHEDULED) {
                bus.sender(deleting.getEntityPath()).cancelScheduledMessage(message.getSequenceNumber());
            } else {
                active++;
            }
        }
        if (active > 0) {
            deleting.receiveMessages(active, Duration.ofSeconds(2)).forEach(message -> {});
        }
    }
}
