package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} says what the reader does. */
class ConfigurationDocumentationTest {
    private static final Path PAGE = Path.of("docs/configuration.md");

    @Test
    void namesEveryKeyAndItsVariableAndNoOther() throws IOException {
        ConfigurationEnvironment environment = new ConfigurationEnvironment(ConfigurationReaderTest.ENVIRONMENT);
        ConfigurationReader.read("weir.yaml", ConfigurationReaderTest.LEAST, environment);

        List<String> rows = Pattern.compile("^\\| `weir\\.[^|]*", Pattern.MULTILINE)
                .matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .map(String::strip)
                .toList();

        assertThat(environment.pathsByVariable()).isNotEmpty();
        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(environment.pathsByVariable().entrySet().stream()
                        .map(entry -> "| `" + entry.getValue() + "`<br>`" + entry.getKey() + "`")
                        .toList());
    }

    @Test
    void showsExamplesThatAllMeanTheSame() throws IOException {
        List<String> blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).hasSize(2);
        // The second gives every default, so what it says of them is checked too.
        assertThat(blocks).allSatisfy(block -> {
            ConfigurationReader.Result result =
                    ConfigurationReader.read("configuration.md", block, ConfigurationReaderTest.ENVIRONMENT);
            assertThat(result.findings()).isEmpty();
            assertThat(result.configuration())
                    .isEqualTo(ConfigurationReader.read(
                                    "weir.yaml", ConfigurationReaderTest.LEAST, ConfigurationReaderTest.ENVIRONMENT)
                            .configuration());
        });
    }
}
