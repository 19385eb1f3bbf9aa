package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.InletAttach;
import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.OutletAttach;
import java.util.ArrayDeque;
import java.util.List;

/** The address of a queue without sessions: hands its messages to its consumers in turn as far as their credit goes. */
final class QueueNode implements EntityNode, Consumer.Owner {
    private final MessageQueue queue;
    private final Loop loop;
    private final Entrance entrance;
    private final ArrayDeque<Consumer> consumers = new ArrayDeque<>();
    private boolean dispatchScheduled;

    QueueNode(MessageQueue queue, Loop loop, Entrance entrance) {
        this.queue = queue;
        this.loop = loop;
        this.entrance = entrance;
        queue.onAvailable(this::scheduleDispatch);
    }

    int receivers() {
        return consumers.size();
    }

    @Override
    public void attachOutlet(OutletAttach attach) {
        if (attach.filters().containsKey(SessionNode.FILTER)) {
            attach.refuse(SessionErrors.absent(queue.path()));
        } else if (queue.settings().forwardTo().isPresent()) {
            attach.refuse(new AmqpError(
                    AmqpError.NOT_ALLOWED,
                    "a receiver cannot be created on '" + queue.path() + "', which forwards its messages to '"
                            + queue.settings().forwardTo().get() + "'"));
        } else {
            Consumer consumer = new Consumer(queue, null, attach.wantsSettled(), this);
            consumers.add(consumer);
            consumer.opened(attach.accept(consumer));
        }
    }

    @Override
    public void attachInlet(InletAttach attach) {
        entrance.attach(attach);
    }

    @Override
    public void close(AmqpError reason) {
        entrance.close(reason);
        List.copyOf(consumers).forEach(consumer -> consumer.detach(reason));
    }

    @Override
    public void ready(Consumer consumer) {
        scheduleDispatch();
    }

    @Override
    public void left(Consumer consumer, boolean byClient) {
        consumers.remove(consumer);
    }

    /** Has messages handed out at the end of this pass, all at once. */
    private void scheduleDispatch() {
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
