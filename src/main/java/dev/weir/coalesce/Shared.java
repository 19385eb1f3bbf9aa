package dev.weir.coalesce;

import dev.weir.message.JsonWriter;
import java.util.function.Consumer;

/**
 * What lanes have in common, so that each of many holds but its own. Owned by the core's thread.
 *
 * @param bodies what the batch that is cut just now is written with
 * @param onNew told of an entity that a lane has not known before
 * @param onReturn told of one that is known, and that another replica may have published since
 * @param onForget told of one whose time has come
 */
record Shared(
        LaneSettings settings,
        EntityMemory memory,
        Deadlines deadlines,
        Composer composer,
        JsonWriter bodies,
        Consumer<EntityState> onNew,
        Consumer<EntityState> onReturn,
        Consumer<EntityState> onForget) {}
