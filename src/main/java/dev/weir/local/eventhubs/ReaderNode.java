package dev.weir.local.eventhubs;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.InletAttach;
import dev.weir.local.amqp.MessageNode;
import dev.weir.local.amqp.OutletAttach;
import java.util.Optional;

/** Where events are read from: {@code hub/ConsumerGroups/group/Partitions/n}. */
record ReaderNode(Hub hub, Partition partition, ReaderGroup group) implements MessageNode {
    @Override
    public void attachOutlet(OutletAttach attach) {
        Reader reader;
        try {
            reader = new Reader(
                    partition, group, attach, StartPosition.of(attach.filters()).resolve(partition.log()));
        } catch (StartPosition.InvalidPositionException e) {
            attach.refuse(e.error());
            return;
        }
        Optional<AmqpError> refusal = group.admit(reader);
        if (refusal.isPresent()) {
            attach.refuse(refusal.get());
        } else {
            reader.open(attach);
        }
    }

    @Override
    public void attachInlet(InletAttach attach) {
        attach.refuse(new AmqpError(
                AmqpError.NOT_ALLOWED,
                "events are sent to '" + hub.settings().name() + "' or to one of its partitions, not to a consumer"
                        + " group"));
    }
}
