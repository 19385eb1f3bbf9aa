package dev.weir.app;

import dev.weir.access.ApiKey;
import dev.weir.app.Configuration.Snapshots;
import java.util.List;
import java.util.Optional;

/** Reads who may have snapshots. Stateless. */
final class ConfigurationSnapshots {
    private ConfigurationSnapshots() {}

    static Snapshots read(ConfigurationSection weir) {
        ConfigurationSection section = weir.section("snapshots", "'snapshots'", List.of("api-key"));
        Optional<Secret> key = section.secret("api-key");
        key.map(secret -> secret.value().length())
                .filter(length -> length < ApiKey.MIN_LENGTH)
                .ifPresent(length -> section.error(
                        section.place("api-key"),
                        section.what("api-key") + " must have " + ApiKey.MIN_LENGTH + " characters or more, but has "
                                + length + "; make one with: openssl rand -hex 32"));
        return new Snapshots(key);
    }
}
