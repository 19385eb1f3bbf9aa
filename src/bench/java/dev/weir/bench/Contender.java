package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What runs. */
enum Contender {
    FLOOR("floor: no publish", SourceKind.values()),
    SYNC("one publish an event, sync", SourceKind.values()),
    ASYNC("one publish an event, async", SourceKind.values()),
    CAMEL("Camel", SourceKind.SERVICE_BUS),
    CAMEL_AGGREGATOR("Camel, aggregator", SourceKind.SERVICE_BUS),
    WEIR("Weir", SourceKind.values());

    private static final List<String> JVM =
            List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-Dreactor.bufferSize.small=32768");

    private final String text;
    private final Set<SourceKind> kinds;

    Contender(String text, SourceKind... kinds) {
        this.text = text;
        this.kinds = Set.of(kinds);
    }

    String text() {
        return text;
    }

    boolean takes(SourceKind kind) {
        return kinds.contains(kind);
    }

    boolean publishes() {
        return this != FLOOR;
    }

    boolean isCamel() {
        return this == CAMEL || this == CAMEL_AGGREGATOR;
    }

    /**
     * The command that starts it.
     *
     * @param folder its own, to put files into
     * @param budget calls a second, 0 for no budget; none but Weir can be told of it
     * @param options of the JVM, beside those of all
     */
    List<String> command(SourceKind kind, Path folder, int budget, List<String> options) throws IOException {
        List<String> jvm = new ArrayList<>(JVM);
        jvm.addAll(options);
        return switch (this) {
            case FLOOR -> program(jvm, FloorMain.class, kind);
            case SYNC -> program(jvm, SyncMain.class, kind);
            case ASYNC -> program(jvm, AsyncMain.class, kind);
            case CAMEL -> Camel.command(jvm, "plain");
            case CAMEL_AGGREGATOR -> Camel.command(jvm, "aggregator");
            case WEIR -> weir(jvm, kind, folder, budget);
        };
    }

    private static List<String> program(List<String> jvm, Class<?> main, SourceKind kind) {
        List<String> arguments = new ArrayList<>(jvm);
        arguments.add(main.getName());
        arguments.add(kind.name());
        return Java.command(arguments.toArray(String[]::new));
    }

    private static List<String> weir(List<String> jvm, SourceKind kind, Path folder, int budget) throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("things.yaml"), """
                version: 1
                tenant: {from: data.tenant}
                rules:
                  - name: things
                    when: type == "thing.changed"
                    to:
                      - group: "tenant:{tenant}"
                    entity: "thing/{data.id}"
                    coalesce: {every: 250ms, keep: latest}
                """);
        String source = kind == SourceKind.SERVICE_BUS
                ? "type: service-bus-queue, queue: things, connection-string: \"${SERVICE_BUS_CONNECTION_STRING}\""
                : "type: event-hub, hub: readings, connection-string: \"${EVENT_HUBS_CONNECTION_STRING}\","
                        + " prefetch: 200, batch: {events: 200}, dead-letters: {file: dead.jsonl}";
        Files.writeString(folder.resolve("weir.yaml"), """
                weir:
                  sources:
                    things: {%s, credit: {events: 10000, bytes: 256MiB}}
                  checkpoints: {type: memory}
                  web-pubsub:
                    hub: updates
                    connection-string: "${WEB_PUBSUB_CONNECTION_STRING}"
                    requests-per-second: %d
                    concurrency: 64
                  rules: {path: rules}
                  http: {host: 127.0.0.1, port: 0}
                """.formatted(source, budget == 0 ? 100_000 : budget));
        List<String> command = new ArrayList<>();
        command.add(Java.executable());
        command.addAll(jvm);
        command.add("-jar");
        command.add(Path.of(System.getProperty("weir.jar", "target/quarkus-app/quarkus-run.jar"))
                .toAbsolutePath()
                .toString());
        command.add("run");
        return command;
    }
}
