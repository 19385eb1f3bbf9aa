package dev.weir.local.servicebus;

import dev.weir.local.sqlfilter.RuleFilter;
import dev.weir.local.sqlfilter.SqlAction;
import dev.weir.local.sqlfilter.TrueFilter;
import java.util.Objects;
import java.util.Optional;

/**
 * A rule of a subscription.
 *
 * @param name at most 50 characters; upper and lower case are the same
 * @param filter the messages that it selects
 * @param action what it changes of them; a rule with one yields a copy of its own of each message
 */
public record RuleSettings(String name, RuleFilter filter, Optional<SqlAction> action) {
    /** The rule of a subscription that was given no other: it selects every message. */
    public static final RuleSettings DEFAULT = of("$Default", new TrueFilter());

    private static final int MAX_NAME = 50;

    public RuleSettings {
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(action, "action");
        if (name.isBlank() || name.length() > MAX_NAME || name.contains("/")) {
            throw new IllegalArgumentException(
                    "rule name must have 1 to " + MAX_NAME + " characters and no slash, but was '" + name + "'");
        }
    }

    public static RuleSettings of(String name, RuleFilter filter) {
        return new RuleSettings(name, filter, Optional.empty());
    }

    public static RuleSettings of(String name, RuleFilter filter, SqlAction action) {
        return new RuleSettings(name, filter, Optional.of(action));
    }
}
