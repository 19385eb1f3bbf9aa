package dev.weir.local.webpubsub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The groups that one permission covers. What was forbidden by name stays forbidden, whatever pattern covers it, until
 * it is allowed again: whoever revokes a permission wants it gone. Belongs to the event-loop thread.
 */
final class Grant {
    private static final int MAX_NAMES = 10_000;

    private final Set<String> allowed = new HashSet<>();
    private final Set<String> forbidden = new HashSet<>();
    private final List<GroupPattern> patterns = new ArrayList<>();
    private boolean all;

    boolean coversAll() {
        return all && forbidden.isEmpty();
    }

    boolean covers(String group) {
        if (forbidden.contains(group)) {
            return false;
        }
        return all || allowed.contains(group) || patterns.stream().anyMatch(pattern -> pattern.matches(group));
    }

    void allowAll() {
        all = true;
        forbidden.clear();
    }

    void forbidAll() {
        all = false;
        allowed.clear();
        patterns.clear();
        forbidden.clear();
    }

    void allow(GroupPattern pattern) {
        patterns.add(pattern);
    }

    /** False when too many groups are named already. */
    boolean allow(String group) {
        forbidden.remove(group);
        return covers(group) || add(allowed, group);
    }

    /** False when too many groups are named already. */
    boolean forbid(String group) {
        allowed.remove(group);
        return !covers(group) || add(forbidden, group);
    }

    private static boolean add(Set<String> names, String group) {
        return names.size() < MAX_NAMES && names.add(group);
    }
}
