package dev.weir.app;

import dev.weir.app.Configuration.Hub;
import dev.weir.app.Configuration.HubAccess;
import dev.weir.app.Configuration.Retry;
import dev.weir.message.Target;
import dev.weir.publish.Sharing;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Reads how one hub is published to, and how its budget of calls is spent. Of one reading and one thread. */
final class ConfigurationPubSubHub {
    static final List<String> KEYS = List.of(
            "requests-per-second",
            "units",
            "concurrency",
            "attempt-timeout",
            "retry",
            "limits",
            "weights",
            "price-per-million-units");

    /** What the service takes as the name of a hub. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_`,.\\[\\]]{0,127}");

    private static final String WANTED_NAME =
            "a hub's name: a letter, then up to 127 letters, digits and characters of _`,.[]";
    private static final Pattern PRICE = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final int REQUESTS = 200;
    private static final int MOST_REQUESTS = 100_000;
    private static final int MOST_UNITS = 500;
    /** Of the 180 sends a second that a unit takes; the rest is left to others that call the service. */
    private static final int REQUESTS_PER_UNIT = 150;

    private static final List<String> LIMITS = List.of("tenant", "group", "user", "connection", "all");

    private final ConfigurationSection section;
    private final String what;

    /** @param what the section in a message: {@code hub 'alerts'} */
    ConfigurationPubSubHub(ConfigurationSection section, String what) {
        this.section = section;
        this.what = what;
    }

    /** What the service calls the hub, where {@code hub} says so. */
    static Optional<String> name(ConfigurationSection section) {
        return section.text("hub", NAME, WANTED_NAME);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * The hub, all of whose settings are looked at.
     *
     * @param name what the service calls it
     * @param access empty where it is missing or wrong, which makes the hub so
     */
    Optional<Hub> read(String name, Optional<HubAccess> access) {
        int requestsPerSecond = requestsPerSecond();
        int concurrency = section.integer("concurrency", 1, 1_000, 32);
        Duration attemptTimeout = section.duration(
                "attempt-timeout", Duration.ofMillis(100), Duration.ofMinutes(5), Duration.ofSeconds(10));
        Retry retry = retry();
        ConfigurationSection limits = section.section("limits", "'limits' of " + what, LIMITS);
        Sharing sharing = new Sharing(weights(), perTenant(limits), perKind(limits));
        double price = section.text("price-per-million-units", PRICE, "an amount such as 1 or 0.75")
                .map(Double::parseDouble)
                .orElse(0.0);
        return access.map(
                found -> new Hub(name, found, requestsPerSecond, concurrency, attemptTimeout, retry, sharing, price));
    }

    /** In calls a second, or as many units of the service as there are. */
    private int requestsPerSecond() {
        int given = section.integer("requests-per-second", 1, MOST_REQUESTS, 0);
        int units = section.integer("units", 0, MOST_UNITS, 0);
        if (given > 0 && units > 0) {
            section.error(
                    section.place("units"),
                    section.what("units") + " stands beside 'requests-per-second'; leave one out");
        }
        return given > 0 ? given : units > 0 ? units * REQUESTS_PER_UNIT : REQUESTS;
    }

    private Retry retry() {
        ConfigurationSection retry =
                section.section("retry", "'retry' of " + what, List.of("attempts", "wait", "max-wait"));
        int attempts = retry.integer("attempts", 1, 100, 5);
        Duration wait = retry.duration("wait", MILLISECOND, Duration.ofMinutes(1), Duration.ofMillis(200));
        Duration maxWait = retry.duration("max-wait", MILLISECOND, Duration.ofMinutes(10), Duration.ofSeconds(30));
        if (retry.isSound() && wait.compareTo(maxWait) > 0) {
            retry.error(retry.place("wait"), retry.what("wait") + " must not be longer than 'max-wait'; write less");
        }
        return new Retry(attempts, wait, maxWait);
    }

    /** What one tenant may spend; without a limit, all that others leave. */
    private static OptionalDouble perTenant(ConfigurationSection limits) {
        int limit = limits.integer("tenant", 0, MOST_REQUESTS, 0);
        return limit == 0 ? OptionalDouble.empty() : OptionalDouble.of(limit);
    }

    private static Map<Target.Kind, Double> perKind(ConfigurationSection limits) {
        Map<Target.Kind, Double> perKind = new EnumMap<>(Target.Kind.class);
        for (Target.Kind kind : Target.Kind.values()) {
            int limit = limits.integer(kind.text(), 0, MOST_REQUESTS, 0);
            if (limit > 0) {
                perKind.put(kind, (double) limit);
            }
        }
        return perKind;
    }

    private Map<String, Double> weights() {
        List<String> tenants = section.names("weights");
        ConfigurationSection weights = section.section("weights", "'weights' of " + what, tenants);
        Map<String, Double> read = new HashMap<>();
        tenants.forEach(tenant -> read.put(tenant, (double) weights.integer(tenant, 1, 1_000, 1)));
        return read;
    }
}
