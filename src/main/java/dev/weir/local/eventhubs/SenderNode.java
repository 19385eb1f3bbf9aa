package dev.weir.local.eventhubs;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.InletAttach;
import dev.weir.local.amqp.MessageNode;
import dev.weir.local.amqp.OutletAttach;
import java.util.OptionalInt;

/** Where events are sent to: {@code hub}, or {@code hub/Partitions/n}. */
record SenderNode(Hub hub, OptionalInt partition) implements MessageNode {
    /** Azure's limit of one event or batch in the standard tier, in bytes. */
    private static final int MAX_MESSAGE_SIZE = 1024 * 1024;

    @Override
    public void attachInlet(InletAttach attach) {
        attach.accept((format, message) -> hub.receive(partition, format, message), MAX_MESSAGE_SIZE);
    }

    @Override
    public void attachOutlet(OutletAttach attach) {
        attach.refuse(new AmqpError(
                AmqpError.NOT_ALLOWED,
                "events are read from '" + hub.settings().name() + "/ConsumerGroups/GROUP/Partitions/ID', not from the"
                        + " address where they are sent to"));
    }
}
