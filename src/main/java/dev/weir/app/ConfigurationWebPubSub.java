package dev.weir.app;

import dev.weir.app.Configuration.Hub;
import dev.weir.app.Configuration.HubAccess;
import dev.weir.app.Configuration.WebPubSub;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads where updates go: one hub, or several by their names. Of one reading and one thread. */
final class ConfigurationWebPubSub {
    private static final List<String> KEYS = Stream.of(
                    List.of("hub", "hubs", "resources", "max-batch-bytes", "max-batch-updates"),
                    ConfigurationHubAccess.KEYS,
                    ConfigurationPubSubHub.KEYS)
            .flatMap(List::stream)
            .toList();

    private ConfigurationWebPubSub() {}

    /** The section {@code web-pubsub}; empty where something that it needs is missing or wrong. */
    static Optional<WebPubSub> read(ConfigurationSection weir) {
        ConfigurationSection section = weir.section("web-pubsub", "'web-pubsub'", KEYS);
        section.require("hub", "NAME");
        boolean several = section.has("hubs") || section.has("resources");
        Map<String, Hub> hubs = several ? new ConfigurationPubSubHubs(section).read() : one(section);
        Optional<String> standard = several
                ? ConfigurationPubSubHubs.standard(section, hubs)
                : hubs.keySet().stream().findFirst();
        int maxBatchBytes = (int) section.bytes("max-batch-bytes", 1 << 10, 1_000_000, 1_000_000);
        int maxBatchUpdates = section.integer("max-batch-updates", 1, 100_000, 1_000);
        return standard.map(hub -> new WebPubSub(hub, hubs, maxBatchBytes, maxBatchUpdates));
    }

    /** The only hub, whose settings stand in the section itself, and which is called here what the service calls it. */
    private static Map<String, Hub> one(ConfigurationSection section) {
        Optional<String> hub = ConfigurationPubSubHub.name(section);
        Optional<HubAccess> access = new ConfigurationHubAccess(section).read();
        ConfigurationPubSubHub settings = new ConfigurationPubSubHub(section, "'web-pubsub'");
        return hub.isEmpty()
                ? Map.of()
                : settings.read(hub.get(), access)
                        .map(read -> Map.of(hub.get(), read))
                        .orElse(Map.of());
    }
}
