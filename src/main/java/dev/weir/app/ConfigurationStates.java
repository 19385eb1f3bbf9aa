package dev.weir.app;

import dev.weir.app.Configuration.States;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads where states are kept. Of one reading and one thread. */
final class ConfigurationStates {
    private static final Path DEFAULT_FILE = Path.of("weir-states.mv");
    private static final Pattern ANY = Pattern.compile("[^\\x00]+");

    private enum Type {
        MEMORY,
        FILE,
        REDIS
    }

    private final ConfigurationSection section;

    ConfigurationStates(ConfigurationSection weir) {
        this.section = weir.section("state", "'state'", List.of("type", "path", "url"));
    }

    /** The store; memory where none is named, and where a finding says what is wrong. */
    States read() {
        Type type = section.word("type", Map.of("memory", Type.MEMORY, "file", Type.FILE, "redis", Type.REDIS))
                .orElse(Type.MEMORY);
        return switch (type) {
            case MEMORY -> new States.InMemory();
            case FILE ->
                new States.InFile(section.text("path", ANY, "the path of a file")
                        .map(Path::of)
                        .orElse(DEFAULT_FILE));
            case REDIS -> new States.InRedis(section.redisUrl());
        };
    }
}
