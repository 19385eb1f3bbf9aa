package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.InletAttach;
import dev.weir.local.amqp.OutletAttach;

/** A topic's address: takes messages in; they are received from its subscriptions. */
final class TopicNode implements EntityNode {
    private final String path;
    private final Entrance entrance;

    TopicNode(Topic topic) {
        path = topic.settings().name();
        entrance = Entrance.of(path, topic);
    }

    @Override
    public void attachOutlet(OutletAttach attach) {
        attach.refuse(new AmqpError(
                AmqpError.NOT_ALLOWED,
                "a receiver cannot be created on the topic '" + path + "': receive from one of its subscriptions"));
    }

    @Override
    public void attachInlet(InletAttach attach) {
        entrance.attach(attach);
    }

    @Override
    public void close(AmqpError reason) {
        entrance.close(reason);
    }
}
