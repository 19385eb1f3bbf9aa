package dev.weir.rules;

import dev.weir.event.DeadLetter;
import dev.weir.message.Presence;
import dev.weir.message.Update;
import java.util.List;

/** What the rules made of an event. */
public sealed interface Evaluation {

    /**
     * The event goes to somebody, or tells where an entity is to be seen no more.
     *
     * @param updates no two of the same lane and entity
     * @param presences where entities are to be seen from now on, by rules that take them away from lanes they left; there is
     *     at least one of them or an update
     * @param shadowed how many were left out, because an earlier rule had one for the same target and entity
     * @param missing how many conditions asked for a field that the event has not
     */
    record Updates(List<Update> updates, List<Presence> presences, int shadowed, int missing) implements Evaluation {
        public Updates {
            updates = List.copyOf(updates);
            presences = List.copyOf(presences);
        }
    }

    /**
     * A rule without targets matched, and none with targets did.
     *
     * @param rule the first such rule's name
     * @param missing how many conditions asked for a field that the event has not
     */
    record Filtered(String rule, int missing) implements Evaluation {}

    /**
     * No rule matched.
     *
     * @param missing how many conditions asked for a field that the event has not
     */
    record Unmatched(int missing) implements Evaluation {}

    /**
     * A rule failed; nothing of the event is to be published.
     *
     * @param reason the kind of failure
     * @param rule the rule's name
     * @param description what was asked for, what was found, what was expected
     */
    record Refused(DeadLetter.Reason reason, String rule, String description) implements Evaluation {}
}
