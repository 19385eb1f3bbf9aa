package dev.weir.app;

import dev.weir.app.Configuration.HubAccess;
import dev.weir.app.Configuration.Retry;
import dev.weir.app.Configuration.WebPubSub;
import dev.weir.message.Target;
import dev.weir.publish.Sharing;
import dev.weir.yaml.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Reads where updates go, and how the budget of calls is spent. Of one reading and one thread. */
final class ConfigurationWebPubSub {
    private static final Pattern HUB = Pattern.compile("[A-Za-z][A-Za-z0-9_`,.\\[\\]]{0,127}");
    private static final Pattern PRICE = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final int REQUESTS = 200;
    private static final int MOST_REQUESTS = 100_000;
    private static final int MOST_UNITS = 500;
    /** Of the 180 sends a second that a unit takes; the rest is left to others that call the service. */
    private static final int REQUESTS_PER_UNIT = 150;

    private static final List<String> LIMITS = List.of("tenant", "group", "user", "connection", "all");

    private ConfigurationWebPubSub() {}

    /** The section {@code web-pubsub}; empty where something that it needs is missing or wrong. */
    static Optional<WebPubSub> read(ConfigurationSection weir) {
        ConfigurationSection section = weir.section(
                "web-pubsub",
                "'web-pubsub'",
                List.of(
                        "hub",
                        "connection-string",
                        "secondary-connection-string",
                        "endpoint",
                        "requests-per-second",
                        "units",
                        "concurrency",
                        "attempt-timeout",
                        "retry",
                        "max-batch-bytes",
                        "max-batch-updates",
                        "limits",
                        "weights",
                        "price-per-million-units"));
        section.require("hub", "NAME");
        Optional<String> hub = section.text(
                "hub", HUB, "a hub's name: a letter, then up to 127 letters, digits and characters of _`,.[]");
        Optional<HubAccess> access = new ConfigurationHubAccess(section).read();
        int requestsPerSecond = requestsPerSecond(section);
        int concurrency = section.integer("concurrency", 1, 1_000, 32);
        Duration attemptTimeout = section.duration(
                "attempt-timeout", Duration.ofMillis(100), Duration.ofMinutes(5), Duration.ofSeconds(10));
        int maxBatchBytes = (int) section.bytes("max-batch-bytes", 1 << 10, 1_000_000, 1_000_000);
        int maxBatchUpdates = section.integer("max-batch-updates", 1, 100_000, 1_000);
        Retry retry = retry(section);
        ConfigurationSection limits = section.section("limits", "'limits' of 'web-pubsub'", LIMITS);
        Sharing sharing = new Sharing(weights(section), perTenant(limits), perKind(limits));
        double price = section.text("price-per-million-units", PRICE, "an amount such as 1 or 0.75")
                .map(Double::parseDouble)
                .orElse(0.0);
        return hub.isEmpty() || access.isEmpty()
                ? Optional.empty()
                : Optional.of(new WebPubSub(
                        hub.get(),
                        access.get(),
                        requestsPerSecond,
                        concurrency,
                        attemptTimeout,
                        retry,
                        maxBatchBytes,
                        maxBatchUpdates,
                        sharing,
                        price));
    }

    /** In calls a second, or as many units of the service as there are. */
    private static int requestsPerSecond(ConfigurationSection section) {
        int given = section.integer("requests-per-second", 1, MOST_REQUESTS, 0);
        int units = section.integer("units", 0, MOST_UNITS, 0);
        if (given > 0 && units > 0) {
            section.error(
                    section.place("units"),
                    section.what("units") + " stands beside 'requests-per-second'; leave one out");
        }
        return given > 0 ? given : units > 0 ? units * REQUESTS_PER_UNIT : REQUESTS;
    }

    private static Retry retry(ConfigurationSection webPubSub) {
        ConfigurationSection section =
                webPubSub.section("retry", "'retry' of 'web-pubsub'", List.of("attempts", "wait", "max-wait"));
        int attempts = section.integer("attempts", 1, 100, 5);
        Duration wait = section.duration("wait", MILLISECOND, Duration.ofMinutes(1), Duration.ofMillis(200));
        Duration maxWait = section.duration("max-wait", MILLISECOND, Duration.ofMinutes(10), Duration.ofSeconds(30));
        if (section.isSound() && wait.compareTo(maxWait) > 0) {
            section.error(
                    section.place("wait"), section.what("wait") + " must not be longer than 'max-wait'; write less");
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

    private static Map<String, Double> weights(ConfigurationSection webPubSub) {
        List<String> tenants = webPubSub.value("weights") instanceof Mapping mapping
                ? new ArrayList<>(mapping.entries().keySet())
                : List.of();
        ConfigurationSection section = webPubSub.section("weights", "'weights' of 'web-pubsub'", tenants);
        Map<String, Double> weights = new HashMap<>();
        tenants.forEach(tenant -> weights.put(tenant, (double) section.integer(tenant, 1, 1_000, 1)));
        return weights;
    }
}
