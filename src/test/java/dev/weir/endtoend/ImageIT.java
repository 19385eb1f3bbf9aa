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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;

/** The image: built, and run read-only, without root, within a limit of memory. */
class ImageIT {
    private static final long MAX_OWN_BYTES = 250_000_000;
    private static final long SIGKILLED = 137;
    private static final int NOBODY = 65532;
    private static final int EVENTS = 20_000;
    private static final int HELD = 300;
    private static final String RECEIVED = "weir_events_received_total{source=\"things\"} " + HELD + ".0";
    private static final double HEAP_SHARE = 0.5;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    static Path shared;

    private static LocalServices services;
    /** For what leaves it as it is. */
    private static WeirContainer sharedBridge;

    @BeforeAll
    static void startOneBridge() throws Exception {
        WeirImage.name();
        services = LocalServices.builder()
                .host("0.0.0.0")
                .queue(QueueSettings.of("shared"))
                .queue(QueueSettings.of("things"))
                .start();
        Project.writeForContainer(shared, "shared");
        sharedBridge = WeirContainer.ready(shared, services);
    }

    @AfterAll
    static void stopIt() {
        if (sharedBridge != null) {
            sharedBridge.close();
        }
        if (services != null) {
            services.close();
        }
    }

    @AfterEach
    void answerAtOnce() {
        services.webPubSub().faults().clear();
    }

    @Test
    void eventsFlowFromQueueToWebSocketWithinTheLimitOfMemory() throws Exception {
        long seed = System.nanoTime();
        try (CounterFeed feed = new CounterFeed(serviceBus(), "shared", 50, seed);
                UpdatesClient client = UpdatesClient.join(webPubSub(), "tenant:acme")) {
            feed.send(EVENTS);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.counters())
                            .as("seed %d\n%s", seed, sharedBridge.getLogs())
                            .isEqualTo(feed.last()));

            assertThat(client.regressions()).isEmpty();
            assertThat(maxHeap(sharedBridge.get("/q/metrics")))
                    .isPositive()
                    .isLessThanOrEqualTo(HEAP_SHARE * WeirContainer.MEMORY);
            assertThat(sharedBridge.state().getOOMKilled()).isFalse();
            assertThat(sharedBridge.said()).doesNotContain("WARN", "ERROR", "\tat ");
        }
    }

    @Test
    void itRunsWithoutRootOnARootThatCannotBeWrittenTo() throws Exception {
        assertThat(processes(sharedBridge)).containsOnly(Integer.toString(NOBODY));
        // Its own folder, and yet it can't: nothing but the root's being read-only is in the way.
        GenericContainer.ExecResult written =
                sharedBridge.execInContainer("java", "-Xlog:gc:file=/var/lib/weir/written", "-version");
        assertThat(written.getStdout() + written.getStderr()).contains("Read-only file system");
        // What is served is unpacked while it runs: /tmp is enough.
        assertThat(sharedBridge.get("/weir-client.js")).contains("export");
    }

    @Test
    void itTellsAnOrchestratorThatItIsWell() throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> {
            GenericContainer.ExecResult asked = sharedBridge.program("health");
            assertThat(asked.getStdout().strip()).isEqualTo("ready");
            assertThat(asked.getExitCode()).isZero();
        });
        await().atMost(PATIENCE)
                .until(() -> "healthy".equals(sharedBridge.state().getHealth().getStatus()));
    }

    @Test
    void stoppingPublishesAndSettlesWhatIsHeld(@TempDir Path folder) throws Exception {
        Project.writeForContainer(folder, "things");
        try (CounterFeed feed = new CounterFeed(serviceBus(), "things", 20, 1);
                UpdatesClient client = UpdatesClient.join(webPubSub(), "tenant:acme");
                WeirContainer bridge = WeirContainer.ready(folder, services)) {
            // Slow answers, so that there is something held when it is told to stop.
            services.webPubSub().faults().set(FaultPlan.NONE.delayAnswers(Duration.ofMillis(300)));
            feed.send(HELD);
            await().atMost(PATIENCE)
                    .until(() -> bridge.get("/q/metrics").lines().anyMatch(RECEIVED::equals));

            assertThat(bridge.stopGracefully()).as(bridge.getLogs()).isNotEqualTo(SIGKILLED);

            assertThat(bridge.getLogs()).containsPattern("(?m)Drained$");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.counters()).isEqualTo(feed.last()));
            assertThat(services.serviceBus().counts("things").locked()).isZero();
            assertThat(services.serviceBus().counts("things").active()).isZero();
        }
    }

    @Test
    void mountedRulesAreReloaded() throws Exception {
        // At once, as a ConfigMap changes: half a file would be refused.
        Path changed =
                Files.writeString(shared.resolve("changed.yaml"), Project.RULES.replace("every: 50ms", "every: 60ms"));
        Files.move(changed, shared.resolve("rules").resolve("things.yaml"), StandardCopyOption.ATOMIC_MOVE);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sharedBridge.get("/q/metrics").lines())
                        .anyMatch(line -> line.startsWith("weir_rules_reloads_total")
                                && line.contains("replaced")
                                && line.endsWith(" 1.0")));
    }

    @Test
    void itIsSmallLabelledAndListsWhatItIsMadeOf() throws Exception {
        assertThat(WeirImage.ownBytes()).isLessThan(MAX_OWN_BYTES);
        Map<String, String> labels = WeirImage.docker()
                .inspectImageCmd(WeirImage.name())
                .exec()
                .getConfig()
                .getLabels();
        JsonNode info = new ObjectMapper().readTree(sharedBridge.get("/q/info"));
        JsonNode bill = sharedBridge.copyFileFromContainer("/opt/weir/sbom.json", new ObjectMapper()::readTree);

        String version = info.at("/build/version").asText();
        assertThat(version).isNotEmpty();
        assertThat(labels)
                .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
                .containsEntry("org.opencontainers.image.version", version);
        assertThat(sharedBridge.program("--version").getStdout().strip()).isEqualTo("weir " + version);
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bill.path("components").findValuesAsText("name"))
                .contains("azure-messaging-servicebus", "azure-messaging-webpubsub")
                .doesNotContain("assertj-core");
    }

    @Test
    void itsArchiveOfClassesFitsItsJars() throws Exception {
        String loaded = sharedBridge
                .execInContainer(
                        "java",
                        "-XX:SharedArchiveFile=/opt/weir/weir.jsa",
                        "-Xlog:class+load",
                        "-jar",
                        "/opt/weir/quarkus-run.jar",
                        "--version")
                .getStdout();
        assertThat(loaded).contains("shared objects file (top)");
    }

    /** The queue's and the hub's addresses as this machine has them, not as containers do. */
    private static String serviceBus() {
        return WeirContainer.at("127.0.0.1", services.connectionStrings().serviceBus());
    }

    private static String webPubSub() {
        return WeirContainer.at("127.0.0.1", services.connectionStrings().webPubSub());
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
