package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules, tests and reports that the documents show are what the program takes and prints. */
class CommandsDocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final String RULES = """
            version: 1
            tenant: {from: data.org}
            rules:
              - name: jobs
                source: ci
                when: type == "job"
                to: {group: "tenant:{tenant}"}
                entity: "job/{data.id}"
                data: {status: "{data.status}"}
                coalesce: {every: 500ms}
            """;

    @TempDir
    Path folder;

    @Test
    void theRuleOfTheReadmePassesItsTest() throws IOException {
        List<String> blocks = blocks(Path.of("README.md"));
        write(
                "rules.yaml",
                blocks.stream()
                        .filter(block -> block.contains("\nrules:\n"))
                        .findFirst()
                        .orElseThrow());
        write(
                "rules.test.yaml",
                blocks.stream()
                        .filter(block -> block.contains("\ntests:\n"))
                        .findFirst()
                        .orElseThrow());

        assertThat(Program.run("test", folder).out()).isEqualTo(folder + ": 1 test, 0 failures\n");
    }

    @Test
    void theTestInTheDocumentPasses() throws IOException {
        write("rules.yaml", RULES);
        write("rules.test.yaml", blocks(Path.of("docs", "commands.md")).get(0));

        assertThat(Program.run("test", folder).out()).isEqualTo(folder + ": 1 test, 0 failures\n");
    }

    @Test
    void theReportsInTheDocumentAreWhatIsPrinted() throws IOException {
        String page = Files.readString(Path.of("docs", "commands.md"));

        assertThat(page)
                .contains(indented(before("Hash", Program.run("validate").out())));
        assertThat(page)
                .contains(indented(before(
                        "  updates group:",
                        Program.run("explain", "--rules", "routing-rules", "routing-rules/events/position.json")
                                .out())));
    }

    @Test
    void everyCommandIsInTheDocument() throws IOException {
        String page = Files.readString(Path.of("docs", "commands.md"));
        String readme = Files.readString(Path.of("README.md"));

        RulesCommand.commandLine(config -> {
                    throw new AssertionError("no configuration is read");
                })
                .getSubcommands()
                .keySet()
                .forEach(name -> {
                    assertThat(page).contains("| [`rules " + name);
                    assertThat(readme).contains("| `rules " + name);
                });
    }

    private static String before(String mark, String text) {
        return text.substring(0, text.indexOf(mark)).stripTrailing();
    }

    private static String indented(String text) {
        return text.lines()
                .map(line -> line.isEmpty() ? "" : "    " + line)
                .reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }

    private static List<String> blocks(Path file) throws IOException {
        Matcher matcher = BLOCK.matcher(Files.readString(file));
        return matcher.results().map(result -> result.group(1)).toList();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
