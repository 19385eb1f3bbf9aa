package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.InletAttach;
import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.MessageNode;
import dev.weir.local.amqp.OutletAttach;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.apache.qpid.protonj2.types.Symbol;

/** A queue's address: takes messages in, and hands them to its consumers in turn as far as their credit goes. */
final class QueueNode implements MessageNode {
    private static final Symbol SESSION_FILTER = Symbol.valueOf("com.microsoft:session-filter");

    private final MessageQueue queue;
    private final Loop loop;
    private final ArrayDeque<Consumer> consumers = new ArrayDeque<>();
    private boolean dispatchScheduled;

    QueueNode(MessageQueue queue, Loop loop) {
        this.queue = queue;
        this.loop = loop;
        queue.onAvailable(this::scheduleDispatch);
    }

    @Override
    public void attachOutlet(OutletAttach attach) {
        if (attach.filters().containsKey(SESSION_FILTER)) {
            attach.refuse(new AmqpError(
                    AmqpError.NOT_ALLOWED,
                    "a session receiver cannot be created on '" + queue.path() + "', which has no sessions"));
            return;
        }
        Consumer consumer = new Consumer(queue, this, attach.wantsSettled());
        consumers.add(consumer);
        consumer.open(attach);
    }

    @Override
    public void attachInlet(InletAttach attach) {
        if (queue.deadLetters().isEmpty()) {
            attach.refuse(new AmqpError(AmqpError.NOT_ALLOWED, "nothing can be sent to '" + queue.path() + "'"));
            return;
        }
        attach.accept(this::receive);
    }

    private Optional<AmqpError> receive(int format, byte[] encoded) {
        List<SentMessage> messages = SentMessage.read(format, encoded);
        if (messages.stream().anyMatch(SentMessage::scheduled)) {
            return Optional.of(
                    new AmqpError(AmqpError.NOT_IMPLEMENTED, "messages cannot be scheduled on '" + queue.path() + "'"));
        }
        return queue.enqueue(messages);
    }

    void leave(Consumer consumer) {
        consumers.remove(consumer);
    }

    /** Has messages handed out at the end of this pass, all at once. */
    void scheduleDispatch() {
        if (!dispatchScheduled && !consumers.isEmpty()) {
            dispatchScheduled = true;
            loop.execute(this::dispatch);
        }
    }

    private void dispatch() {
        dispatchScheduled = false;
        int unready = 0;
        while (queue.hasAvailable() && unready < consumers.size()) {
            Consumer consumer = consumers.remove();
            consumers.add(consumer);
            unready = consumer.deliverNext() ? 0 : unready + 1;
        }
    }
}
