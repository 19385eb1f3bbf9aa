package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.rehearsal.TestFileReader;
import dev.weir.yaml.Findings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The schemas that editors get say what the readers do: they refuse nothing that those take. */
class SchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema TESTS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(Program.run("schema", "tests").out());

    @TempDir
    Path folder;

    static List<Path> filesOfTests() throws IOException {
        try (Stream<Path> cookbook = Files.walk(Path.of("docs", "cookbook"));
                Stream<Path> samples = Files.walk(Path.of("routing-rules"))) {
            return Stream.concat(cookbook, samples)
                    .filter(file -> file.toString().endsWith(".test.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("filesOfTests")
    void testsThatWorkAreTaken(Path file) throws IOException {
        assertThat(TESTS.validate(json(Files.readString(file)))).isEmpty();
    }

    @Test
    void whatTheSchemaRefusesTheReaderRefusesToo() throws IOException {
        String good = """
                version: 1
                origin: ci
                tests:
                  - name: a test
                    events:
                      - {at: 0ms, type: job, data: {id: 1}, end: dead-lettered, reason: MissingTenant}
                    until: 1s
                    published:
                      - {at: 10ms, to: "group:g", entity: job/1, op: set, data: {id: 1}}
                """;
        assertThat(TESTS.validate(json(good))).isEmpty();
        assertThat(findings(good).hasErrors()).isFalse();
        for (String broken : List.of(
                good.replace("version: 1", "version: 2"),
                good.replace("origin:", "orign:"),
                good.replace("tests:", "test:"),
                good.replace("name:", "nam:"),
                good.replace("type: job", "tpye: job"),
                good.replace("at: 0ms", "at: soon"),
                good.replace("end: dead-lettered", "end: lost"),
                good.replace("until: 1s", "until: later"),
                good.replace("op: set", "op: put"),
                good.replace("to: \"group:g\"", "too: \"group:g\""),
                good.replace("published:", "publishd:"))) {
            assertThat(broken).isNotEqualTo(good);
            assertThat(TESTS.validate(json(broken))).as(broken).isNotEmpty();
            assertThat(findings(broken).hasErrors()).as(broken).isTrue();
        }
    }

    @Test
    void theSchemaInTheDocumentsIsTheOneThatTheCommandPrints() throws IOException {
        assertThat(Path.of("docs", "schema", "tests.schema.json"))
                .as("made by: rules schema tests")
                .hasContent(Program.run("schema", "tests").out());
    }

    private Findings findings(String text) throws IOException {
        Findings findings = new Findings();
        new TestFileReader(findings).read(Files.writeString(folder.resolve("a.test.yaml"), text));
        return findings;
    }

    private static JsonNode json(String yaml) {
        Object value = new Yaml().load(yaml);
        try {
            return JSON.readTree(JSON.writeValueAsString(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
