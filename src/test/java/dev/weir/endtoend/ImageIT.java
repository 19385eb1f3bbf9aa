package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.webpubsub.FaultPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;

/** The image: built, and run read-only, without root, within a limit of memory. */
class ImageIT {
    private static final long MAX_OWN_BYTES = 250_000_000;
    private static final long SIGKILLED = 137;
    private static final int NOBODY = 65532;
    private static final double HEAP_SHARE = 0.5;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private LocalServices services;

    @BeforeEach
    void writeProject() throws Exception {
        WeirImage.name();
        Files.createDirectories(folder.resolve("rules"));
        Files.writeString(folder.resolve("rules").resolve("things.yaml"), Project.RULES);
        Files.writeString(
                folder.resolve("weir.yaml"),
                Project.CONFIGURATION
                        .replace("path: routing-rules", "path: /etc/weir/rules")
                        .replace("host: 127.0.0.1, port: 0", "port: 8080"));
        services = LocalServices.builder()
                .host("0.0.0.0")
                .queue(QueueSettings.of("things"))
                .start();
    }

    @AfterEach
    void stopServices() {
        if (services != null) {
            services.close();
        }
    }

    @Test
    void eventsFlowFromQueueToWebSocketWithinTheLimitOfMemory() throws Exception {
        long seed = System.nanoTime();
        try (CounterFeed feed = new CounterFeed(serviceBus(), "things", 50, seed);
                UpdatesClient client = UpdatesClient.join(webPubSub(), "tenant:acme");
                WeirContainer bridge = WeirContainer.ready(folder, services)) {
            feed.send(20_000);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.counters())
                            .as("seed %d\n%s", seed, bridge.getLogs())
                            .isEqualTo(feed.last()));

            assertThat(client.regressions()).isEmpty();
            assertThat(processes(bridge)).containsOnly(Integer.toString(NOBODY));
            assertThat(maxHeap(bridge.get("/q/metrics"))).isLessThanOrEqualTo(HEAP_SHARE * WeirContainer.MEMORY);
            assertThat(bridge.get("/weir-client.js")).contains("export");
            assertThat(bridge.program("health").getStdout()).contains("ready");
            await().atMost(PATIENCE)
                    .until(() -> "healthy".equals(bridge.state().getHealth().getStatus()));
            assertThat(bridge.state().getOOMKilled()).isFalse();
            assertThat(bridge.getLogs()).doesNotContain("WARN", "ERROR", "\tat ");
        }
    }

    @Test
    void stoppingPublishesAndSettlesWhatIsHeld() throws Exception {
        try (CounterFeed feed = new CounterFeed(serviceBus(), "things", 20, 1);
                UpdatesClient client = UpdatesClient.join(webPubSub(), "tenant:acme");
                WeirContainer bridge = WeirContainer.ready(folder, services)) {
            // Slow answers, so that there is something held when it is told to stop.
            services.webPubSub().faults().set(FaultPlan.NONE.delayAnswers(Duration.ofMillis(300)));
            feed.send(300);
            await().atMost(PATIENCE)
                    .until(() -> services.serviceBus().counts("things").active() == 0);

            assertThat(bridge.stopGracefully()).as(bridge.getLogs()).isNotEqualTo(SIGKILLED);

            assertThat(bridge.getLogs()).contains("Drained");
            assertThat(client.counters()).isEqualTo(feed.last());
            assertThat(services.serviceBus().counts("things").locked()).isZero();
            assertThat(services.serviceBus().counts("things").active()).isZero();
        }
    }

    @Test
    void mountedRulesAreReloaded() throws Exception {
        try (WeirContainer bridge = WeirContainer.ready(folder, services)) {
            Files.writeString(
                    folder.resolve("rules").resolve("things.yaml"),
                    Project.RULES.replace("every: 50ms", "every: 60ms"));

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(bridge.get("/q/metrics").lines())
                            .anyMatch(line -> line.startsWith("weir_rules_reloads_total")
                                    && line.contains("replaced")
                                    && line.endsWith(" 1.0")));
        }
    }

    @Test
    void aQueueThatIsNotThereKeepsItUnreadyAndIsNamed() throws Exception {
        rewrite("queue: things", "queue: absent");
        try (WeirContainer bridge = WeirContainer.started(folder, services)) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                GenericContainer.ExecResult asked = bridge.program("health");
                assertThat(asked.getExitCode()).isEqualTo(1);
                assertThat(asked.getStdout()).contains("'things'").contains("'absent'");
            });
            assertThat(bridge.program("health", "--live").getExitCode()).isZero();
        }
    }

    @Test
    void aWrongAccessKeyKeepsItUnreadyAndIsNamedWithoutTheKey() throws Exception {
        String wrong = "a-wrong-access-key-of-thirty-two-bytes-or-more";
        Map<String, String> environment = Map.of(
                "SERVICE_BUS_CONNECTION_STRING", fromContainers().get("SERVICE_BUS_CONNECTION_STRING"),
                "WEB_PUBSUB_CONNECTION_STRING",
                        fromContainers()
                                .get("WEB_PUBSUB_CONNECTION_STRING")
                                .replaceFirst("AccessKey=[^;]+", "AccessKey=" + wrong));
        try (CounterFeed feed = new CounterFeed(serviceBus(), "things", 1, 1);
                WeirContainer bridge = WeirContainer.started(folder, environment)) {
            feed.send(1);
            await().atMost(PATIENCE).untilAsserted(() -> {
                GenericContainer.ExecResult asked = bridge.program("health");
                assertThat(asked.getExitCode()).isEqualTo(1);
                assertThat(asked.getStdout()).contains("401");
            });
            assertThat(bridge.getLogs()).doesNotContain(wrong);
        }
    }

    @Test
    void aMissingSecretIsOneLineAndExitCode2() throws Exception {
        try (WeirContainer program = WeirContainer.ending(
                folder,
                Map.of("SERVICE_BUS_CONNECTION_STRING", fromContainers().get("SERVICE_BUS_CONNECTION_STRING")))) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.getLogs().strip().lines())
                    .singleElement()
                    .asString()
                    .startsWith("/etc/weir/weir.yaml:9:")
                    .contains("WEB_PUBSUB_CONNECTION_STRING");
        }
    }

    @Test
    void noRulesMountedIsOneLineAndExitCode2() throws Exception {
        Files.delete(folder.resolve("rules").resolve("things.yaml"));
        Files.delete(folder.resolve("rules"));
        try (WeirContainer program = WeirContainer.ending(folder, fromContainers())) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.getLogs().strip().lines())
                    .singleElement()
                    .asString()
                    .contains("/etc/weir/rules");
        }
    }

    @Test
    void itIsSmallLabelledAndListsWhatItIsMadeOf() throws Exception {
        assertThat(WeirImage.ownBytes()).isLessThan(MAX_OWN_BYTES);
        Map<String, String> labels = WeirImage.docker()
                .inspectImageCmd(WeirImage.name())
                .exec()
                .getConfig()
                .getLabels();
        try (WeirContainer bridge = WeirContainer.ready(folder, services)) {
            JsonNode info = new ObjectMapper().readTree(bridge.get("/q/info"));
            JsonNode bill = bridge.copyFileFromContainer("/opt/weir/sbom.json", new ObjectMapper()::readTree);

            assertThat(labels)
                    .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
                    .containsEntry(
                            "org.opencontainers.image.version",
                            info.at("/build/version").asText());
            assertThat(bridge.program("--version").getStdout().strip())
                    .isEqualTo("weir " + info.at("/build/version").asText());
            assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
            assertThat(bill.path("components").findValuesAsText("name"))
                    .contains("azure-messaging-servicebus", "azure-messaging-webpubsub")
                    .doesNotContain("assertj-core");
        }
    }

    @Test
    void itsArchiveOfClassesFitsItsJars() throws Exception {
        try (WeirContainer bridge = WeirContainer.ready(folder, services)) {
            String loaded = bridge.execInContainer(
                            "java",
                            "-XX:SharedArchiveFile=/opt/weir/weir.jsa",
                            "-Xlog:class+load",
                            "-jar",
                            "/opt/weir/quarkus-run.jar",
                            "--version")
                    .getStdout();
            assertThat(loaded).contains("shared objects file (top)");
        }
    }

    private void rewrite(String found, String wanted) throws Exception {
        Path file = folder.resolve("weir.yaml");
        Files.writeString(file, Files.readString(file).replace(found, wanted));
    }

    /** The queue's and the hub's addresses as this machine has them, not as containers do. */
    private String serviceBus() {
        return WeirContainer.at("127.0.0.1", services.connectionStrings().serviceBus());
    }

    private String webPubSub() {
        return WeirContainer.at("127.0.0.1", services.connectionStrings().webPubSub());
    }

    private Map<String, String> fromContainers() {
        return WeirContainer.environment(services);
    }

    /** The users of the container's processes. */
    private static List<String> processes(WeirContainer bridge) {
        return Arrays.stream(WeirImage.docker()
                        .topContainerCmd(bridge.getContainerId())
                        .exec()
                        .getProcesses())
                .map(process -> process[0])
                .toList();
    }

    private static double maxHeap(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("jvm_memory_max_bytes") && line.contains("area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
