package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.MessageNode;

/** An address of an entity that may be deleted while clients are attached to it. */
interface EntityNode extends MessageNode {
    /** Ends every link to it. */
    void close(AmqpError reason);
}
