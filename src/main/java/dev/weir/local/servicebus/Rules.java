package dev.weir.local.servicebus;

import dev.weir.local.sqlfilter.FilterEvaluationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of one subscription, and what they make of a message: one copy for all rules without an action together,
 * and one for each with an action.
 */
final class Rules {
    /** As many as the service allows a topic. */
    static final int LIMIT = 2000;

    private static final String RULE_NAME = "RuleName";

    private final Map<String, RuleSettings> byName = new LinkedHashMap<>();

    Rules(List<RuleSettings> rules) {
        rules.forEach(this::add);
    }

    /** What rules make of one message. */
    record Selection(List<SentMessage> copies, Optional<FilterEvaluationException> failure) {}

    /** Adds a rule; false when there is one of this name. */
    boolean add(RuleSettings rule) {
        return byName.putIfAbsent(Namespace.key(rule.name()), rule) == null;
    }

    /**
     * Adds a rule.
     *
     * @throws IllegalArgumentException when there is one of this name, or are as many as there may be
     */
    void create(RuleSettings rule) {
        if (isFull()) {
            throw new IllegalArgumentException("the subscription has " + LIMIT + " rules already");
        }
        if (!add(rule)) {
            throw new IllegalArgumentException("the subscription has a rule '" + rule.name() + "' already");
        }
    }

    /** Removes a rule; false when there is none of this name. */
    boolean remove(String name) {
        return byName.remove(Namespace.key(name)) != null;
    }

    boolean isFull() {
        return byName.size() >= LIMIT;
    }

    List<RuleSettings> all() {
        return List.copyOf(byName.values());
    }

    Selection select(SentMessage message) {
        SentProperties properties = new SentProperties(message);
        List<SentMessage> copies = new ArrayList<>(1);
        boolean unchanged = false;
        Optional<FilterEvaluationException> failure = Optional.empty();
        for (RuleSettings rule : byName.values()) {
            try {
                if (!rule.filter().matches(properties)) {
                    continue;
                }
                if (rule.action().isPresent()) {
                    SentProperties copy = new SentProperties(message);
                    rule.action().get().apply(copy);
                    copy.setUser(RULE_NAME, rule.name());
                    copies.add(copy.message());
                } else {
                    unchanged = true;
                }
            } catch (FilterEvaluationException e) {
                failure = Optional.of(e);
            }
        }
        if (unchanged) {
            copies.add(message);
        }
        return new Selection(copies, failure);
    }
}
