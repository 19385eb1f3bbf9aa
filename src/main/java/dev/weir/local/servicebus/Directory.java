package dev.weir.local.servicebus;

import java.util.Optional;

/** Finds the queue or topic that messages are forwarded to. Loop only. */
interface Directory {
    /**
     * The entity of this name now.
     *
     * @param name the path in any case
     */
    Optional<Intake> intake(String name);
}
