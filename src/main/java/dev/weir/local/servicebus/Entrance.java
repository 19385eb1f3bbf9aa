package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.Inlet;
import dev.weir.local.amqp.InletAttach;
import dev.weir.local.amqp.InletHandler;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where messages come into a queue or a topic from its senders. */
final class Entrance {
    private final String path;
    private final Optional<Intake> intake;
    private final Set<Sending> senders = new LinkedHashSet<>();

    private Entrance(String path, Optional<Intake> intake) {
        this.path = path;
        this.intake = intake;
    }

    /** The entrance of a queue. */
    static Entrance of(MessageQueue queue) {
        return of(queue.path(), messages -> receive(queue, messages));
    }

    /** The entrance of whatever takes messages in at an address. */
    static Entrance of(String path, Intake intake) {
        return new Entrance(path, Optional.of(intake));
    }

    /** No way in for clients: to dead letters, or to a subscription. */
    static Entrance closed(MessageQueue queue) {
        return new Entrance(queue.path(), Optional.empty());
    }

    void attach(InletAttach attach) {
        if (intake.isEmpty()) {
            attach.refuse(new AmqpError(AmqpError.NOT_ALLOWED, "nothing can be sent to '" + path + "'"));
            return;
        }
        Sending sending = new Sending();
        senders.add(sending);
        sending.inlet = attach.accept(sending);
    }

    void close(AmqpError reason) {
        List.copyOf(senders).forEach(sending -> {
            if (sending.inlet != null) {
                sending.inlet.detach(reason);
            }
        });
    }

    /** Takes what a sender sends; a message without the session that it needs is refused to its sender. */
    Optional<AmqpError> receive(List<SentMessage> messages) {
        return intake.orElseThrow().enqueue(messages);
    }

    private static Optional<AmqpError> receive(MessageQueue queue, List<SentMessage> messages) {
        if (queue.settings().requiresSession()
                && messages.stream().anyMatch(message -> message.sessionId().isEmpty())) {
            return Optional.of(SessionErrors.messageWithout(queue.path()));
        }
        return queue.enqueue(messages);
    }

    private final class Sending implements InletHandler {
        private @Nullable Inlet inlet;

        @Override
        public Optional<AmqpError> receive(int format, byte[] message) {
            return Entrance.this.receive(SentMessageReader.read(format, message));
        }

        @Override
        public void closed() {
            senders.remove(this);
        }
    }
}
