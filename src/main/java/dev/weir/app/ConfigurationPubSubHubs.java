package dev.weir.app;

import dev.weir.app.Configuration.Hub;
import dev.weir.app.Configuration.HubAccess;
import dev.weir.yaml.Suggestion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads several hubs, and the resources that they are of. Of one reading and one thread. */
final class ConfigurationPubSubHubs {
    private static final Pattern RESOURCE_NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final Pattern HUB_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,127}");
    private static final Pattern ANY = Pattern.compile("(?s).*");
    private static final List<String> KEYS = Stream.concat(
                    Stream.of("resource", "hub"), ConfigurationPubSubHub.KEYS.stream())
            .toList();
    private static final List<String> OF_ONE_HUB = Stream.concat(
                    ConfigurationHubAccess.KEYS.stream(), ConfigurationPubSubHub.KEYS.stream())
            .toList();

    private final ConfigurationSection webPubSub;
    private final Map<String, String> namesByHub = new HashMap<>();
    /** The resources that hubs are of. */
    private final Set<String> used = new HashSet<>();

    ConfigurationPubSubHubs(ConfigurationSection webPubSub) {
        this.webPubSub = webPubSub;
    }

    /** The hubs by name, in the file's order; those with findings are left out. */
    Map<String, Hub> read() {
        OF_ONE_HUB.stream()
                .filter(webPubSub::has)
                .forEach(key -> webPubSub.error(
                        webPubSub.place(key),
                        webPubSub.what(key) + " is for a single hub; beside 'hubs' it stands in "
                                + (ConfigurationHubAccess.KEYS.contains(key) ? "each of 'resources'" : "each hub")));
        ConfigurationSection ofResources =
                webPubSub.section("resources", "'resources' of 'web-pubsub'", webPubSub.names("resources"));
        Map<String, Optional<HubAccess>> resources = resources(ofResources);
        List<String> names = webPubSub.names("hubs");
        ConfigurationSection section = webPubSub.section("hubs", "'hubs' of 'web-pubsub'", names);
        if (names.isEmpty()) {
            section.error(
                    webPubSub.place("hubs"), "there is no hub; write hubs: {NAME: {resource: NAME}} in 'web-pubsub'");
        }
        Map<String, Hub> hubs = new LinkedHashMap<>();
        for (String name : names) {
            hub(section, name, resources).ifPresent(read -> hubs.put(name, read));
        }
        resources.keySet().stream()
                .filter(resource -> !used.contains(resource))
                .forEach(resource -> webPubSub.warning(
                        ofResources.place(resource), "resource '" + resource + "' has no hub; leave it out"));
        return hubs;
    }

    private Optional<Hub> hub(ConfigurationSection hubs, String name, Map<String, Optional<HubAccess>> resources) {
        String what = "hub '" + name + "'";
        ConfigurationSection section = hubs.section(name, what, KEYS);
        if (!HUB_NAME.matcher(name).matches()) {
            section.error(
                    hubs.place(name),
                    "a hub's name must be a letter, then up to 127 letters, digits, hyphens and underscores, but is '"
                            + name + "'");
        }
        Optional<String> resource = resource(section, what, resources);
        resource.ifPresent(used::add);
        Optional<String> called = called(section, name);
        Optional<Hub> hub =
                new ConfigurationPubSubHub(section, what).read(called.orElse(name), resource.flatMap(resources::get));
        if (called.isPresent()) {
            hub.ifPresent(read -> findSame(hubs, name, read));
        }
        return hub;
    }

    /** The hub of targets that name none; empty where it is missing or unknown. */
    static Optional<String> standard(ConfigurationSection webPubSub, Map<String, Hub> hubs) {
        Optional<String> hub = webPubSub.text("hub", ANY, "the name of one of 'hubs'");
        if (hub.isEmpty() || hubs.containsKey(hub.get())) {
            return hub;
        }
        List<String> known = webPubSub.names("hubs");
        if (!known.contains(hub.get())) {
            webPubSub.error(
                    webPubSub.place("hub"),
                    "unknown hub '" + hub.get() + "' in 'web-pubsub'" + Suggestion.text(hub.get(), known));
        }
        return Optional.empty();
    }

    private Map<String, Optional<HubAccess>> resources(ConfigurationSection section) {
        List<String> names = webPubSub.names("resources");
        if (names.isEmpty()) {
            section.error(
                    webPubSub.place("resources"),
                    "there is no resource; write resources: {NAME: {connection-string:"
                            + " \"${WEB_PUBSUB_CONNECTION_STRING}\"}} in 'web-pubsub'");
        }
        Map<String, Optional<HubAccess>> resources = new LinkedHashMap<>();
        for (String name : names) {
            ConfigurationSection resource =
                    section.section(name, "resource '" + name + "'", ConfigurationHubAccess.KEYS);
            if (!RESOURCE_NAME.matcher(name).matches()) {
                resource.error(
                        section.place(name),
                        "a resource's name must be lower-case letters, digits and hyphens, and not start with a hyphen, but"
                                + " is '" + name + "'");
            }
            resources.put(name, new ConfigurationHubAccess(resource).read());
        }
        return resources;
    }

    /** The resource that a hub names, or the only one. */
    private static Optional<String> resource(
            ConfigurationSection hub, String what, Map<String, Optional<HubAccess>> resources) {
        if (resources.size() != 1) {
            hub.require("resource", "NAME");
        }
        Optional<String> given = hub.text("resource", ANY, "the name of one of 'resources'");
        if (given.isPresent() && !resources.containsKey(given.get())) {
            hub.error(
                    hub.place("resource"),
                    "unknown resource '" + given.get() + "' in " + what
                            + Suggestion.text(given.get(), resources.keySet()));
            return Optional.empty();
        }
        return given.or(
                () -> resources.size() == 1 ? resources.keySet().stream().findFirst() : Optional.empty());
    }

    /** What the service calls the hub: what it is called here, where nothing else is said. */
    private static Optional<String> called(ConfigurationSection hub, String name) {
        if (!ConfigurationPubSubHub.isName(name)) {
            hub.require("hub", "NAME");
            return ConfigurationPubSubHub.name(hub);
        }
        return ConfigurationPubSubHub.name(hub).or(() -> Optional.of(name));
    }

    /** Two names of one hub would be two budgets of one, and two lanes of one group. */
    private void findSame(ConfigurationSection hubs, String name, Hub hub) {
        String other =
                namesByHub.putIfAbsent(endpoint(hub.access()) + "/" + hub.hub().toLowerCase(Locale.ROOT), name);
        if (other != null) {
            webPubSub.error(
                    hubs.place(name),
                    "hub '" + name + "' is the same hub of the same service as hub '" + other + "'; leave one out");
        }
    }

    private static String endpoint(HubAccess access) {
        return access instanceof HubAccess.ByConnectionString keys
                ? WebPubSubConnectionString.endpoint(keys.primary())
                : WebPubSubConnectionString.endpoint(((HubAccess.ByIdentity) access).endpoint());
    }
}
