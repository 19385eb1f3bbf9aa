package dev.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Messages that a test waits for. */
final class Received {
    /** How long nothing must come for a test to believe that nothing comes. */
    static final Duration SILENCE = Duration.ofSeconds(1);

    private Received() {}

    static ServiceBusReceivedMessage one(ServiceBusReceiverClient receiver) {
        return some(receiver, 1).get(0);
    }

    /** So many messages, in as many calls as it takes: a call may give fewer than it was asked for. */
    static List<ServiceBusReceivedMessage> some(ServiceBusReceiverClient receiver, int count) {
        Instant end = Instant.now().plus(BusClients.PATIENCE);
        List<ServiceBusReceivedMessage> messages = new ArrayList<>();
        while (messages.size() < count && Instant.now().isBefore(end)) {
            receiver.receiveMessages(
                            count - messages.size(),
                            Duration.between(Instant.now(), end).plusMillis(1))
                    .forEach(messages::add);
        }
        assertThat(messages).as("messages of %s", receiver.getEntityPath()).hasSize(count);
        return messages;
    }

    static void nothing(ServiceBusReceiverClient receiver) {
        assertThat(receiver.receiveMessages(1, SILENCE).stream().map(Received::body))
                .as("messages of %s", receiver.getEntityPath())
                .isEmpty();
    }

    static List<ServiceBusReceivedMessage> peek(ServiceBusReceiverClient receiver) {
        return receiver.peekMessages(100, 0).stream().toList();
    }

    static List<String> bodies(List<ServiceBusReceivedMessage> messages) {
        return messages.stream().map(Received::body).toList();
    }

    static String body(ServiceBusReceivedMessage message) {
        return message.getBody().toString();
    }
}
