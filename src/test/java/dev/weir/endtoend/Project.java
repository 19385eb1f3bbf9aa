package dev.weir.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a small project that the bridge runs: configuration and rules. */
final class Project {
    static final String CONFIGURATION = """
            weir:
              sources:
                things:
                  type: service-bus-queue
                  queue: things
                  connection-string: "${SERVICE_BUS_CONNECTION_STRING}"
              web-pubsub:
                hub: updates
                connection-string: "${WEB_PUBSUB_CONNECTION_STRING}"
                requests-per-second: 400
              rules:
                path: routing-rules
              http: {host: 127.0.0.1, port: 0}
            """;

    static final String RULES = """
            version: 1
            tenant:
              from: data.tenant
            rules:
              - name: things
                when: type == "thing.changed"
                to:
                  - group: "tenant:{tenant}"
                  - group: "thing:{tenant}:{data.id}"
                entity: "thing/{data.id}"
                data: {n: "{data.n}"}
                coalesce: {every: 50ms, keep: latest}
            """;

    private Project() {}

    static void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("weir.yaml"), CONFIGURATION);
        Files.createDirectories(folder.resolve("routing-rules"));
        Files.writeString(folder.resolve("routing-rules").resolve("things.yaml"), RULES);
    }

    /** The same as they are to be mounted into a container, for a queue of another name. */
    static void writeForContainer(Path folder, String queue) throws IOException {
        Files.writeString(
                folder.resolve("weir.yaml"),
                CONFIGURATION
                                .replace("queue: things", "queue: " + queue)
                                .replace("path: routing-rules", "path: /etc/weir/rules")
                                .replace("host: 127.0.0.1, port: 0", "port: 8080")
                        // Of the minute that a container may take to stop.
                        + "  drain-timeout: 30s\n");
        Files.createDirectories(folder.resolve("rules"));
        Files.writeString(folder.resolve("rules").resolve("things.yaml"), RULES);
    }
}
