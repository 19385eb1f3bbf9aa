package dev.weir.publish;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Who is next: the tenant that has had the least, and of its entries the urgent ones first, else first come, first served. At
 * most one entry for each outlet waits, so the number of lanes bounds it. Owned by the core's thread.
 *
 * @param <T> what takes a turn
 */
final class Turns<T> {
    private final FairShares shares;
    private final Map<String, Waiting<T>> byTenant = new HashMap<>();
    /** By the time at which each was added; what its tenant has spent since shows when it comes to the head. */
    private final PriorityQueue<Waiting<T>> row = new PriorityQueue<>();

    private long arrivals;

    Turns(FairShares shares) {
        this.shares = shares;
    }

    void add(String tenant, T entry, boolean urgent) {
        Waiting<T> waiting = byTenant.get(tenant);
        if (waiting == null) {
            waiting = new Waiting<>(tenant, shares.startOf(tenant), arrivals++);
            enter(waiting);
        }
        (urgent ? waiting.urgent : waiting.others).add(entry);
    }

    /** An entry that waits has become urgent; it does nothing where the entry does not wait. */
    void hurry(String tenant, T entry) {
        Waiting<T> waiting = byTenant.get(tenant);
        if (waiting != null && waiting.others.remove(entry)) {
            waiting.urgent.add(entry);
        }
    }

    /** Whose turn is next, or {@code null} when nobody waits. */
    @Nullable
    Waiting<T> next() {
        return head();
    }

    /** Takes the next one, or {@code null} when nobody waits. */
    @Nullable
    T poll() {
        Waiting<T> head = head();
        if (head == null) {
            return null;
        }
        row.remove();
        shares.begin(head.tenant, head.time);
        T entry = head.urgent.isEmpty() ? head.others.remove() : head.urgent.remove();
        if (head.isEmpty()) {
            left(head);
        } else {
            head.arrival = arrivals++;
            row.add(head);
        }
        return entry;
    }

    /** Takes all entries of the tenant that is next out of the row until they are put back. */
    Waiting<T> park() {
        Waiting<T> head = head();
        if (head == null) {
            throw new IllegalStateException("Nobody waits");
        }
        row.remove();
        left(head);
        return head;
    }

    /** Puts parked entries back, before those that came meanwhile. */
    void unpark(Waiting<T> parked) {
        Waiting<T> since = byTenant.remove(parked.tenant);
        if (since != null) {
            row.remove(since);
            shares.leave(since.tenant);
            parked.urgent.addAll(since.urgent);
            parked.others.addAll(since.others);
        }
        parked.time = shares.startOf(parked.tenant);
        enter(parked);
    }

    private void enter(Waiting<T> waiting) {
        byTenant.put(waiting.tenant, waiting);
        row.add(waiting);
        shares.enter(waiting.tenant);
    }

    private void left(Waiting<T> waiting) {
        byTenant.remove(waiting.tenant);
        shares.leave(waiting.tenant);
    }

    boolean isEmpty() {
        return row.isEmpty();
    }

    private @Nullable Waiting<T> head() {
        while (true) {
            Waiting<T> head = row.peek();
            if (head == null) {
                return null;
            }
            double time = shares.timeOf(head.tenant, head.time);
            if (time <= head.time) {
                return head;
            }
            row.remove();
            head.time = time;
            row.add(head);
        }
    }

    /** A tenant's entries that wait; the lower one's turn is first. */
    static final class Waiting<T> implements Comparable<Waiting<T>> {
        private final String tenant;
        private final Deque<T> urgent = new ArrayDeque<>();
        private final Deque<T> others = new ArrayDeque<>();
        private double time;
        private long arrival;

        private Waiting(String tenant, double time, long arrival) {
            this.tenant = tenant;
            this.time = time;
            this.arrival = arrival;
        }

        String tenant() {
            return tenant;
        }

        private boolean isEmpty() {
            return urgent.isEmpty() && others.isEmpty();
        }

        @Override
        public int compareTo(Waiting<T> other) {
            int byTime = Double.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(arrival, other.arrival);
        }
    }
}
