package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedValue;
import java.util.Map;
import java.util.Optional;

/** Where messages go that leave a queue without being received: to its dead letters, to another entity, or nowhere. */
final class Departures {
    private final EntitySettings settings;
    private final Quota quota;
    private final Forwarding forwarding;
    private final MessageQueue deadLetters;
    private final MessageQueue transferDeadLetters;

    /**
     * @param settings those of the queue that messages leave
     * @param quota the room that the queue and its dead letters share
     */
    Departures(
            EntitySettings settings,
            Quota quota,
            Forwarding forwarding,
            MessageQueue deadLetters,
            MessageQueue transferDeadLetters) {
        this.settings = settings;
        this.quota = quota;
        this.forwarding = forwarding;
        this.deadLetters = deadLetters;
        this.transferDeadLetters = transferDeadLetters;
    }

    MessageQueue deadLetters() {
        return deadLetters;
    }

    MessageQueue transferDeadLetters() {
        return transferDeadLetters;
    }

    /** Forwards a message when the queue forwards all; false when it keeps them. */
    boolean forward(Message message) {
        Optional<String> target = settings.forwardTo();
        target.ifPresent(name -> left(message, forwarding.forward(name, message.sent(), message.sequenceNumber())));
        return target.isPresent();
    }

    /** Makes a message a dead letter with these properties, or forwards it as one. */
    void bury(Message message, Map<String, EncodedValue> properties) {
        Optional<String> target = settings.forwardDeadLettersTo();
        if (target.isEmpty()) {
            deadLetters.adopt(message, properties);
        } else {
            quota.resize(message.change(properties));
            left(message, forwarding.forwardDeadLetter(target.get(), message));
        }
    }

    /** The message's time to live has ended. */
    void expire(Message message) {
        if (settings.deadLetteringOnExpiration()) {
            bury(message, DeadLetters.EXPIRED);
        } else {
            quota.give(message.size());
        }
    }

    private void left(Message forwarded, Optional<AmqpError> failure) {
        if (failure.isEmpty()) {
            quota.give(forwarded.size());
        } else {
            transferDeadLetters.adopt(forwarded, DeadLetters.notForwarded(failure.get()));
        }
    }
}
