package dev.weir.rules;

import dev.weir.message.Coalescing;
import java.time.Duration;
import java.util.Optional;

/**
 * What a rule makes of a match.
 *
 * @param entity the key of coalescing
 * @param version empty for the sequence number
 * @param data what clients see
 * @param coalescing how it may wait
 * @param barrier what ends the entity's window
 * @param remove what removes the entity
 * @param leave what becomes of the entity where it is named no more
 * @param onMissing what becomes of an event that lacks a field
 */
record RuleOutput(
        NameExpression entity,
        Optional<VersionOrder> version,
        Projection data,
        Coalescing coalescing,
        Optional<Condition> barrier,
        Optional<Condition> remove,
        Leave leave,
        OnMissing onMissing) {

    /** What becomes of an entity in lanes that a rule names no more for it. */
    enum Leave {
        STAY,
        REMOVE
    }

    /** What becomes of an event that lacks a field which a name, a version or data asks for. */
    enum OnMissing {
        DEAD_LETTER,
        /** The rule passes it over, as though it did not match. */
        SKIP
    }

    /** The same with another window. */
    RuleOutput every(Duration every) {
        Coalescing other =
                new Coalescing(every, coalescing.keep(), coalescing.send(), coalescing.expire(), coalescing.priority());
        return new RuleOutput(entity, version, data, other, barrier, remove, leave, onMissing);
    }
}
