package dev.weir.app;

import dev.weir.app.Configuration.HubAccess;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how the Web PubSub service is reached. Of one reading and one thread. */
final class ConfigurationHubAccess {
    private static final String PRIMARY = "connection-string";
    private static final String SECONDARY = "secondary-connection-string";
    private static final String ENDPOINT = "endpoint";
    static final List<String> KEYS = List.of(PRIMARY, SECONDARY, ENDPOINT);
    private static final Pattern URL =
            Pattern.compile("https://[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[1-9][0-9]{0,4})?");

    private final ConfigurationSection section;

    ConfigurationHubAccess(ConfigurationSection section) {
        this.section = section;
    }

    /** The access; empty where it is missing or wrong, with a finding. */
    Optional<HubAccess> read() {
        Optional<Secret> primary = checked(PRIMARY);
        Optional<Secret> secondary = checked(SECONDARY);
        Optional<String> endpoint = section.text(ENDPOINT, URL, "https://NAME.webpubsub.azure.com");
        if (endpoint.isPresent() && (primary.isPresent() || secondary.isPresent())) {
            section.error(
                    section.place(ENDPOINT),
                    section.what(ENDPOINT)
                            + " is for an identity, and stands beside a connection string; leave one out");
            return Optional.empty();
        }
        if (endpoint.isPresent()) {
            return endpoint.map(HubAccess.ByIdentity::new);
        }
        if (primary.isEmpty() && !section.has(ENDPOINT)) {
            section.require(PRIMARY, "\"${WEB_PUBSUB_CONNECTION_STRING}\"");
        }
        primary.ifPresent(first -> secondary.ifPresent(second -> compare(first, second)));
        return primary.map(text -> new HubAccess.ByConnectionString(text, secondary));
    }

    private Optional<Secret> checked(String key) {
        Optional<Secret> connectionString = section.secret(key);
        connectionString.ifPresent(text -> WebPubSubConnectionString.faults(text)
                .forEach(fault -> section.error(section.place(key), section.what(key) + " " + fault)));
        return connectionString;
    }

    private void compare(Secret first, Secret second) {
        if (!new ConnectionString(first).endpoint().equals(new ConnectionString(second).endpoint())) {
            section.error(
                    section.place(SECONDARY),
                    section.what(SECONDARY)
                            + " has another Endpoint than 'connection-string'; it must have the other key"
                            + " of the same service");
        }
    }
}
