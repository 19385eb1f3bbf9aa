package dev.weir.local.sqlfilter;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Selects messages whose properties all equal given values. Text compares by case, numbers by value; values of two kinds
 * are never equal, so a text does not equal a number.
 *
 * @param system the system properties to compare, of those that {@link #COMPARABLE} names
 * @param user the user properties to compare, by name; values of the types of {@link MessageProperties}
 */
public record CorrelationFilter(Map<SystemProperty, String> system, Map<String, Object> user) implements RuleFilter {
    /** The system properties that a correlation filter can compare. */
    public static final Set<SystemProperty> COMPARABLE = Set.of(
            SystemProperty.CONTENT_TYPE,
            SystemProperty.CORRELATION_ID,
            SystemProperty.LABEL,
            SystemProperty.MESSAGE_ID,
            SystemProperty.REPLY_TO,
            SystemProperty.REPLY_TO_SESSION_ID,
            SystemProperty.SESSION_ID,
            SystemProperty.TO);

    public CorrelationFilter {
        system = copy(system);
        user = new LinkedHashMap<>(user);
        if (system.isEmpty() && user.isEmpty()) {
            throw new IllegalArgumentException("a correlation filter must name one property or more, but names none");
        }
        for (SystemProperty property : system.keySet()) {
            if (!COMPARABLE.contains(property)) {
                throw new IllegalArgumentException(
                        "a correlation filter cannot compare '" + property.officialName() + "'");
            }
        }
        user = Collections.unmodifiableMap(user);
    }

    private static Map<SystemProperty, String> copy(Map<SystemProperty, String> system) {
        Map<SystemProperty, String> copy = new EnumMap<>(SystemProperty.class);
        copy.putAll(system);
        return Collections.unmodifiableMap(copy);
    }

    @Override
    public boolean matches(MessageProperties message) {
        for (Map.Entry<SystemProperty, String> condition : system.entrySet()) {
            if (!condition.getValue().equals(message.system(condition.getKey()))) {
                return false;
            }
        }
        for (Map.Entry<String, Object> condition : user.entrySet()) {
            Object value = message.user(condition.getKey());
            if (value == null || !Comparison.same(value, condition.getValue())) {
                return false;
            }
        }
        return true;
    }
}
