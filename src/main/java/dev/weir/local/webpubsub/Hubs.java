package dev.weir.local.webpubsub;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The hubs that have connections. Belongs to the event-loop thread. */
final class Hubs {
    /** From the service's OpenAPI description. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_`,.\\[\\]]{0,127}");

    private final Map<String, Hub> hubs = new HashMap<>();
    private final Limits limits;
    private final Clock clock;
    private final Meter meter;
    private final Retention retention;

    Hubs(Limits limits, Clock clock, Meter meter) {
        this.limits = limits;
        this.clock = clock;
        this.meter = meter;
        retention = new Retention(clock, limits.retention());
    }

    Clock clock() {
        return clock;
    }

    Meter meter() {
        return meter;
    }

    /** Where the connections wait that lost their sockets. */
    Retention retention() {
        return retention;
    }

    static void checkName(String name) throws RequestRejected {
        if (!NAME.matcher(name).matches()) {
            throw RequestRejected.badRequest("the hub's name does not match " + NAME.pattern());
        }
    }

    /** The hub, if it has connections. */
    Optional<Hub> find(String name) {
        return Optional.ofNullable(hubs.get(name));
    }

    /** The hub for a connection that is about to be added. */
    Hub open(String name) {
        return hubs.computeIfAbsent(name, n -> new Hub(n, this, limits.groupsPerConnection()));
    }

    void closeIfEmpty(Hub hub) {
        if (hub.size() == 0) {
            hubs.remove(hub.name(), hub);
        }
    }

    Collection<Hub> all() {
        return List.copyOf(hubs.values());
    }

    /** The connections of all hubs together. */
    int size() {
        return hubs.values().stream().mapToInt(Hub::size).sum();
    }
}
