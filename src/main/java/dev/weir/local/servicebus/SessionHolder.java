package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;

/** Who has locked a session. Loop only. */
interface SessionHolder {
    /** A message of the session may have become available. */
    void available();

    /** The lock is gone, and the holder has to end. */
    void lockLost(AmqpError reason);
}
