package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import java.util.List;
import java.util.Optional;

/** Hands the messages of one entity on to others. Loop only. */
final class Forwarding {
    // As many as the service allows a message on its way.
    private static final int MAX_HOPS = 4;
    private static final AmqpError TOO_MANY_HOPS = new AmqpError(
            "MaxTransferHopCountExceeded", "The message was forwarded " + MAX_HOPS + " times, which is the limit.");

    private final String path;
    private final Directory directory;

    /**
     * @param path the entity that forwards
     */
    Forwarding(String path, Directory directory) {
        this.path = path;
        this.directory = directory;
    }

    /** Forwards a message that would have become this entity's; says why when it cannot. */
    Optional<AmqpError> forward(String target, SentMessage message, long sequenceNumber) {
        return send(
                target,
                message.hops() == 0
                        ? message.withAnnotation("x-opt-enqueue-sequence-number", sequenceNumber)
                        : message);
    }

    /** Forwards a dead letter of this entity; says why when it cannot. */
    Optional<AmqpError> forwardDeadLetter(String target, Message message) {
        return forward(
                target, message.sent().withAnnotation("x-opt-deadletter-source", path), message.sequenceNumber());
    }

    private Optional<AmqpError> send(String target, SentMessage message) {
        if (message.hops() >= MAX_HOPS) {
            return Optional.of(TOO_MANY_HOPS);
        }
        Optional<Intake> intake = directory.intake(target);
        return intake.isPresent()
                ? intake.get().enqueue(List.of(message.withOneMoreHop()))
                : Optional.of(AmqpError.entityNotFound(target));
    }
}
