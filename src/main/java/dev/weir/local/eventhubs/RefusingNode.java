package dev.weir.local.eventhubs;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.InletAttach;
import dev.weir.local.amqp.MessageNode;
import dev.weir.local.amqp.OutletAttach;

/** An address within a hub behind which there is nothing. */
record RefusingNode(AmqpError error) implements MessageNode {
    @Override
    public void attachOutlet(OutletAttach attach) {
        attach.refuse(error);
    }

    @Override
    public void attachInlet(InletAttach attach) {
        attach.refuse(error);
    }
}
