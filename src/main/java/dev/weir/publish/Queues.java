package dev.weir.publish;

import dev.weir.message.Target;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a turn at a hub: in one row, and in one more for each kind of target that has a limit of its own. A tenant has
 * its share over all rows. Owned by the core's thread.
 *
 * @param <T> what takes a turn
 */
final class Queues<T> {
    private static final int PRUNE_ABOVE = 1_024;

    private final String hub;
    private final Sharing sharing;
    private final LongSupplier nanoTime;
    private final CoreTimer timer;
    private final Runnable pump;
    private final FairShares shares;
    private final Row<T> unlimited;
    private final Map<Target.Kind, Row<T>> limited = new EnumMap<>(Target.Kind.class);
    private final List<Row<T>> rows = new ArrayList<>();
    private final Map<String, Permit> tenants = new HashMap<>();
    /** Those of tenants whose next permit is not there yet. */
    private final Map<String, List<Parked<T>>> parked = new HashMap<>();

    private int pruneAbove = PRUNE_ABOVE;

    private record Row<T>(Turns<T> turns, @Nullable Permit permit) {}

    private record Parked<T>(Row<T> row, Turns.Waiting<T> entries) {}

    /** @param pump told when somebody may take a turn who could not before */
    Queues(String hub, Sharing sharing, LongSupplier nanoTime, CoreTimer timer, Runnable pump) {
        this.hub = hub;
        this.sharing = sharing;
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.pump = pump;
        this.shares = new FairShares(sharing::weightOf);
        this.unlimited = new Row<>(new Turns<>(shares), null);
        rows.add(unlimited);
        sharing.perKind().forEach((kind, rate) -> {
            Row<T> row = new Row<>(new Turns<>(shares), permit(hub + "-" + kind.text(), rate));
            limited.put(kind, row);
            rows.add(row);
        });
    }

    /** What each tenant has had. */
    FairShares shares() {
        return shares;
    }

    private Permit permit(String name, double requestsPerSecond) {
        return new Permit(Budget.limiter(name, requestsPerSecond, nanoTime), timer);
    }

    void add(String tenant, Target.Kind kind, T entry, boolean urgent) {
        row(kind).turns().add(tenant, entry, urgent);
    }

    /** An entry that waits has become urgent; it does nothing where the entry does not wait. */
    void hurry(String tenant, Target.Kind kind, T entry) {
        row(kind).turns().hurry(tenant, entry);
    }

    /** Whether somebody may take a turn now. */
    boolean hasNext() {
        return next() != null;
    }

    /** Takes the one whose turn it is; only after {@link #hasNext()} said that there is one. */
    T poll() {
        Row<T> row = next();
        T entry = row == null ? null : row.turns().poll();
        if (entry == null) {
            throw new IllegalStateException("Nobody may take a turn at hub '" + hub + "'");
        }
        return entry;
    }

    /** A turn was used for an attempt with so many bytes. */
    void spent(String tenant, Target.Kind kind, int bytes) {
        shares.charge(tenant, bytes);
        Permit ofKind = row(kind).permit();
        if (ofKind != null) {
            ofKind.use();
        }
        Permit ofTenant = tenants.get(tenant);
        if (ofTenant != null) {
            ofTenant.use();
        }
    }

    private Row<T> row(Target.Kind kind) {
        return limited.getOrDefault(kind, unlimited);
    }

    private @Nullable Row<T> next() {
        Row<T> best = null;
        Turns.Waiting<T> bestHead = null;
        for (Row<T> row : rows) {
            if (row.turns().isEmpty() || (row.permit() != null && !row.permit().isThere(pump))) {
                continue;
            }
            Turns.Waiting<T> head = allowedHead(row);
            if (head != null && (bestHead == null || head.compareTo(bestHead) < 0)) {
                best = row;
                bestHead = head;
            }
        }
        return best;
    }

    /** The first whose tenant has a permit; those before it step aside until theirs is there. */
    private Turns.@Nullable Waiting<T> allowedHead(Row<T> row) {
        Turns.Waiting<T> head = row.turns().next();
        while (head != null && !mayGo(head.tenant())) {
            parked.computeIfAbsent(head.tenant(), tenant -> new ArrayList<>())
                    .add(new Parked<>(row, row.turns().park()));
            head = row.turns().next();
        }
        return head;
    }

    private boolean mayGo(String tenant) {
        if (sharing.perTenant().isEmpty()) {
            return true;
        }
        if (tenants.size() > pruneAbove) {
            tenants.values().removeIf(Permit::isForgettable);
            pruneAbove = Math.max(PRUNE_ABOVE, 2 * tenants.size());
        }
        return tenants.computeIfAbsent(
                        tenant,
                        added -> permit(hub + "-tenant", sharing.perTenant().getAsDouble()))
                .isThere(() -> {
                    List<Parked<T>> back = parked.remove(tenant);
                    if (back != null) {
                        back.forEach(entry -> entry.row().turns().unpark(entry.entries()));
                    }
                    pump.run();
                });
    }
}
