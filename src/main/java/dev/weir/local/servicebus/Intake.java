package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import java.util.List;
import java.util.Optional;

/** What takes messages in: a queue or a topic. Loop only. */
interface Intake {
    /** Takes all messages in, or none and says why. */
    Optional<AmqpError> enqueue(List<SentMessage> messages);
}
