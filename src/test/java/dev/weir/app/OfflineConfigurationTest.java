package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Surroundings;
import dev.weir.cli.SurroundingsReader;
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
