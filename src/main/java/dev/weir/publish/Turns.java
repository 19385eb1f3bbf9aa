package dev.weir.publish;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is next: tenants take turns, and within a tenant first come, first served. At most one entry for each outlet waits,
 * so the number of lanes bounds it. Owned by the core's thread.
 *
 * @param <T> what takes a turn
 */
final class Turns<T> {
    private final Map<String, Deque<T>> byTenant = new LinkedHashMap<>();

    void add(String tenant, T entry) {
        byTenant.computeIfAbsent(tenant, key -> new ArrayDeque<>()).add(entry);
    }

    /** Takes the next one, or {@code null} when nobody waits; its tenant goes to the back of the row. */
    @Nullable
    T poll() {
        var next = byTenant.entrySet().iterator();
        if (!next.hasNext()) {
            return null;
        }
        Map.Entry<String, Deque<T>> turn = next.next();
        String tenant = turn.getKey();
        Deque<T> entries = turn.getValue();
        next.remove();
        T entry = entries.remove();
        if (!entries.isEmpty()) {
            byTenant.put(tenant, entries);
        }
        return entry;
    }

    boolean isEmpty() {
        return byTenant.isEmpty();
    }
}
