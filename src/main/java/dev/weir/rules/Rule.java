package dev.weir.rules;

import dev.weir.event.Event;
import dev.weir.message.Coalescing;
import dev.weir.message.Update;
import dev.weir.message.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A rule, checked and compiled.
 *
 * @param summary what it says of itself
 * @param when empty where it takes every event
 * @param tenant empty where it is shared, or only filters
 * @param targets empty where it filters what it matches
 * @param output what becomes of a match; empty where there are no targets
 */
record Rule(
        RuleSummary summary,
        Optional<Condition> when,
        Optional<Tenant> tenant,
        List<TargetTemplate> targets,
        Optional<Output> output) {

    /**
     * What a rule makes of a match.
     *
     * @param entity the key of coalescing
     * @param version empty for the sequence number
     */
    record Output(NameExpression entity, Optional<VersionOrder> version, Projection data, Coalescing coalescing) {
        Output every(Duration every) {
            return new Output(entity, version, data, coalescing.within(every));
        }
    }

    Rule {
        targets = List.copyOf(targets);
    }

    String name() {
        return summary.name();
    }

    /** The same rule with another window. */
    Rule every(Duration every) {
        return new Rule(summary, when, tenant, targets, output.map(made -> made.every(every)));
    }

    Condition.Answer matches(Variables variables) {
        return when.isPresent() ? when.get().of(variables) : Condition.Answer.MATCH;
    }

    /** Adds the updates of an event that the rule matches. */
    void apply(Variables variables, UpdateList updates) {
        Output made = output.orElseThrow();
        Event event = variables.event();
        String whose = "";
        if (tenant.isPresent()) {
            variables.ask(tenant.get());
            whose = variables.tenant();
        }
        String entity = made.entity().in(variables);
        Version version = made.version()
                .map(order -> Version.ofRule(name(), order.in(variables), event.origin(), event.index()))
                .orElseGet(() -> Version.of(event.origin(), event.index()));
        var data = made.data().in(variables);
        for (TargetTemplate target : targets) {
            updates.add(Update.ofState(
                    target.in(variables),
                    whose,
                    name(),
                    entity,
                    version,
                    event.origin().enqueuedAt(),
                    data,
                    made.coalescing()));
        }
    }
}
