package dev.weir.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;

/** How two versions on the wire relate. */
enum VersionRule {
    HIGHER,
    LOWER,
    SAME,
    /** Of different scopes, or of orders that can't be compared: arrival decides. */
    UNRELATED;

    /** Whether what comes replaces what is held. */
    boolean applies() {
        return this == HIGHER || this == UNRELATED;
    }

    /** Whether it is a version at all. */
    static boolean isVersion(JsonNode version) {
        return version.isArray()
                && (version.size() == 2 || version.size() == 4)
                && isScopeAndOrder(version.get(0), version.get(1))
                && (version.size() == 2 || isScopeAndOrder(version.get(2), version.get(3)));
    }

    private static boolean isScopeAndOrder(JsonNode scope, JsonNode order) {
        List<JsonNode> elements = elements(order);
        return scope.isTextual()
                && !elements.isEmpty()
                && elements.stream().allMatch(JsonNode::isValueNode)
                && elements.stream().allMatch(element -> element.isNumber() || element.isTextual());
    }

    /** How {@code next} relates to {@code held}: {@code HIGHER} means that it is the higher one. */
    static VersionRule compare(JsonNode next, JsonNode held) {
        VersionRule orders = compare(next.get(0), next.get(1), held.get(0), held.get(1));
        if (orders != SAME || next.size() == 2 && held.size() == 2) {
            return orders;
        }
        return next.size() != held.size() ? UNRELATED : compare(next.get(2), next.get(3), held.get(2), held.get(3));
    }

    private static VersionRule compare(JsonNode scope, JsonNode order, JsonNode heldScope, JsonNode heldOrder) {
        if (!scope.equals(heldScope)) {
            return UNRELATED;
        }
        Iterator<JsonNode> left = elements(order).iterator();
        Iterator<JsonNode> right = elements(heldOrder).iterator();
        while (left.hasNext() && right.hasNext()) {
            VersionRule relation = compareElements(left.next(), right.next());
            if (relation != SAME) {
                return relation;
            }
        }
        return left.hasNext() ? HIGHER : right.hasNext() ? LOWER : SAME;
    }

    private static VersionRule compareElements(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return of(left.decimalValue().compareTo(right.decimalValue()));
        }
        if (left.isTextual() && right.isTextual()) {
            return of(compareCodePoints(left.textValue(), right.textValue()));
        }
        return UNRELATED;
    }

    private static int compareCodePoints(String left, String right) {
        int[] a = left.codePoints().toArray();
        int[] b = right.codePoints().toArray();
        return java.util.Arrays.compare(a, b);
    }

    private static VersionRule of(int comparison) {
        return comparison == 0 ? SAME : comparison > 0 ? HIGHER : LOWER;
    }

    private static List<JsonNode> elements(JsonNode order) {
        return order.isArray()
                ? StreamSupport.stream(order.spliterator(), false).toList()
                : List.of(order);
    }
}
