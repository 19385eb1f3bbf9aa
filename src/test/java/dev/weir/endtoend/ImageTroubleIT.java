package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;

/** What a container says, in one line, of what it is not given, or may not use. */
class ImageTroubleIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static LocalServices services;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServices() {
        WeirImage.name();
        services = LocalServices.builder()
                .host("0.0.0.0")
                .queue(QueueSettings.of("things"))
                .start();
    }

    @AfterAll
    static void stopServices() {
        if (services != null) {
            services.close();
        }
    }

    @BeforeEach
    void writeProject() throws Exception {
        Project.writeForContainer(folder, "things");
    }

    @Test
    void aQueueThatIsNotThereKeepsItUnreadyAndIsNamed() throws Exception {
        Project.writeForContainer(folder, "absent");
        try (WeirContainer bridge = WeirContainer.started(folder, services)) {
            await().atMost(PATIENCE).until(() -> bridge.get("/q/health/ready").contains("'absent'"));

            await().atMost(PATIENCE).untilAsserted(() -> {
                GenericContainer.ExecResult asked = bridge.program("health");
                assertThat(asked.getExitCode()).isEqualTo(1);
                assertThat(asked.getStdout()).contains("'things'").contains("'absent'");
            });
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(bridge.program("health", "--live").getExitCode())
                                    .isZero());
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
        try (CounterFeed feed = new CounterFeed(
                        WeirContainer.at(
                                "127.0.0.1", services.connectionStrings().serviceBus()),
                        "things",
                        1,
                        1);
                WeirContainer bridge = WeirContainer.started(folder, environment)) {
            feed.send(1);
            await().atMost(PATIENCE).until(() -> bridge.get("/q/health/ready").contains("401"));

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

    private static Map<String, String> fromContainers() {
        return WeirContainer.environment(services);
    }
}
