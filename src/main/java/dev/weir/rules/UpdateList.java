package dev.weir.rules;

import dev.weir.message.LaneKey;
import dev.weir.message.Presence;
import dev.weir.message.Update;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The updates of one event: for each lane and entity the first, the others counted; and where entities are to be seen. Of the
 * evaluating thread.
 */
final class UpdateList {
    /** Below it, looking at each is faster than hashing. */
    private static final int FEW = 12;

    private final List<Update> updates = new ArrayList<>();
    private final List<Presence> presences = new ArrayList<>();
    private Set<Key> keys = Set.of();
    private int shadowed;

    private record Key(LaneKey lane, String entity) {}

    void add(Update update) {
        if (isShadowed(update)) {
            shadowed++;
        } else {
            updates.add(update);
        }
    }

    void add(Presence presence) {
        presences.add(presence);
    }

    private boolean isShadowed(Update update) {
        if (updates.size() < FEW) {
            for (Update earlier : updates) {
                if (earlier.entity().equals(update.entity()) && earlier.lane().equals(update.lane())) {
                    return true;
                }
            }
            return false;
        }
        if (keys.isEmpty()) {
            keys = new HashSet<>();
            updates.forEach(earlier -> keys.add(new Key(earlier.lane(), earlier.entity())));
        }
        return !keys.add(new Key(update.lane(), update.entity()));
    }

    boolean isEmpty() {
        return updates.isEmpty() && presences.isEmpty();
    }

    Evaluation.Updates toEvaluation(int missing) {
        return new Evaluation.Updates(updates, presences, shadowed, missing);
    }
}
