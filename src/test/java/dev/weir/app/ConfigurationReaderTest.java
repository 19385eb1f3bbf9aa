package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Configuration.Checkpoints;
import dev.weir.app.Configuration.Coalesce;
import dev.weir.app.Configuration.Credit;
import dev.weir.app.Configuration.Http;
import dev.weir.app.Configuration.Hub;
import dev.weir.app.Configuration.Retry;
import dev.weir.app.Configuration.Rules;
import dev.weir.app.Configuration.ServiceBus;
import dev.weir.app.Configuration.Source;
import dev.weir.app.Configuration.WebPubSub;
import dev.weir.azure.AmqpTransport;
import dev.weir.message.Target;
import dev.weir.publish.Sharing;
import dev.weir.source.servicebus.ServiceBusEntity;
import dev.weir.source.servicebus.ServiceBusSettings.Settling;
import dev.weir.yaml.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sound configuration becomes. What is wrong with others is in {@link ConfigurationFindingsTest}. */
class ConfigurationReaderTest {
    static final String SERVICE_BUS =
            "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=c2VjcmV0LXNlY3JldA==";
    static final String WEB_PUBSUB =
            "Endpoint=https://acme.webpubsub.azure.com;AccessKey=0123456789abcdef0123456789abcdef;Version=1.0;";
    static final Map<String, String> ENVIRONMENT =
            Map.of("SERVICE_BUS_CONNECTION_STRING", SERVICE_BUS, "WEB_PUBSUB_CONNECTION_STRING", WEB_PUBSUB);
    static final String LEAST = """
            weir:
              sources:
                ci: {type: service-bus-queue, queue: ci-events, connection-string: "${SERVICE_BUS_CONNECTION_STRING}"}
              web-pubsub: {hub: updates, connection-string: "${WEB_PUBSUB_CONNECTION_STRING}"}
              rules: {path: routing-rules}
            """;

    @Test
    void fillsInTheDefaults() {
        assertThat(read(LEAST, Map.of()))
                .isEqualTo(new Configuration(
                        List.of(new Source(
                                "ci",
                                new ServiceBus(
                                        new ServiceBusEntity.Queue("ci-events"),
                                        new Configuration.Access(
                                                Optional.of(new Secret(SERVICE_BUS)), "", AmqpTransport.TCP),
                                        1,
                                        Settling.DEFAULT,
                                        Optional.empty(),
                                        Optional.empty()),
                                "",
                                new Credit(1_000, 64L << 20),
                                0,
                                1 << 20,
                                List.of("type", "eventType"))),
                        new WebPubSub(
                                "updates",
                                Map.of(
                                        "updates",
                                        new Hub(
                                                "updates",
                                                new Configuration.HubAccess.ByConnectionString(
                                                        new Secret(WEB_PUBSUB), Optional.empty()),
                                                200,
                                                32,
                                                Duration.ofSeconds(10),
                                                new Retry(5, Duration.ofMillis(200), Duration.ofSeconds(30)),
                                                Sharing.EQUAL,
                                                0)),
                                1_000_000,
                                1_000),
                        new Coalesce(100_000, 128L << 20, Duration.ofMinutes(10)),
                        new Rules(Path.of("routing-rules"), Duration.ofSeconds(2)),
                        new Http("0.0.0.0", 8080),
                        new Checkpoints.InFile(Path.of("weir-checkpoints.mv"), false),
                        new Configuration.States.InMemory(),
                        new Configuration.Snapshots(Optional.empty()),
                        Optional.empty(),
                        Duration.ofSeconds(10)));
    }

    @Test
    void readsWhereStatesAreKept() {
        assertThat(read(LEAST + "  state: {type: file, path: s.mv}\n", Map.of()).states())
                .isEqualTo(new Configuration.States.InFile(Path.of("s.mv")));
        assertThat(read(LEAST + "  state: {type: redis, url: 'redis://r:6379'}\n", Map.of())
                        .states())
                .isEqualTo(new Configuration.States.InRedis(new Secret("redis://r:6379")));
    }

    @Test
    void readsWhoMayHaveSnapshots() {
        String key = "0123456789abcdef0123456789abcdef";

        assertThat(read(LEAST + "  snapshots: {api-key: " + key + "}\n", Map.of())
                        .snapshots()
                        .apiKey())
                .hasValue(new Secret(key));
    }

    @Test
    void readsEveryKey() {
        Configuration configuration = read("""
                weir:
                  sources:
                    fleet-2:
                      type: service-bus-queue
                      queue: fleet/positions
                      connection-string: "${SERVICE_BUS_CONNECTION_STRING};EntityPath=Fleet/Positions"
                      incarnation: 2
                      credit: {events: 50, bytes: 2MB}
                      prefetch: 50
                      max-event-bytes: 256KiB
                      type-property: kind
                    ci: {type: service-bus-queue, queue: ci, connection-string: "${SERVICE_BUS_CONNECTION_STRING}"}
                  web-pubsub:
                    hub: "u_`,.[]"
                    connection-string: "Endpoint=http://127.0.0.1;Port=8081;AccessKey=0123456789abcdef0123456789abcdef"
                    requests-per-second: 1000
                    concurrency: 64
                    attempt-timeout: 500ms
                    retry: {attempts: 3, wait: 1s, max-wait: 1s}
                    max-batch-bytes: 64KiB
                    max-batch-updates: 10
                  coalesce: {entities: 5}
                  rules: {path: "${HOME_OF_RULES:etc}/rules"}
                  drain-timeout: 0
                  http: {host: "::1", port: 0}
                """, Map.of());

        assertThat(configuration.sources()).extracting(Source::name).containsExactly("fleet-2", "ci");
        Source fleet = configuration.sources().get(0);
        assertThat(queue(fleet)).isEqualTo("fleet/positions");
        assertThat(fleet.incarnation()).isEqualTo("2");
        assertThat(fleet.credit()).isEqualTo(new Credit(50, 2_000_000));
        assertThat(fleet.prefetch()).isEqualTo(50);
        assertThat(fleet.maxEventBytes()).isEqualTo(262_144);
        assertThat(fleet.typeProperties()).containsExactly("kind");
        WebPubSub webPubSub = configuration.webPubSub();
        assertThat(webPubSub.hub()).isEqualTo("u_`,.[]");
        Hub hub = webPubSub.standard();
        assertThat(hub.hub()).isEqualTo("u_`,.[]");
        assertThat(hub.requestsPerSecond()).isEqualTo(1_000);
        assertThat(hub.concurrency()).isEqualTo(64);
        assertThat(hub.attemptTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(hub.retry()).isEqualTo(new Retry(3, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        assertThat(webPubSub.maxBatchBytes()).isEqualTo(65_536);
        assertThat(webPubSub.maxBatchUpdates()).isEqualTo(10);
        assertThat(configuration.coalesce()).isEqualTo(new Coalesce(5, 128L << 20, Duration.ofMinutes(10)));
        assertThat(configuration.rules().path()).isEqualTo(Path.of("etc/rules"));
        assertThat(configuration.drainTimeout()).isZero();
        assertThat(configuration.http()).isEqualTo(new Http("::1", 0));
    }

    @Test
    void prefersTheEnvironment() {
        Configuration configuration = read(
                LEAST,
                Map.of(
                        "WEIR_SOURCES_CI_QUEUE", "other",
                        "WEIR_SOURCES_CI_CREDIT_BYTES", "32MiB",
                        "WEIR_SOURCES_CI_TYPE_PROPERTY", "kind, type",
                        "WEIR_WEB_PUBSUB_RETRY_MAX_WAIT", "5s",
                        "weir.http.port", "9000",
                        "WEIR_HTTP_HOST", "",
                        "WEIR_RULES_PATH", "${literally}"));

        Source source = configuration.sources().get(0);
        assertThat(queue(source)).isEqualTo("other");
        assertThat(source.credit()).isEqualTo(new Credit(1_000, 32L << 20));
        assertThat(source.typeProperties()).containsExactly("kind", "type");
        assertThat(configuration.webPubSub().standard().retry().maxWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(configuration.http()).isEqualTo(new Http("0.0.0.0", 9000));
        assertThat(configuration.rules().path()).isEqualTo(Path.of("${literally}"));
    }

    @Test
    void takesEverythingButTheSourcesNameFromTheEnvironment() {
        ConfigurationReader.Result result = ConfigurationReader.read(
                "weir.yaml",
                "weir: {sources: {ci: }}",
                Map.of(
                        "WEIR_SOURCES_CI_TYPE", "service-bus-queue",
                        "WEIR_SOURCES_CI_QUEUE", "ci-events",
                        "WEIR_SOURCES_CI_CONNECTION_STRING", SERVICE_BUS,
                        "WEIR_WEB_PUBSUB_HUB", "updates",
                        "WEIR_WEB_PUBSUB_CONNECTION_STRING", WEB_PUBSUB,
                        "WEIR_RULES_PATH", "routing-rules"));

        assertThat(result.configuration()).contains(read(LEAST, Map.of()));
    }

    @Test
    void prefersTheEnvironmentToAWrongValueOfTheFile() {
        Configuration configuration = read(LEAST + "  http: {port: x}\n", Map.of("WEIR_HTTP_PORT", "1"));

        assertThat(configuration.http().port()).isEqualTo(1);
    }

    @Test
    void readsAnEscapedReferenceAsText() {
        Configuration configuration = read(LEAST.replace("routing-rules", "\"$${rules}\""), Map.of());

        assertThat(configuration.rules().path()).isEqualTo(Path.of("${rules}"));
    }

    @Test
    void readsAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("weir.yaml"), LEAST);

        ConfigurationReader.Result result = ConfigurationReader.read(file, ENVIRONMENT);

        assertThat(result.findings()).isEmpty();
        assertThat(result.configuration()).contains(read(LEAST, Map.of()));
    }

    @Test
    void hidesSecretsWhenPrinted() {
        assertThat(read(LEAST, Map.of()).toString())
                .contains("primary=***")
                .doesNotContain("c2VjcmV0")
                .doesNotContain("0123456789");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WEIR_STATE_TIPE", "WEIR_SNAPSHOTS_APIKEY", "WEIR_CHECKPOINTS_PTH", "WEIR_DRAIN_TIME"})
    void warnsOfAVariableThatIsNoSettingOfAnySection(String name) {
        assertThat(ConfigurationReader.read("weir.yaml", LEAST, with(Map.of(name, "1")))
                        .findings())
                .singleElement()
                .extracting(Finding::text)
                .asString()
                .startsWith("environment variable " + name + ": warning: there is no such setting");
    }

    @Test
    void warnsOfAVariableThatIsNoSetting() {
        ConfigurationReader.Result result = ConfigurationReader.read(
                "weir.yaml", LEAST, with(Map.of("WEIR_HTTP_PROT", "1", "WEIR_SERVICE_HOST", "10.0.0.1")));

        assertThat(result.configuration()).isPresent();
        assertThat(result.findings())
                .extracting(Finding::text)
                .containsExactly("environment variable WEIR_HTTP_PROT: warning: there is no such setting; did you mean"
                        + " 'WEIR_HTTP_PORT'?");
    }

    static Map<String, String> with(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(more);
        return environment;
    }

    private static Configuration read(String text, Map<String, String> more) {
        ConfigurationReader.Result result = ConfigurationReader.read("weir.yaml", text, with(more));
        assertThat(result.findings()).isEmpty();
        return result.configuration().orElseThrow();
    }

    private static String queue(Source source) {
        return ((ServiceBusEntity.Queue) ((ServiceBus) source.entity()).entity()).name();
    }

    @Test
    void aTenantsWeightAndTheLimitsOfKindsAreRead() {
        Sharing sharing = read(
                        LEAST.replace(
                                "web-pubsub: {", "web-pubsub: {limits: {tenant: 50, user: 180}, weights: {acme: 3}, "),
                        Map.of())
                .webPubSub()
                .standard()
                .sharing();

        assertThat(sharing)
                .isEqualTo(new Sharing(Map.of("acme", 3.0), OptionalDouble.of(50), Map.of(Target.Kind.USER, 180.0)));
    }
}
