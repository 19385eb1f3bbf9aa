package dev.weir.coalesce;

import dev.weir.message.Change;
import dev.weir.message.LaneKey;
import dev.weir.message.Presence;
import dev.weir.message.Update;
import dev.weir.message.Version;
import dev.weir.message.Version.Relation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which lanes each entity was last seen, by rules that take it away from those that it left. Bounded: what was seen
 * longest ago is forgotten first, and then stays where it was. Owned by the core's thread.
 */
public final class Presences {
    private final Map<Key, Seen> seen;

    private record Key(String rule, String tenant, String entity) {
        static Key of(Presence presence) {
            return new Key(presence.rule(), presence.tenant(), presence.entity());
        }
    }

    /**
     * @param lanes where it is
     * @param leaving where its removal is not known to be published, each with the version that left it
     */
    private record Seen(Version version, Set<LaneKey> lanes, Map<LaneKey, Version> leaving) {}

    /** @param capacity how many entities are remembered */
    public Presences(int capacity) {
        this.seen = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Seen> eldest) {
                return size() > capacity;
            }
        };
    }

    /** The removals from the lanes that an entity is not in any more; those of an earlier hand-out again. */
    public List<Update> leave(Presence presence) {
        Key key = Key.of(presence);
        Seen before = seen.get(key);
        Map<LaneKey, Version> leaving = new HashMap<>();
        if (before != null) {
            if (presence.version().relationTo(before.version()) == Relation.OLDER) {
                return List.of();
            }
            before.lanes().forEach(lane -> leaving.put(lane, presence.version()));
            leaving.putAll(before.leaving());
            leaving.keySet().removeAll(presence.lanes());
        }
        remember(key, new Seen(presence.version(), presence.lanes(), leaving));
        return leaving.keySet().stream().map(lane -> removal(presence, lane)).toList();
    }

    /** Clients of that lane got the removal, or never will: it is owed no more, unless the entity left again since. */
    public void left(Presence presence, LaneKey lane) {
        Key key = Key.of(presence);
        Seen now = seen.get(key);
        if (now != null) {
            Version left = now.leaving().get(lane);
            if (left != null && presence.version().relationTo(left) != Relation.OLDER) {
                now.leaving().remove(lane);
                remember(key, now);
            }
        }
    }

    /** Something newer took the removal's place in that lane; if that is a newer removal, it may be taken back yet. */
    public void superseded(Presence presence, LaneKey lane) {
        Seen now = seen.get(Key.of(presence));
        if (now != null && presence.version().relationTo(now.version()) != Relation.OLDER) {
            left(presence, lane);
        }
    }

    private void remember(Key key, Seen now) {
        if (now.lanes().isEmpty() && now.leaving().isEmpty()) {
            seen.remove(key);
        } else {
            seen.put(key, now);
        }
    }

    private static Update removal(Presence presence, LaneKey lane) {
        return new Update(
                lane,
                presence.tenant(),
                presence.rule(),
                presence.entity(),
                presence.version(),
                presence.at(),
                new Change.Removal(),
                false,
                presence.coalescing(),
                null);
    }
}
