package dev.weir.rules;

import dev.weir.event.Event;
import dev.weir.message.Change;
import dev.weir.message.Format;
import dev.weir.message.LaneKey;
import dev.weir.message.Presence;
import dev.weir.message.Update;
import dev.weir.message.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A rule, checked and compiled.
 *
 * @param summary what it says of itself
 * @param file what holds for all rules of its file
 * @param when empty where it takes every event
 * @param tenant empty where it is shared, or only filters
 * @param targets empty where it filters what it matches
 * @param output what becomes of a match; empty where there are no targets
 */
record Rule(
        RuleSummary summary,
        RuleFile file,
        Optional<Condition> when,
        Optional<Tenant> tenant,
        List<TargetTemplate> targets,
        Optional<RuleOutput> output) {

    Rule {
        targets = List.copyOf(targets);
    }

    String name() {
        return summary.name();
    }

    /** The same rule with another window. */
    Rule every(Duration every) {
        return new Rule(summary, file, when, tenant, targets, output.map(made -> made.every(every)));
    }

    /** Which types of events it may take. */
    EventTypes types() {
        return when.map(Condition::types).orElse(EventTypes.ANY);
    }

    Condition.Answer matches(Variables variables) {
        return when.isPresent() ? when.get().of(variables) : Condition.Answer.MATCH;
    }

    /** What came of applying a rule to an event that it matches. */
    enum Applied {
        MADE,
        /** A field is missing, and the rule passes over such events. */
        SKIPPED
    }

    /**
     * Adds the updates of an event that the rule matches: all or none.
     *
     * @throws Refusal where they can't be made
     */
    Applied apply(Variables variables, UpdateList updates) {
        RuleOutput made = output.orElseThrow();
        try {
            make(made, variables, updates);
            return Applied.MADE;
        } catch (Refusal refusal) {
            if (refusal.isMissing() && made.onMissing() == RuleOutput.OnMissing.SKIP) {
                return Applied.SKIPPED;
            }
            throw refusal;
        }
    }

    private void make(RuleOutput made, Variables variables, UpdateList updates) {
        Event event = variables.event();
        String whose = tenantOf(variables);
        String entity = made.entity().in(variables);
        Version version = version(made, variables);
        boolean removes = made.remove().isPresent() && made.remove().get().holds(variables);
        boolean barrier = made.barrier().isPresent() && made.barrier().get().holds(variables);
        Change change =
                removes ? new Change.Removal() : new Change.State(made.data().in(variables));
        List<LaneKey> lanes = lanes(variables);
        for (LaneKey lane : lanes) {
            updates.add(new Update(
                    lane,
                    whose,
                    name(),
                    entity,
                    version,
                    event.origin().enqueuedAt(),
                    change,
                    barrier,
                    made.coalescing(),
                    lane.format() == Format.CLOUDEVENTS ? event : null));
        }
        if (made.leave() == RuleOutput.Leave.REMOVE) {
            Set<LaneKey> seen = removes ? Set.of() : new LinkedHashSet<>(lanes);
            updates.add(presence(made, variables, whose, entity, version, seen));
        }
    }

    private List<LaneKey> lanes(Variables variables) {
        if (targets.size() == 1) {
            return targets.get(0).in(variables);
        }
        List<LaneKey> lanes = new ArrayList<>(targets.size());
        for (TargetTemplate target : targets) {
            lanes.addAll(target.in(variables));
        }
        return lanes;
    }

    /**
     * Says that an event's entity is to be seen nowhere by this rule, since the rule does not take the event; where the rule
     * cares, and the event names an entity.
     */
    void leave(Variables variables, UpdateList updates) {
        if (output.isEmpty() || output.get().leave() != RuleOutput.Leave.REMOVE) {
            return;
        }
        RuleOutput made = output.get();
        try {
            String whose = tenantOf(variables);
            String entity = made.entity().in(variables);
            updates.add(presence(made, variables, whose, entity, version(made, variables), Set.of()));
        } catch (Refusal refusal) {
            // An event of another kind, which says nothing of the rule's entities.
        }
    }

    private Presence presence(
            RuleOutput made, Variables variables, String whose, String entity, Version version, Set<LaneKey> lanes) {
        return new Presence(
                name(), whose, entity, version, variables.event().origin().enqueuedAt(), lanes, made.coalescing());
    }

    private String tenantOf(Variables variables) {
        if (tenant.isEmpty()) {
            return "";
        }
        variables.ask(tenant.get());
        return variables.tenant();
    }

    private Version version(RuleOutput made, Variables variables) {
        Event event = variables.event();
        return made.version().isPresent()
                ? Version.ofRule(name(), made.version().get().in(variables), event.origin(), event.index())
                : Version.of(event.origin(), event.index());
    }
}
