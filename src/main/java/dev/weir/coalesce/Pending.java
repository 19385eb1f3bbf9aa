package dev.weir.coalesce;

import dev.weir.event.DeadLetter;
import dev.weir.message.Change;
import dev.weir.message.Update;
import dev.weir.message.Version;
import java.util.ArrayList;
import java.util.List;

/** An update that waits or is in flight, and the deliveries that share its fate. Owned by the core's thread. */
final class Pending {
    private final Update update;
    /** Deliveries of this very update: the first one and its repeats. */
    private List<Contribution> own;
    /** Redeliveries of older ones that came while this one was in flight. */
    private List<Contribution> older = List.of();

    Pending(Update update, Contribution contribution) {
        this.update = update;
        own = List.of(contribution);
    }

    Update update() {
        return update;
    }

    Version version() {
        return update.version();
    }

    boolean isRemoval() {
        return update.change() instanceof Change.Removal;
    }

    void attachRepeat(Contribution contribution) {
        own = with(own, contribution);
    }

    void attachOlder(Contribution contribution) {
        older = with(older, contribution);
    }

    /** Nearly always there is one alone, in a list that can't grow and takes least. */
    private static List<Contribution> with(List<Contribution> some, Contribution one) {
        List<Contribution> more = some.size() < 2 ? new ArrayList<>(some) : some;
        more.add(one);
        return more;
    }

    private static List<Contribution> without(List<Contribution> some, Contribution one) {
        if (some.size() < 2) {
            return some.isEmpty() || some.get(0) != one ? some : List.of();
        }
        some.removeIf(other -> other == one);
        return some;
    }

    /** Takes a delivery's share out; true when that leaves nobody whose update this is. */
    boolean withdraw(Contribution contribution) {
        older = without(older, contribution);
        int before = own.size();
        own = without(own, contribution);
        return own.isEmpty() && before > 0;
    }

    /** Whether every delivery of this update has been taken back. */
    boolean isOrphan() {
        return own.isEmpty();
    }

    void published() {
        own.forEach(Contribution::published);
        supersedeOlder();
    }

    /** Something newer takes the place of all of it. */
    void superseded(Version by) {
        for (Contribution contribution : own) {
            contribution.superseded(by);
        }
        for (Contribution contribution : older) {
            contribution.superseded(by);
        }
    }

    /** Nobody is left whose update it is; what came along with it is covered by what was taken back. */
    void dropped() {
        supersedeOlder();
    }

    private void supersedeOlder() {
        older.forEach(c -> c.superseded(update.version()));
    }

    void refused(DeadLetter.Reason reason, String description) {
        String lane = update.target().text();
        own.forEach(c -> c.refused(reason, description, update.rule(), lane));
        supersedeOlder();
    }
}
