package dev.weir.message;

import java.time.Instant;
import java.util.Set;

/**
 * Where an entity is to be seen from now on, by a rule that says {@code leave: remove}: lanes that had it by this rule, and
 * are not named any more, are told to forget it.
 *
 * @param rule the rule's name
 * @param tenant whose the entity is; empty for a rule that is shared
 * @param entity the entity
 * @param version the event's place in the entity's order: what is older changes nothing
 * @param at when the broker took the event
 * @param lanes the lanes that have it from now on; none where the rule's condition no longer holds
 * @param coalescing how a removal may wait
 */
public record Presence(
        String rule,
        String tenant,
        String entity,
        Version version,
        Instant at,
        Set<LaneKey> lanes,
        Coalescing coalescing) {

    public Presence {
        lanes = Set.copyOf(lanes);
    }
}
