package dev.weir.publish;

/** The hubs that can be published to. */
@FunctionalInterface
public interface Hubs {

    /**
     * A hub; asked for once for each name, on the core's thread.
     *
     * @param name as targets have it
     * @throws IllegalArgumentException where there is no such hub, which rules were checked for
     */
    Hub hub(String name);
}
