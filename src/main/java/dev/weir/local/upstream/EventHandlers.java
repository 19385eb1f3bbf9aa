package dev.weir.local.upstream;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The event handlers of all hubs. Any thread may set them; they hold from the next event on. Of a hub's handlers the
 * first that takes an event gets it, and no other.
 */
public final class EventHandlers {
    private static final int MAX_HUBS = 1_000;
    private static final int MAX_HANDLERS = 100;

    private final Map<String, List<EventHandler>> byHub = new ConcurrentHashMap<>();

    /** All hubs' handlers. */
    public Map<String, List<EventHandler>> all() {
        return Map.copyOf(byHub);
    }

    /** A hub's handlers, in order. */
    public List<EventHandler> of(String hub) {
        return byHub.getOrDefault(hub, List.of());
    }

    /**
     * Replaces a hub's handlers; an empty list leaves it without.
     *
     * @throws IllegalArgumentException when there are more than 100, or handlers of 1,000 hubs already
     */
    public void set(String hub, List<EventHandler> handlers) {
        if (handlers.size() > MAX_HANDLERS) {
            throw new IllegalArgumentException(
                    "a hub may have " + MAX_HANDLERS + " event handlers, but " + handlers.size() + " were given");
        }
        if (handlers.isEmpty()) {
            byHub.remove(hub);
            return;
        }
        if (byHub.size() >= MAX_HUBS && !byHub.containsKey(hub)) {
            throw new IllegalArgumentException("event handlers may be set for " + MAX_HUBS + " hubs");
        }
        byHub.put(hub, List.copyOf(handlers));
    }

    /** Leaves every hub without handlers. */
    public void clear() {
        byHub.clear();
    }

    /** Who gets this event of a client. */
    public Optional<EventHandler> find(String hub, String userEvent) {
        return of(hub).stream().filter(handler -> handler.takes(userEvent)).findFirst();
    }

    /** Who gets this event of the service. */
    public Optional<EventHandler> find(String hub, SystemEvent event) {
        return of(hub).stream().filter(handler -> handler.takes(event)).findFirst();
    }
}
