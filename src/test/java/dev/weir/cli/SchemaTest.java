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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The schemas that editors get say what the readers do: they refuse nothing that those take. */
class SchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema TESTS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(Program.run("schema", "tests").out());

    private static final Schema RULES = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(Program.run("schema", "rules").out());
    private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");

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

    static Stream<String> rulesThatLoad() throws IOException {
        try (Stream<Path> cookbook = Files.walk(Path.of("docs", "cookbook"));
                Stream<Path> samples = Files.walk(Path.of("routing-rules"))) {
            List<String> files = new ArrayList<>();
            for (Path file : Stream.concat(cookbook, samples).sorted().toList()) {
                if (file.toString().endsWith(".yaml") && !file.toString().endsWith(".test.yaml")) {
                    files.add(Files.readString(file));
                }
            }
            BLOCK.matcher(Files.readString(Path.of("docs", "rules.md")))
                    .results()
                    .forEach(block -> files.add(block.group(1)));
            return files.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("rulesThatLoad")
    void rulesThatLoadAreTaken(String text) {
        assertThat(RULES.validate(json(text))).isEmpty();
    }

    /** Also that the loader knows each key and word of the schema: the good file has all of them. */
    @Test
    void whatTheSchemaRefusesTheLoaderRefusesToo() throws IOException {
        String good = """
                version: 1
                tenant: {from: data.org, pattern: "[a-z]+", case: lower}
                match: first
                unmatched: dead-letter
                schemas: {job: job.schema.json, "task.*": {file: job.schema.json, invalid: count}}
                defaults: {source: ci, hub: updates, format: weir, ttl: 5s, priority: high, onMissing: skip}
                fragments:
                  job: {entity: "job/{data.id}", data: {id: "{data.id}"}, shared: false}
                rules:
                  - name: jobs
                    use: [job]
                    when: type == "job"
                    version: [data.a, data.b]
                    to:
                      - {group: "a:{tenant}", filter: "userId ne 'x'"}
                      - {users: data.list, as: "b:{tenant}:{item}", format: raw, ttl: 1m, hub: other}
                      - {all: true, filter: "'a:{tenant}' in groups"}
                    coalesce: {every: 1s, keep: latest, send: delta, barrier: data.x, remove: data.y, expire: 1h, leave: remove}
                """;
        assertThat(RULES.validate(json(good))).isEmpty();
        assertThat(rulesFindings(good)).isEmpty();
        for (String broken : List.of(
                good.replace("version: 1", "version: 2"),
                good.replace("tenant: {", "tenants: {"),
                good.replace("pattern:", "patern:"),
                good.replace("case: lower", "case: upper"),
                good.replace("match: first", "match: last"),
                good.replace("unmatched: dead-letter", "unmatched: drop"),
                good.replace("invalid: count", "invalid: drop"),
                good.replace("defaults: {source", "defaults: {sauce"),
                good.replace("shared: false", "shared: maybe"),
                good.replace("name: jobs", "name: Jobs"),
                good.replace("when:", "wenn:"),
                good.replace("group:", "gruop:"),
                good.replace("all: true", "all: false"),
                good.replace("ttl: 1m", "ttl: soon"),
                good.replace("hub: other", "hub: 1hub"),
                good.replace("every: 1s", "every: 1"),
                good.replace("keep: latest", "keep: newest"),
                good.replace("send: delta", "send: diff"),
                good.replace("leave: remove", "leave: go"),
                good.replace("priority: high", "priority: urgent"),
                good.replace("onMissing: skip", "onMissing: ignore"),
                good.replace("format: raw", "format: json"))) {
            assertThat(broken).isNotEqualTo(good);
            assertThat(RULES.validate(json(broken))).as(broken).isNotEmpty();
            assertThat(rulesFindings(broken)).as(broken).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rules", "tests"})
    void theSchemaInTheDocumentsIsTheOneThatTheCommandPrints(String kind) throws IOException {
        assertThat(Path.of("docs", "schema", kind + ".schema.json"))
                .as("made by: rules schema " + kind)
                .hasContent(Program.run("schema", kind).out());
    }

    private String rulesFindings(String text) throws IOException {
        Files.writeString(folder.resolve("job.schema.json"), "{}");
        Program program = Program.run("validate", Files.writeString(folder.resolve("rules.yaml"), text));
        return program.exitCode == 0 ? "" : program.out();
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
