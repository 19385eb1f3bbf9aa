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

/** Where messages come into a queue from its senders. */
final class Entrance {
    private final MessageQueue queue;
    private final boolean open;
    private final Set<Sending> senders = new LinkedHashSet<>();

    private Entrance(MessageQueue queue, boolean open) {
        this.queue = queue;
        this.open = open;
    }

    /** The entrance of a queue. */
    static Entrance of(MessageQueue queue) {
        return new Entrance(queue, true);
    }

    /** No way in for clients: to dead letters, or to a subscription. */
    static Entrance closed(MessageQueue queue) {
        return new Entrance(queue, false);
    }

    void attach(InletAttach attach) {
        if (!open) {
            attach.refuse(new AmqpError(AmqpError.NOT_ALLOWED, "nothing can be sent to '" + queue.path() + "'"));
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
