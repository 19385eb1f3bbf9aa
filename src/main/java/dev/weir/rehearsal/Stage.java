package dev.weir.rehearsal;

import dev.weir.event.DeadLetter;
import dev.weir.message.LaneKey;
import dev.weir.message.Update;

/** Sees what happens in a rehearsal, when it happens. */
public interface Stage {

    /** A publish leaves for the service. */
    default void sent(LaneKey lane, byte[] body) {}

    /** The service accepted an update. */
    default void published(Update update) {}

    /** An event was dead-lettered. */
    default void deadLettered(DeadLetter letter) {}
}
