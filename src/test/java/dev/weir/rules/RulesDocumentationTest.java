package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.yaml.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every block of YAML in the page about rules is a rules file that loads, and every key of the language is told there. */
class RulesDocumentationTest {
    private static final Path PAGE = Path.of("docs", "rules.md");
    private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");

    private static final String ORDER = """
            {"properties": {
              "org": {"type": "string"}, "id": {"type": "integer"}, "total": {"type": "number"},
              "lines": {"type": "array"}, "customer": {"properties": {"vip": {"type": "boolean"}}}}}
            """;

    static Stream<String> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(PAGE)).results().map(result -> result.group(1));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyBlockLoads(String text) {
        LoadedRules loaded = RulesLoader.load(
                List.of(
                        new RulesFile("rules.md", text),
                        new RulesFile("order.schema.json", ORDER),
                        new RulesFile("order-line.schema.json", "{}")),
                RuleFixture.SETTINGS);

        assertThat(loaded.findings()).extracting(Finding::text).isEmpty();
    }

    @Test
    void theFindingOfASchemaIsAsItIsShown() throws IOException {
        String block =
                blocks().filter(text -> text.contains("schemas:\n")).findFirst().orElseThrow();
        LoadedRules loaded = RulesLoader.load(
                List.of(
                        new RulesFile("routing-rules/orders.yaml", block.replace("customer.vip", "customer.vpi")),
                        new RulesFile("routing-rules/order.schema.json", ORDER),
                        new RulesFile("routing-rules/order-line.schema.json", "{}")),
                RuleFixture.SETTINGS);

        assertThat(loaded.findings()).hasSize(1);
        assertThat(Files.readString(PAGE))
                .contains("\n    " + loaded.findings().get(0).text() + "\n");
    }

    @Test
    void everyKeyOfARuleIsTold() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(RuleReader.KEYS)
                .filteredOn(key -> !key.equals("coalesce"))
                .allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
        assertThat(CoalescingReader.KEYS).allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
    }
}
