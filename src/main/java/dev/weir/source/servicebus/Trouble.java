package dev.weir.source.servicebus;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;

/** What keeps a source from its queue, in a sentence that says what to do. */
final class Trouble {
    private Trouble() {}

    static String text(ServiceBusSettings settings, Throwable failure) {
        String where = "source '" + settings.name() + "': ";
        if (failure instanceof ServiceBusException broker) {
            ServiceBusFailureReason reason = broker.getReason();
            if (reason == ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND) {
                return where + "there is no queue '" + settings.queue()
                        + "' in the namespace; create it or mend 'queue'";
            }
            if (reason == ServiceBusFailureReason.UNAUTHORIZED) {
                return where + "the key of 'connection-string' is not accepted for queue '" + settings.queue()
                        + "'; it needs the right to listen";
            }
            if (reason == ServiceBusFailureReason.MESSAGING_ENTITY_DISABLED) {
                return where + "queue '" + settings.queue() + "' is disabled; enable it";
            }
            return where + "Service Bus says " + reason;
        }
        if (failure instanceof AmqpException amqp) {
            AmqpErrorCondition condition = amqp.getErrorCondition();
            return where + "Service Bus can't be used (" + (condition == null ? "no answer" : condition) + ")";
        }
        return where + "Service Bus can't be reached (" + failure.getClass().getSimpleName()
                + "); check the endpoint of 'connection-string' and the network";
    }
}
