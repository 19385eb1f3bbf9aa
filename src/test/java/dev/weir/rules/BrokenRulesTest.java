package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.yaml.Finding;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Broken rules files, each with its findings: {@code src/test/resources/rules/broken}. In a file, the lines that start with
 * {@code #!} are the findings, in order, and one that starts with {@code #=} is the JSON Schema beside it, {@code
 * order.schema.json}; the rest is what is loaded, as {@code f.yaml}.
 */
class BrokenRulesTest {
    private static final RulesSettings SETTINGS = new RulesSettings("events", Optional.of(Set.of("ci", "orders")));
    private static final String FINDING = "#! ";
    private static final String SCHEMA = "#= ";

    static Stream<Path> files() throws IOException, URISyntaxException {
        Path folder = Path.of(
                BrokenRulesTest.class.getResource("/rules/broken/empty.yaml").toURI());
        return Files.list(folder.getParent()).sorted();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void eachMistakeHasItsFinding(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String text = lines.stream()
                .filter(line -> !line.startsWith(FINDING) && !line.startsWith(SCHEMA))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        List<String> findings = lines.stream()
                .filter(line -> line.startsWith(FINDING))
                .map(line -> line.substring(FINDING.length()))
                .toList();

        Stream<RulesFile> schemas = lines.stream()
                .filter(line -> line.startsWith(SCHEMA))
                .map(line -> new RulesFile("order.schema.json", line.substring(SCHEMA.length())));

        LoadedRules loaded = RulesLoader.load(
                Stream.concat(Stream.of(new RulesFile("f.yaml", text)), schemas).toList(), SETTINGS);

        assertThat(loaded.findings()).extracting(Finding::text).containsExactlyElementsOf(findings);
        assertThat(loaded.rules()).isEmpty();
    }

    @Test
    void thereAreAHundredOfThemAndMore() throws IOException, URISyntaxException {
        assertThat(files()).hasSizeGreaterThan(100);
    }
}
