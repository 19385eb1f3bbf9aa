package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.AmqpTransportType;
import dev.weir.app.Configuration.Checkpoints;
import dev.weir.app.Configuration.DeadLetters;
import dev.weir.app.Configuration.EventHub;
import dev.weir.source.eventhubs.Start;
import dev.weir.yaml.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of Event Hubs, their checkpoints and their dead letters, and what is wrong with it. */
class ConfigurationHubTest {
    static final String LEAST = """
            weir:
              sources:
                fleet:
                  type: event-hub
                  hub: positions
                  connection-string: "${EVENT_HUBS_CONNECTION_STRING}"
                  dead-letters: {file: dead-letters.jsonl}
              web-pubsub: {hub: updates, connection-string: "${WEB_PUBSUB_CONNECTION_STRING}"}
              rules: {path: routing-rules}
            """;
    private static final Map<String, String> ENVIRONMENT =
            ConfigurationReaderTest.with(Map.of("EVENT_HUBS_CONNECTION_STRING", ConfigurationReaderTest.SERVICE_BUS));

    @Test
    void fillsInTheDefaults() {
        EventHub hub = hub(LEAST);

        assertThat(hub.hub()).isEqualTo("positions");
        assertThat(hub.consumerGroup()).isEqualTo("$Default");
        assertThat(hub.start()).isEqualTo(new Start.Earliest());
        assertThat(hub.access().transport().type()).isEqualTo(AmqpTransportType.AMQP);
        assertThat(hub.checkpointEvents()).isEqualTo(1_000);
        assertThat(hub.checkpointEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(hub.deadLetters()).isEqualTo(new DeadLetters.ToFile(Path.of("dead-letters.jsonl"), 1L << 30));
    }

    @Test
    void readsAnIdentityWebSocketsAndAProxy() {
        EventHub hub = hub(LEAST.replace(
                "connection-string: \"${EVENT_HUBS_CONNECTION_STRING}\"",
                "namespace: acme.servicebus.windows.net\n      transport: amqp-web-sockets\n"
                        + "      proxy: {address: \"proxy.acme:3128\", user: weir, password: TOPSECRET}"));

        assertThat(hub.access().connectionString()).isEmpty();
        assertThat(hub.access().namespace()).isEqualTo("acme.servicebus.windows.net");
        assertThat(hub.access().transport().type()).isEqualTo(AmqpTransportType.AMQP_WEB_SOCKETS);
        assertThat(hub.access().transport().proxy()).hasValueSatisfying(proxy -> {
            assertThat(proxy.host()).isEqualTo("proxy.acme");
            assertThat(proxy.port()).isEqualTo(3128);
            assertThat(proxy.user()).isEqualTo("weir");
            assertThat(proxy.password()).isEqualTo("TOPSECRET");
        });
        assertThat(hub.toString()).doesNotContain("TOPSECRET");
    }

    @Test
    void readsStartsAndDeadLettersElsewhere() {
        assertThat(hub(LEAST.replace("hub: positions", "hub: positions\n      start: latest"))
                        .start())
                .isEqualTo(new Start.Latest());
        assertThat(hub(LEAST.replace("hub: positions", "hub: positions\n      start: 2026-01-31T12:00:00Z"))
                        .start())
                .isEqualTo(new Start.At(Instant.parse("2026-01-31T12:00:00Z")));
        assertThat(hub(LEAST.replace(
                                "{file: dead-letters.jsonl}",
                                "{service-bus-queue: poison, namespace: acme.servicebus.windows.net}"))
                        .deadLetters())
                .isInstanceOf(DeadLetters.ToQueue.class);
    }

    static Stream<Arguments> checkpoints() {
        return Stream.of(
                Arguments.of("{type: memory}", new Checkpoints.InMemory()),
                Arguments.of("{type: file, path: a.mv}", new Checkpoints.InFile(Path.of("a.mv"), true)),
                Arguments.of("{path: a.mv}", new Checkpoints.InFile(Path.of("a.mv"), false)),
                Arguments.of("{type: redis, url: \"redis://h:1\"}", new Checkpoints.InRedis(new Secret("redis://h:1"))),
                Arguments.of(
                        "{type: blob, connection-string: \"A=b\", container: weir}",
                        new Checkpoints.InBlobs(new Secret("A=b"), "weir")),
                Arguments.of(
                        "{type: blob, url: \"https://acme.blob.core.windows.net/weir\"}",
                        new Checkpoints.InBlobsByIdentity("https://acme.blob.core.windows.net/weir")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void checkpoints(String text, Checkpoints expected) {
        ConfigurationReader.Result result =
                ConfigurationReader.read("weir.yaml", LEAST + "  checkpoints: " + text + "\n", ENVIRONMENT);

        assertThat(result.findings()).isEmpty();
        assertThat(result.configuration().orElseThrow().checkpoints()).isEqualTo(expected);
    }

    static Stream<Arguments> broken() {
        String dead = "{file: dead-letters.jsonl}";
        return Stream.of(
                Arguments.of(
                        "no dead letters",
                        LEAST.replace("dead-letters: " + dead, ""),
                        "weir.yaml:4:7: the field 'file' is missing in 'dead-letters' of source 'fleet'; write file:"
                                + " dead-letters.jsonl, or set WEIR_SOURCES_FLEET_DEAD_LETTERS_FILE"),
                Arguments.of(
                        "two places for dead letters",
                        LEAST.replace(dead, "{file: a, event-hub: b}"),
                        "weir.yaml:7:21: 'dead-letters' in source 'fleet' must have one of 'file', 'service-bus-queue'"
                                + " and 'event-hub', but has several"),
                Arguments.of(
                        "no access",
                        LEAST.replace("connection-string: \"${EVENT_HUBS_CONNECTION_STRING}\"", ""),
                        "weir.yaml:4:7: the field 'connection-string' is missing in source 'fleet'; write"
                                + " connection-string: \"${EVENT_HUBS_CONNECTION_STRING}\", or set"
                                + " WEIR_SOURCES_FLEET_CONNECTION_STRING"),
                Arguments.of(
                        "a start",
                        LEAST.replace("hub: positions", "hub: positions\n      start: yesterday"),
                        "weir.yaml:6:14: 'start' in source 'fleet' must be earliest, latest, or a time such as"
                                + " 2026-01-31T12:00:00Z"),
                Arguments.of(
                        "a proxy without WebSockets",
                        LEAST.replace("hub: positions", "hub: positions\n      proxy: {address: \"p:1\"}"),
                        "weir.yaml:6:24: 'proxy' in source 'fleet' needs 'transport: amqp-web-sockets'; plain AMQP goes"
                                + " through no proxy"),
                Arguments.of(
                        "ownership that is too short",
                        LEAST.replace("hub: positions", "hub: positions\n      balancing: {expire: 15s}"),
                        "weir.yaml:6:27: 'expire' in 'balancing' of source 'fleet' must be twice 'every' or more, or"
                                + " partitions would be lost between two rounds; write more"),
                Arguments.of(
                        "a queue's key",
                        LEAST.replace("hub: positions", "hub: positions\n      queue: x"),
                        "weir.yaml:6:7: unknown field 'queue' in source 'fleet'"),
                Arguments.of(
                        "two sources on one group",
                        LEAST.replace(
                                "  web-pubsub",
                                "    other: {type: event-hub, hub: Positions, connection-string:"
                                        + " \"${EVENT_HUBS_CONNECTION_STRING}\", dead-letters: " + dead
                                        + "}\n  web-pubsub"),
                        "weir.yaml:8:5: source 'other' reads the same hub with the same consumer group as source 'fleet',"
                                + " so each would get a part of its events; leave one out"),
                Arguments.of(
                        "an entity path of another hub",
                        LEAST.replace("STRING}\"", "STRING};EntityPath=x\""),
                        "weir.yaml:6:26: 'connection-string' in source 'fleet' has the EntityPath of another entity than"
                                + " the source's hub 'positions'; take the namespace's connection string, or that of the"
                                + " hub"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void broken(String name, String text, String finding) {
        ConfigurationReader.Result result = ConfigurationReader.read(
                "weir.yaml",
                text.replace("WEB_PUBSUB_CONNECTION_STRING};EntityPath=x", "WEB_PUBSUB_CONNECTION_STRING}"),
                ENVIRONMENT);

        assertThat(result.findings()).extracting(Finding::text).containsExactly(finding);
        assertThat(result.configuration()).isEmpty();
    }

    private static EventHub hub(String text) {
        ConfigurationReader.Result result = ConfigurationReader.read("weir.yaml", text, ENVIRONMENT);
        assertThat(result.findings()).isEmpty();
        List<Configuration.Source> sources =
                result.configuration().orElseThrow().sources();
        assertThat(sources).hasSize(1);
        return (EventHub) sources.get(0).entity();
    }
}
