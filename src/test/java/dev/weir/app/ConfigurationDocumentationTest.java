package dev.weir.app;

import static dev.weir.app.ConfigurationReaderTest.LEAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rules.RulesFile;
import dev.weir.rules.RulesLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} and the pages of the sources say what the reader does. */
class ConfigurationDocumentationTest {
    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final Path BUS = Path.of("docs/service-bus.md");
    private static final Path SEVERAL = Path.of("docs/hubs.md");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Path HUBS = Path.of("docs/event-hubs.md");

    @Test
    void namesEveryKeyAndItsVariableAndNoOther() throws IOException {
        Map<String, String> asked = new TreeMap<>(asked(LEAST));
        asked.putAll(asked(LEAST + "  checkpoints: {type: redis}\n"));
        asked.putAll(asked(LEAST + "  checkpoints: {type: blob}\n"));
        asked.putAll(asked(LEAST + "  state: {type: file}\n"));
        asked.putAll(asked(LEAST + "  state: {type: redis}\n"));
        asked.keySet().removeIf(variable -> variable.startsWith("WEIR_SOURCES_"));

        assertThat(rows(PAGE)).containsExactlyInAnyOrderElementsOf(rowsOf(asked));
    }

    @Test
    void namesEveryKeyOfAQueueOrSubscriptionAndNoOther() throws IOException {
        Map<String, String> asked = new TreeMap<>(asked(ConfigurationServiceBusTest.LEAST));
        asked.putAll(asked(ConfigurationServiceBusTest.LEAST.replace("-subscription", "-queue")));
        String deletes = ConfigurationServiceBusTest.LEAST.replace("sessions: {}", "mode: receive-and-delete");
        asked.putAll(asked(deletes.replace("topic:", "dead-letters: {file: x, event-hub: x}\n      topic:")));
        asked.putAll(asked(deletes.replace("topic:", "dead-letters: {file: x}\n      topic:")));
        asked.putAll(asked(deletes.replace("topic:", "dead-letters: {event-hub: x}\n      topic:")));
        asked.keySet().removeIf(variable -> !variable.startsWith("WEIR_SOURCES_"));

        assertThat(rows(BUS)).containsExactlyInAnyOrderElementsOf(rowsOf(asked));
    }

    @Test
    void namesEveryKeyOfAHubAndNoOther() throws IOException {
        Map<String, String> asked = new TreeMap<>(asked(ConfigurationHubTest.LEAST));
        asked.putAll(asked(ConfigurationHubTest.LEAST.replace("{file: dead", "{event-hub: x, file: dead")));
        asked.putAll(asked(ConfigurationHubTest.LEAST.replace("{file: dead-letters.jsonl}", "{event-hub: x}")));
        asked.keySet().removeIf(variable -> !variable.startsWith("WEIR_SOURCES_"));

        assertThat(rows(HUBS)).containsExactlyInAnyOrderElementsOf(rowsOf(asked));
    }

    @Test
    void namesTheKeysOfSeveralHubsThatTheShortFormHasNot() throws IOException {
        Map<String, String> asked = new TreeMap<>(asked(YAML.matcher(Files.readString(SEVERAL))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1)));
        Set<String> ofShortForm = asked(LEAST).values().stream()
                .map(path -> path.replace("weir.web-pubsub.", "weir.web-pubsub.hubs.updates."))
                .collect(Collectors.toSet());
        asked.values()
                .removeIf(path -> !path.startsWith("weir.web-pubsub.")
                        || path.contains(".west")
                        || path.startsWith("weir.web-pubsub.max-batch-")
                        || (ofShortForm.contains(path) && !path.endsWith("updates.hub")));

        assertThat(rows(SEVERAL)).containsExactlyInAnyOrderElementsOf(rowsOf(asked));
    }

    @Test
    void theExampleOfSeveralHubsIsSoundAndItsRulesAreOfItsHubs() throws IOException {
        List<String> blocks = YAML.matcher(Files.readString(SEVERAL))
                .results()
                .map(block -> block.group(1))
                .toList();

        ConfigurationReader.Result result =
                ConfigurationReader.read("hubs.md", blocks.get(0), ConfigurationReaderTest.ENVIRONMENT);
        assertThat(result.findings()).isEmpty();
        assertThat(RulesLoader.load(
                                List.of(new RulesFile("rules.yaml", blocks.get(1))),
                                result.configuration()
                                        .orElseThrow()
                                        .surroundings()
                                        .rules())
                        .findings())
                .isEmpty();
    }

    private static Map<String, String> asked(String text) {
        ConfigurationEnvironment environment = new ConfigurationEnvironment(ConfigurationReaderTest.ENVIRONMENT);
        ConfigurationReader.read("weir.yaml", text, environment);
        assertThat(environment.pathsByVariable()).isNotEmpty();
        return environment.pathsByVariable();
    }

    private static List<String> rowsOf(Map<String, String> pathsByVariable) {
        return pathsByVariable.entrySet().stream()
                .map(entry -> "| `" + entry.getValue() + "`<br>`" + entry.getKey() + "`")
                .toList();
    }

    private static List<String> rows(Path page) throws IOException {
        return Pattern.compile("^\\| `weir\\.[^|]*", Pattern.MULTILINE)
                .matcher(Files.readString(page))
                .results()
                .map(MatchResult::group)
                .map(String::strip)
                .toList();
    }

    @Test
    void showsExamplesThatAllMeanTheSame() throws IOException {
        assertThatExamplesMean(PAGE, LEAST);
        assertThatExamplesMean(BUS, ConfigurationServiceBusTest.LEAST);
        assertThatExamplesMean(HUBS, ConfigurationHubTest.LEAST);
    }

    private static void assertThatExamplesMean(Path page, String least) throws IOException {
        List<String> blocks = YAML.matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .toList();
        Map<String, String> environment = ConfigurationReaderTest.with(
                Map.of("EVENT_HUBS_CONNECTION_STRING", ConfigurationReaderTest.SERVICE_BUS));
        ConfigurationReader.Result expected = ConfigurationReader.read("weir.yaml", least, environment);

        assertThat(expected.configuration()).isPresent();
        assertThat(blocks).hasSize(2);
        // The second gives every default, so what it says of them is checked too.
        assertThat(blocks).allSatisfy(block -> {
            ConfigurationReader.Result result = ConfigurationReader.read(page.toString(), block, environment);
            assertThat(result.findings()).isEmpty();
            assertThat(result.configuration()).isEqualTo(expected.configuration());
        });
    }
}
