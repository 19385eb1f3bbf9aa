package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.Loop;
import org.jspecify.annotations.Nullable;

/**
 * A receiver and the session that it holds. When it leaves by its own wish, the session is free at once; when it is
 * lost, the session stays locked until the lock expires, so that a redelivery comes late: the case that matters.
 */
final class SessionReceiver implements SessionHolder, Consumer.Owner {
    private final MessageQueue queue;
    private final Loop loop;
    private final java.util.function.Consumer<SessionReceiver> whenGone;
    private @Nullable Session session;
    private @Nullable Consumer consumer;
    private boolean deliveryScheduled;

    SessionReceiver(MessageQueue queue, Loop loop, java.util.function.Consumer<SessionReceiver> whenGone) {
        this.queue = queue;
        this.loop = loop;
        this.whenGone = whenGone;
    }

    Consumer bind(Session locked, boolean receiveAndDelete) {
        session = locked;
        Consumer bound = new Consumer(queue, locked, receiveAndDelete, this);
        consumer = bound;
        return bound;
    }

    @Override
    public void available() {
        scheduleDelivery();
    }

    @Override
    public void ready(Consumer ready) {
        scheduleDelivery();
    }

    private void scheduleDelivery() {
        if (!deliveryScheduled) {
            deliveryScheduled = true;
            loop.execute(this::deliver);
        }
    }

    private void deliver() {
        deliveryScheduled = false;
        if (holds() && consumer != null) {
            boolean more;
            do {
                more = consumer.deliverNext();
            } while (more);
        }
    }

    private boolean holds() {
        return session != null && session.holder().filter(this::equals).isPresent();
    }

    @Override
    public void lockLost(AmqpError reason) {
        if (consumer != null) {
            consumer.detach(reason);
        }
    }

    @Override
    public void left(Consumer gone, boolean byClient) {
        whenGone.accept(this);
        if (session != null && holds()) {
            if (byClient) {
                queue.release(session);
            } else {
                session.abandon();
            }
        }
    }
}
