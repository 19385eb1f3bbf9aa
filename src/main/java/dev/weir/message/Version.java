package dev.weir.message;

import dev.weir.event.Origin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What orders the updates of one entity: within one scope the higher order is newer; across scopes arrival decides.
 *
 * <p>By default the scope is the origin's and the order its sequence number, followed by the event's index where a delivery
 * holds several. A rule's own version has the rule's name for a scope, and the origin's version breaks its ties.
 *
 * @param scope within what {@code order} compares
 * @param order one or more of {@link Long}, {@link Double}, {@link String}; compared one after the other, a prefix is lower
 * @param tie what decides between equal orders; {@code null} where the order is the origin's own
 */
public record Version(
        String scope, List<Object> order, @Nullable Version tie) {

    /** Behind every index of an event in its delivery; the largest integer that JavaScript holds exactly. */
    private static final Long BEHIND = (1L << 53) - 1;

    /** How one version relates to another. */
    public enum Relation {
        OLDER,
        SAME,
        NEWER,
        /** Of different scopes, or of orders that can't be compared: what arrives later is newer. */
        UNRELATED
    }

    public Version {
        order = List.copyOf(order);
        if (order.isEmpty()) {
            throw new IllegalArgumentException(
                    "A version in scope '" + scope + "' must have an order, but it is empty");
        }
    }

    /** The default version: the origin's sequence number, and the event's index after it unless that is 0. */
    public static Version of(Origin origin, int index) {
        return new Version(
                origin.scope().text(),
                index == 0 ? List.of(origin.sequence()) : List.of(origin.sequence(), (long) index),
                null);
    }

    /** A rule's own version, with the origin's to break ties. */
    public static Version ofRule(String rule, List<Object> order, Origin origin, int index) {
        return new Version(rule, order, of(origin, index));
    }

    /**
     * The place right behind this one, for what the bridge itself says of the entity: newer than this, older than the next
     * event's.
     */
    public Version after() {
        if (tie != null) {
            return new Version(scope, order, tie.after());
        }
        List<Object> longer = new ArrayList<>(order);
        longer.add(BEHIND);
        return new Version(scope, longer, null);
    }

    /** Whether it is the place right behind another. */
    public boolean isBehind() {
        return tie == null ? order.size() > 1 && BEHIND.equals(order.get(order.size() - 1)) : tie.isBehind();
    }

    /** How this version relates to {@code other}: {@code NEWER} means that this one is the newer. */
    public Relation relationTo(Version other) {
        if (!scope.equals(other.scope)) {
            return Relation.UNRELATED;
        }
        int common = Math.min(order.size(), other.order.size());
        for (int i = 0; i < common; i++) {
            Relation relation = compare(order.get(i), other.order.get(i));
            if (relation != Relation.SAME) {
                return relation;
            }
        }
        if (order.size() != other.order.size()) {
            return order.size() > other.order.size() ? Relation.NEWER : Relation.OLDER;
        }
        if (tie == null || other.tie == null) {
            return tie == other.tie ? Relation.SAME : Relation.UNRELATED;
        }
        return tie.relationTo(other.tie);
    }

    private static Relation compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return relation(Long.compare(a, b));
        }
        if (left instanceof Number a && right instanceof Number b) {
            return relation(Double.compare(a.doubleValue(), b.doubleValue()));
        }
        if (left instanceof String a && right instanceof String b) {
            return relation(compareCodePoints(a, b));
        }
        return Relation.UNRELATED;
    }

    /** By code point, as clients in other languages compare; Java's own order is by UTF-16 unit. */
    private static int compareCodePoints(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length()) {
            int left = a.codePointAt(i);
            int right = b.codePointAt(i);
            if (left != right) {
                return Integer.compare(left, right);
            }
            i += Character.charCount(left);
        }
        return Integer.compare(a.length(), b.length());
    }

    private static Relation relation(int comparison) {
        return comparison == 0 ? Relation.SAME : comparison > 0 ? Relation.NEWER : Relation.OLDER;
    }
}
