package dev.weir.publish;

/** The hubs that can be published to. */
@FunctionalInterface
public interface Hubs {

    /** Whether there is a hub of that name: rules are checked for it, what a store remembers is not. Any, unless told otherwise. */
    default boolean has(String name) {
        return true;
    }

    /**
     * A hub; asked for once for each name, on the core's thread.
     *
     * @param name as targets have it
     * @throws IllegalArgumentException where there is no such hub, which rules were checked for
     */
    Hub hub(String name);
}
