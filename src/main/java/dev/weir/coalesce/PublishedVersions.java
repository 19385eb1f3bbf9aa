package dev.weir.coalesce;

import dev.weir.message.Version;
import dev.weir.message.Version.Relation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest version of an entity that was published, in each of the scopes that it came from: nearly always one. Versions of
 * two scopes are never compared, so none makes another late. Owned by the core's thread.
 */
final class PublishedVersions {
    /** So many scopes are remembered; a redelivery of an older state in a further one is published again. */
    static final int MAX_SCOPES = 64;
    /** So many of a list's items are known; a redelivery of an earlier one is sent again, and dropped by clients. */
    static final int MAX_ITEMS = 128;

    private @Nullable Version only;
    private @Nullable List<Version> several;
    /** Of a list, each item's, newest last. */
    private @Nullable Deque<Version> items;

    /** How a version relates to what was published in its scope; newer where nothing was. */
    Relation relationOf(Version version) {
        Version known = find(version.scope());
        return known == null ? Relation.NEWER : version.relationTo(known);
    }

    /** The newest of a scope; there must be one. */
    Version of(String scope) {
        Version known = find(scope);
        if (known == null) {
            throw new IllegalStateException("Nothing of scope '" + scope + "' was published");
        }
        return known;
    }

    /** A version was published; one that is older than what is known changes nothing. */
    void add(Version version) {
        Version known = find(version.scope());
        if (known != null && version.relationTo(known) == Relation.OLDER) {
            return;
        }
        if (several == null && (only == null || only == known)) {
            only = version;
            return;
        }
        if (several == null) {
            several = new ArrayList<>(2);
            several.add(only);
            only = null;
        }
        several.remove(known);
        several.add(version);
        if (several.size() > MAX_SCOPES) {
            several.remove(0);
        }
    }

    /** An item of a list was published. */
    void addItem(Version version) {
        if (items == null) {
            items = new ArrayDeque<>(4);
        }
        items.add(version);
        if (items.size() > MAX_ITEMS) {
            items.remove();
        }
        add(version);
    }

    /** Whether just this version was published. */
    boolean includes(Version version) {
        return items == null ? relationOf(version) == Relation.SAME : items.contains(version);
    }

    /** The entity is a list no more. */
    void forgetItems() {
        items = null;
    }

    /** The newest of each scope, the one that was published last at the end. */
    List<Version> all() {
        if (several != null) {
            return List.copyOf(several);
        }
        return only == null ? List.of() : List.of(only);
    }

    private @Nullable Version find(String scope) {
        if (only != null) {
            return only.scope().equals(scope) ? only : null;
        }
        if (several != null) {
            for (Version version : several) {
                if (version.scope().equals(scope)) {
                    return version;
                }
            }
        }
        return null;
    }
}
