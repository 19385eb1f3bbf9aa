package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.AmqpTransportType;
import dev.weir.app.Configuration.DeadLetters;
import dev.weir.app.Configuration.ServiceBus;
import dev.weir.source.servicebus.ServiceBusEntity;
import dev.weir.source.servicebus.ServiceBusSettings.Mode;
import dev.weir.source.servicebus.ServiceBusSettings.Sessions;
import dev.weir.source.servicebus.ServiceBusSettings.Settling;
import dev.weir.yaml.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of queues, subscriptions and sessions, and what is wrong with it. */
class ConfigurationServiceBusTest {
    static final String LEAST = """
            weir:
              sources:
                jobs:
                  type: service-bus-subscription
                  topic: ci
                  subscription: weir
                  sessions: {}
                  connection-string: "${SERVICE_BUS_CONNECTION_STRING}"
              web-pubsub: {hub: updates, connection-string: "${WEB_PUBSUB_CONNECTION_STRING}"}
              rules: {path: routing-rules}
            """;

    @Test
    void readsASubscriptionAndItsSessions() {
        ServiceBus bus = bus(LEAST);

        assertThat(bus.entity()).isEqualTo(new ServiceBusEntity.Subscription("ci", "weir"));
        assertThat(bus.sessions()).contains(new Sessions(100, Duration.ofSeconds(30), Duration.ofMinutes(1)));
        assertThat(bus(LEAST.replace("{}", "{max: 500, idle: 5s, turn: 10m}")).sessions())
                .contains(new Sessions(500, Duration.ofSeconds(5), Duration.ofMinutes(10)));
        assertThat(bus(LEAST.replace("      sessions: {}\n", "")).sessions()).isEmpty();
    }

    @Test
    void readsAnIdentityAndWebSockets() {
        ServiceBus bus = bus(LEAST.replace(
                "connection-string: \"${SERVICE_BUS_CONNECTION_STRING}\"",
                "namespace: acme.servicebus.windows.net\n      transport: amqp-web-sockets"));

        assertThat(bus.access().connectionString()).isEmpty();
        assertThat(bus.access().namespace()).isEqualTo("acme.servicebus.windows.net");
        assertThat(bus.access().transport().type()).isEqualTo(AmqpTransportType.AMQP_WEB_SOCKETS);
    }

    @Test
    void readsHowMessagesAreSettled() {
        ServiceBus bus = bus(LEAST.replace("      sessions: {}\n", "").replace("topic: ci", """
                topic: ci
                      concurrency: 4
                      settlement: {timeout: 20s, renewals-per-second: 50, max-delivery-count: 1000}"""));

        assertThat(bus.concurrency()).isEqualTo(4);
        assertThat(bus.settling()).isEqualTo(new Settling(Mode.PEEK_LOCK, Duration.ofSeconds(20), 50, 1_000));
        assertThat(bus.deadLetters()).isEmpty();
    }

    @Test
    void warnsOfReceiveAndDelete() {
        String text = LEAST.replace(
                "      sessions: {}\n", "      mode: receive-and-delete\n      dead-letters: {file: a.jsonl}\n");

        ConfigurationReader.Result result =
                ConfigurationReader.read("weir.yaml", text, ConfigurationReaderTest.ENVIRONMENT);

        assertThat(result.findings())
                .extracting(Finding::text)
                .containsExactly(
                        "weir.yaml:7:13: warning: 'mode' in source 'jobs' is receive-and-delete: what is held when"
                                + " the bridge ends, in order or not, is lost; write peek-lock unless that is wanted");
        ServiceBus bus = (ServiceBus)
                result.configuration().orElseThrow().sources().get(0).entity();
        assertThat(bus.settling().mode()).isEqualTo(Mode.RECEIVE_AND_DELETE);
        assertThat(bus.deadLetters()).contains(new DeadLetters.ToFile(Path.of("a.jsonl"), 1L << 30));
    }

    static Stream<Arguments> broken() {
        String other = "    other: {type: service-bus-subscription, topic: CI, subscription: Weir, connection-string:"
                + " \"${SERVICE_BUS_CONNECTION_STRING}\"}\n";
        return Stream.of(
                Arguments.of(
                        "no subscription",
                        LEAST.replace("      subscription: weir\n", ""),
                        "weir.yaml:4:7: the field 'subscription' is missing in source 'jobs'; write subscription: NAME,"
                                + " or set WEIR_SOURCES_JOBS_SUBSCRIPTION"),
                Arguments.of(
                        "no access",
                        LEAST.replace("      connection-string: \"${SERVICE_BUS_CONNECTION_STRING}\"\n", ""),
                        "weir.yaml:4:7: the field 'connection-string' is missing in source 'jobs'; write"
                                + " connection-string: \"${SERVICE_BUS_CONNECTION_STRING}\", or set"
                                + " WEIR_SOURCES_JOBS_CONNECTION_STRING"),
                Arguments.of(
                        "more sessions than credit",
                        LEAST.replace("{}", "{max: 2000}"),
                        "weir.yaml:7:17: 'sessions' in source 'jobs' has a 'max' of 2000, which must not be more than"
                                + " 'credit.events', which is 1000: each session asks for a message at least"),
                Arguments.of(
                        "dead letters by peek-lock",
                        LEAST.replace("sessions: {}", "dead-letters: {file: a}"),
                        "weir.yaml:7:21: 'dead-letters' in source 'jobs' is for 'mode: receive-and-delete'; by peek-lock,"
                                + " dead letters go to the entity's own dead-letter queue; leave it out"),
                Arguments.of(
                        "links beside sessions",
                        LEAST.replace("sessions: {}", "sessions: {}\n      concurrency: 2"),
                        "weir.yaml:8:20: 'concurrency' in source 'jobs' stands beside 'sessions', whose 'max' says how many"
                                + " are taken at a time; leave it out"),
                Arguments.of(
                        "two sources on one subscription",
                        LEAST.replace("  web-pubsub", other + "  web-pubsub"),
                        "weir.yaml:9:5: source 'other' takes from the same subscription as source 'jobs', so each would"
                                + " get a part of its events; leave one out"),
                Arguments.of(
                        "a key and an identity",
                        LEAST.replace("topic: ci", "topic: ci\n      namespace: acme.servicebus.windows.net"),
                        "weir.yaml:6:18: 'namespace' in source 'jobs' stands beside 'connection-string'; leave one out"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void broken(String name, String text, String finding) {
        ConfigurationReader.Result result =
                ConfigurationReader.read("weir.yaml", text, ConfigurationReaderTest.ENVIRONMENT);

        assertThat(result.findings()).extracting(Finding::text).containsExactly(finding);
        assertThat(result.configuration()).isEmpty();
    }

    static ServiceBus bus(String text) {
        ConfigurationReader.Result result =
                ConfigurationReader.read("weir.yaml", text, ConfigurationReaderTest.ENVIRONMENT);
        assertThat(result.findings()).isEmpty();
        return (ServiceBus)
                result.configuration().orElseThrow().sources().get(0).entity();
    }
}
