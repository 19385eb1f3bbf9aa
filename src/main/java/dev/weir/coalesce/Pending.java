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
    private final List<Contribution> own = new ArrayList<>(1);
    /** Redeliveries of older ones that came while this one was in flight. */
    private final List<Contribution> older = new ArrayList<>(0);

    Pending(Update update, Contribution contribution) {
        this.update = update;
        own.add(contribution);
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
        own.add(contribution);
    }

    void attachOlder(Contribution contribution) {
        older.add(contribution);
    }

    /** Takes a delivery's share out; true when that leaves nobody whose update this is. */
    boolean withdraw(Contribution contribution) {
        older.removeIf(c -> c == contribution);
        return own.removeIf(c -> c == contribution) && own.isEmpty();
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
        own.forEach(c -> c.superseded(by));
        older.forEach(c -> c.superseded(by));
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
