package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.models.SubQueue;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.LocalServices;
import dev.weir.local.junit.LocalAzure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as a user meets them: what they serve, what they refuse, and in which words. */
class CommandsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    @Test
    @LocalAzure(queues = "things")
    void runServesHealthAndMetricsAndNothingLocal(LocalServices services) throws Exception {
        Project.write(folder);
        try (BridgeProcess bridge = BridgeProcess.between(services, folder, List.of(), "run")) {
            bridge.awaitReady();

            for (String path : List.of("/q/health/started", "/q/health/live", "/q/health/ready", "/q/metrics")) {
                assertThat(bridge.status(path)).as(path).isEqualTo(200);
            }
            for (String path : List.of(
                    "/",
                    "/index.html",
                    "/demo/weir.yaml",
                    "/demo.yaml",
                    "/api/hubs/updates/:send",
                    "/api/hubs",
                    "/client/hubs/updates",
                    "/client",
                    "/local",
                    "/local/connection-strings",
                    "/negotiate?tenant=octo-org",
                    "/demo/figures",
                    "/snapshots/updates/group%3Atenant%3Aacme")) {
                assertThat(bridge.status(path)).as(path).isEqualTo(404);
            }
            try (BridgeProcess asked = BridgeProcess.start(folder, Map.of(), List.of(), "--version")) {
                assertThat(asked.awaitExit(PATIENCE)).isZero();
                String version = asked.output().strip().replaceFirst("^weir ", "");
                assertThat(version).matches("\\d+\\.\\d+\\.\\d+.*");
                assertThat(new ObjectMapper()
                                .readTree(bridge.get("/q/info").body())
                                .at("/build/version")
                                .asText())
                        .isEqualTo(version);
            }
        }
    }

    @Test
    @LocalAzure(queues = "things")
    void badEventsAreDeadLetteredWithAllThatAnOperatorNeedsAndTheBridgeGoesOn(LocalServices services) throws Exception {
        Project.write(folder);
        try (CounterFeed feed = new CounterFeed(services.connectionStrings().serviceBus(), "things", 3, 1);
                UpdatesClient client =
                        UpdatesClient.join(services.connectionStrings().webPubSub(), "tenant:acme");
                BridgeProcess bridge = BridgeProcess.between(services, folder, List.of(), "run")) {
            bridge.awaitReady();
            send(services, new ServiceBusMessage("{\"tenant\":\"..\",\"id\":1,\"n\":1}").setSubject("thing.changed"));
            feed.send(3);
            await().atMost(PATIENCE)
                    .until(() -> services.serviceBus().counts("things").deadLettered() == 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.counters()).isEqualTo(feed.last()));

            ServiceBusReceivedMessage letter = deadLetter(services);

            assertThat(letter.getDeadLetterReason()).isEqualTo("InvalidTenant");
            assertThat(letter.getDeadLetterErrorDescription()).contains("..");
            assertThat(letter.getApplicationProperties())
                    .containsEntry("weir-rule", "things")
                    .containsEntry("weir-origin", "things/0/1")
                    .containsKey("weir-error");
        }
    }

    @Test
    void allThatIsWrongWithAConfigurationIsSaidAtOnce() throws Exception {
        Project.write(folder);
        Files.writeString(
                folder.resolve("weir.yaml"),
                Project.CONFIGURATION.replace("queue: things", "quue: things").replace("hub: updates", "hub: 1x"));
        try (BridgeProcess bridge = BridgeProcess.start(
                folder,
                Map.of(
                        "SERVICE_BUS_CONNECTION_STRING",
                        "Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=topsecret"),
                List.of(),
                "run")) {
            assertThat(bridge.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(bridge.output())
                    .contains("weir.yaml:5:7: ")
                    .contains("did you mean 'queue'?")
                    .contains("weir.yaml:8:")
                    .contains("WEB_PUBSUB_CONNECTION_STRING")
                    .doesNotContain("topsecret")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void anAccessKeyThatIsTooShortIsRefused() throws Exception {
        Project.write(folder);
        try (BridgeProcess bridge = BridgeProcess.start(
                folder,
                Map.of(
                        "SERVICE_BUS_CONNECTION_STRING",
                        "Endpoint=sb://localhost/;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true",
                        "WEB_PUBSUB_CONNECTION_STRING",
                        "Endpoint=http://localhost;Port=1;AccessKey=tooshort;Version=1.0;"),
                List.of(),
                "run")) {
            assertThat(bridge.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(bridge.output()).contains("at least 32").doesNotContain("tooshort");
        }
    }

    @Test
    @LocalAzure(queues = "things")
    void brokenRulesKeepTheBridgeFromStarting(LocalServices services) throws Exception {
        Project.write(folder);
        Files.writeString(
                folder.resolve("routing-rules").resolve("things.yaml"),
                Project.RULES.replace("entity:", "entitty:").replace("type ==", "typ =="));
        try (BridgeProcess bridge = BridgeProcess.between(services, folder, List.of(), "run")) {
            assertThat(bridge.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(bridge.output())
                    .contains("things.yaml:6:")
                    .contains("things.yaml:10:")
                    .contains("did you mean 'entity'?")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aMissingConfigurationIsNamed() throws Exception {
        try (BridgeProcess bridge = BridgeProcess.start(folder, Map.of(), List.of(), "--config", "absent.yaml")) {
            assertThat(bridge.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(bridge.output()).contains("absent.yaml").doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http-port", "--local-http-port", "--amqp-port"})
    void aPortInUseIsOneLineThatNamesPortAndOption(String option) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<String> options = List.of("--http-port", "--local-http-port", "--amqp-port").stream()
                    .map(name -> name + "=" + (name.equals(option) ? taken.getLocalPort() : 0))
                    .toList();
            String[] arguments = {"demo", options.get(0), options.get(1), options.get(2)};
            try (BridgeProcess demo = BridgeProcess.start(folder, Map.of(), List.of(), arguments)) {
                assertThat(demo.awaitExit(PATIENCE)).isEqualTo(2);
                assertThat(demo.output().strip().lines())
                        .singleElement()
                        .asString()
                        .contains("port " + taken.getLocalPort())
                        .endsWith("choose another with " + option);
            }
        }
    }

    @Test
    void theDemosPageMayHaveTheSnapshotsOfItsTenantsAndNoOthers() throws Exception {
        try (BridgeProcess demo = BridgeProcess.start(
                folder, Map.of(), List.of(), "demo", "--http-port=0", "--local-http-port=0", "--amqp-port=0")) {
            demo.awaitReady();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(demo.get("/snapshots/updates/group%3Atenant%3Aocto-org")
                                    .body())
                            .startsWith("{\"weir\":1,\"lane\":\"group:tenant:octo-org\",\"complete\":false,")
                            .contains("\"entity\":\"vehicle/"));

            assertThat(demo.status("/snapshots/updates/group%3Atenant%3Anobody"))
                    .isEqualTo(404);
            assertThat(demo.status("/snapshots/other/group%3Atenant%3Aocto-org"))
                    .isEqualTo(404);
            assertThat(demo.status("/snapshots/updates/group%3Atenant%3Aocto-org?page=no+page"))
                    .isEqualTo(410);
        }
    }

    @Test
    void localPrintsAndServesItsConnectionStringsAndWhatItsConfigSays() throws Exception {
        Path config = Files.writeString(folder.resolve("Config.json"), """
                {"UserConfig": {"Namespaces": [{"Name": "sbemulatorns", "Queues": [{"Name": "orders"}],
                  "Topics": [{"Name": "news", "Subscriptions": [{"Name": "all"}]}]}]}}
                """);
        try (BridgeProcess local = BridgeProcess.start(
                folder,
                Map.of(),
                List.of(),
                "local",
                "--amqp-port=0",
                "--http-port=0",
                "--config=" + config,
                "--hub=clicks:2")) {
            await().atMost(PATIENCE).until(() -> local.output().contains("Ctrl-C"));
            String output = local.output();
            String serviceBus = output.replaceAll("(?s).*serviceBus: (\\S+).*", "$1");
            String url = output.replaceAll("(?s).*(http://\\S+/local/)connection-strings.*", "$1");

            assertThat(output).contains("orders").contains("news (all)").contains("clicks (2 partitions)");
            assertThat(Http.get(url + "connection-strings").body())
                    .contains(serviceBus)
                    .contains("\"webPubSub\"");
            assertThat(Http.get(url + "topics").body()).contains("\"news\"");
            local.interrupt();
            local.awaitExit(PATIENCE);
        }
    }

    @Test
    void anUnknownCommandIsWrongUsage() throws Exception {
        try (BridgeProcess program = BridgeProcess.start(folder, Map.of(), List.of(), "rnu")) {
            assertThat(program.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(program.output()).contains("rnu").contains("run").doesNotContain("\tat ");
        }
    }

    private static void send(LocalServices services, ServiceBusMessage message) {
        try (var sender = new ServiceBusClientBuilder()
                .connectionString(services.connectionStrings().serviceBus())
                .sender()
                .queueName("things")
                .buildClient()) {
            sender.sendMessage(message);
        }
    }

    private static ServiceBusReceivedMessage deadLetter(LocalServices services) {
        try (var receiver = new ServiceBusClientBuilder()
                .connectionString(services.connectionStrings().serviceBus())
                .receiver()
                .queueName("things")
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .buildClient()) {
            return receiver.receiveMessages(1, PATIENCE).stream().findFirst().orElseThrow();
        }
    }
}
