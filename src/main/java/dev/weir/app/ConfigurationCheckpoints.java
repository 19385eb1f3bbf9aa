package dev.weir.app;

import dev.weir.app.Configuration.Checkpoints;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where checkpoints are kept. Of one reading and one thread. */
final class ConfigurationCheckpoints {
    private static final Path DEFAULT_FILE = Path.of("weir-checkpoints.mv");
    private static final Pattern ANY = Pattern.compile("[^\\x00]+");
    private static final Pattern CONTAINER = Pattern.compile("[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])");
    private static final Pattern CONTAINER_URL = Pattern.compile("https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9-]+)+");

    private enum Type {
        MEMORY,
        FILE,
        REDIS,
        BLOB
    }

    private final ConfigurationSection section;

    ConfigurationCheckpoints(ConfigurationSection weir) {
        this.section = weir.section(
                "checkpoints", "'checkpoints'", List.of("type", "path", "url", "connection-string", "container"));
    }

    /** The store; a file where none is named, and where a finding says what is wrong. */
    Checkpoints read() {
        Optional<Type> type = section.word(
                "type", Map.of("memory", Type.MEMORY, "file", Type.FILE, "redis", Type.REDIS, "blob", Type.BLOB));
        if (type.isEmpty()) {
            return new Checkpoints.InFile(path(), false);
        }
        return switch (type.get()) {
            case MEMORY -> new Checkpoints.InMemory();
            case FILE -> new Checkpoints.InFile(path(), true);
            case REDIS -> new Checkpoints.InRedis(section.redisUrl());
            case BLOB -> blob();
        };
    }

    private Path path() {
        return section.text("path", ANY, "the path of a file").map(Path::of).orElse(DEFAULT_FILE);
    }

    private Checkpoints blob() {
        Optional<Secret> connectionString = section.secret("connection-string");
        Optional<String> container = section.text(
                "container", CONTAINER, "a container's name: 3 to 63 lower-case letters, digits and hyphens");
        Optional<String> url = section.text(
                "url", CONTAINER_URL, "a container's URL, such as https://ACCOUNT.blob.core.windows.net/CONTAINER");
        if (url.isPresent()) {
            if (connectionString.isPresent() || container.isPresent()) {
                section.error(
                        section.place("url"),
                        section.what("url")
                                + " stands beside 'connection-string' or 'container'; it names the container,"
                                + " and the identity is DefaultAzureCredential's; leave one out");
            }
            return new Checkpoints.InBlobsByIdentity(url.get());
        }
        if (section.isSound()) {
            section.require("container", "NAME");
            section.require("connection-string", "\"${STORAGE_CONNECTION_STRING}\"");
        }
        return new Checkpoints.InBlobs(connectionString.orElse(new Secret("")), container.orElse(""));
    }
}
