package dev.weir.local.servicebus;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A subscription of a topic.
 *
 * @param name at most 50 characters; upper and lower case are the same
 * @param entity what it has in common with a queue
 * @param deadLetteringOnFilterExceptions whether a message that a rule fails on is dead-lettered; else it is dropped
 * @param rules without any, it gets no message
 */
public record SubscriptionSettings(
        String name, EntitySettings entity, boolean deadLetteringOnFilterExceptions, List<RuleSettings> rules) {
    private static final int MAX_NAME = 50;

    public SubscriptionSettings {
        Objects.requireNonNull(entity, "entity");
        QueueSettings.checkName("subscription", name);
        if (name.length() > MAX_NAME || name.contains("/")) {
            throw new IllegalArgumentException("subscription name must have at most " + MAX_NAME
                    + " characters and no slash, but was '" + name + "'");
        }
        rules = List.copyOf(rules);
    }

    /** Azure's defaults, and the rule that selects every message. */
    public static SubscriptionSettings of(String name) {
        return new SubscriptionSettings(name, EntitySettings.defaults(), true, List.of(RuleSettings.DEFAULT));
    }

    /** With other settings of delivery, such as {@code with(entity -> entity.withSessions())}. */
    public SubscriptionSettings with(UnaryOperator<EntitySettings> change) {
        return new SubscriptionSettings(name, change.apply(entity), deadLetteringOnFilterExceptions, rules);
    }

    /** With these rules and no other. */
    public SubscriptionSettings withRules(RuleSettings... others) {
        return new SubscriptionSettings(name, entity, deadLetteringOnFilterExceptions, List.of(others));
    }

    public SubscriptionSettings withoutDeadLetteringOnFilterExceptions() {
        return new SubscriptionSettings(name, entity, false, rules);
    }
}
