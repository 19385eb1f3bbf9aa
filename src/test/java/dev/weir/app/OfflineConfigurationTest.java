package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Surroundings;
import dev.weir.cli.SurroundingsReader;
import dev.weir.rules.RulesSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineConfigurationTest {
    private static final String CONFIGURATION = """
            weir:
              sources:
                ci: {type: service-bus-queue, queue: ci-events, connection-string: "${NO_SUCH_VARIABLE_A}"}
                fleet: {type: service-bus-queue, queue: ci-events, connection-string: "${NO_SUCH_VARIABLE_B}"}
              web-pubsub: {hub: updates, connection-string: "${NO_SUCH_VARIABLE_C}", requests-per-second: 70}
              rules: {path: rules}
            """;

    @TempDir
    Path folder;

    @Test
    void sourcesHubAndBudgetAreReadWithoutAnySecret() throws IOException {
        Path file = Files.writeString(folder.resolve("weir.yaml"), CONFIGURATION);

        SurroundingsReader.Result result = OfflineConfiguration.read(file);

        assertThat(result.findings()).isEmpty();
        assertThat(result.surroundings())
                .contains(new Surroundings(
                        "updates",
                        Optional.of(
                                List.of(new Surroundings.Source("ci", false), new Surroundings.Source("fleet", false))),
                        Map.of("updates", 70),
                        RulesSettings.State.VOLATILE,
                        "rules"));
    }

    @Test
    void hubsOfSeveralResourcesAreReadWithoutAnySecret() throws IOException {
        Path file = Files.writeString(
                folder.resolve("weir.yaml"),
                ConfigurationPubSubHubsTest.TWO
                        .replace("SERVICE_BUS_CONNECTION_STRING", "NO_SUCH_VARIABLE_A")
                        .replace(
                                "WEB_PUBSUB_CONNECTION_STRING}\"",
                                "NO_SUCH_VARIABLE_B}\", secondary-connection-string: \"${NO_SUCH_VARIABLE_C}\""));

        SurroundingsReader.Result result = OfflineConfiguration.read(file);

        assertThat(result.findings()).isEmpty();
        assertThat(result.surroundings().orElseThrow().hub()).isEqualTo("updates");
        assertThat(result.surroundings().orElseThrow().hubs()).isEqualTo(Map.of("updates", 500, "west-alerts", 150));
    }

    @Test
    void nothingIsNeededThatOnlyADeploymentKnows() throws IOException {
        Path file = Files.writeString(folder.resolve("weir.yaml"), """
                weir:
                  sources:
                    ci:
                      type: service-bus-queue
                      queue: ci-events
                      namespace: "${NO_SUCH_VARIABLE_A}"
                      transport: amqp-web-sockets
                      proxy: {address: "${NO_SUCH_VARIABLE_B}", user: weir, password: "${NO_SUCH_VARIABLE_C}"}
                    fleet:
                      type: event-hub
                      hub: fleet-positions
                      namespace: "${NO_SUCH_VARIABLE_A}"
                      dead-letters: {service-bus-queue: letters, connection-string: "${NO_SUCH_VARIABLE_D}"}
                  web-pubsub: {hub: updates}
                  checkpoints: {type: blob, url: "${NO_SUCH_VARIABLE_E}"}
                  state: {type: redis, url: "${NO_SUCH_VARIABLE_F}"}
                  snapshots: {api-key: "${NO_SUCH_VARIABLE_G}"}
                  rules: {path: rules}
                """);

        SurroundingsReader.Result result = OfflineConfiguration.read(file);

        assertThat(result.findings()).isEmpty();
        assertThat(result.surroundings().orElseThrow().state()).isEqualTo(RulesSettings.State.DURABLE);
        assertThat(result.surroundings().orElseThrow().sources().orElseThrow())
                .containsExactly(new Surroundings.Source("ci", false), new Surroundings.Source("fleet", true));
    }

    @Test
    void whatKubernetesIsGivenIsReadWithoutACluster() {
        SurroundingsReader.Result result = OfflineConfiguration.read(Path.of("deploy/kubernetes/base/weir.yaml"));

        assertThat(result.findings()).isEmpty();
        assertThat(result.surroundings()).isPresent();
    }

    @Test
    void aSecretThatTheFileSpellsOutIsChecked() throws IOException {
        Path file = Files.writeString(
                folder.resolve("weir.yaml"), CONFIGURATION.replace("${NO_SUCH_VARIABLE_C}", "Endpoint=nowhere"));

        assertThat(OfflineConfiguration.read(file).findings()).isNotEmpty();
    }

    @Test
    void whatElseIsWrongIsFound() throws IOException {
        Path file = Files.writeString(
                folder.resolve("weir.yaml"),
                CONFIGURATION.replace("requests-per-second: 70", "requests-per-second: none"));

        SurroundingsReader.Result result = OfflineConfiguration.read(file);

        assertThat(result.surroundings()).isEmpty();
        assertThat(result.findings())
                .singleElement()
                .asString()
                .contains("weir.yaml:5:")
                .contains("'requests-per-second'");
    }
}
