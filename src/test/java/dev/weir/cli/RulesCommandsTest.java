package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.rules.RulesSettings;
import dev.weir.yaml.Excerpts;
import dev.weir.yaml.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `rules validate`, `explain` and `test` print, and their exit codes. */
class RulesCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULES = """
            version: 1
            tenant: {from: data.org}
            rules:
              - name: jobs
                source: ci
                when: type == "job" && data.status != 'draft'
                to: {group: "tenant:{tenant}"}
                entity: "job/{data.id}"
                data: {status: "{data.status}"}
                coalesce: {every: 500ms}
              - name: news
                shared: true
                when: type == "news"
                to: {group: news}
                entity: "news/{data.id}"
            """;

    @TempDir
    Path folder;

    @Test
    void validateSumsUpWhatTheRulesDo() throws IOException {
        Path rules = write("rules.yaml", RULES);

        Program program = Program.run("validate", rules);

        assertThat(program.exitCode).isZero();
        assertThat(program.out())
                .startsWith(rules + ": 2 rules in 1 file, 0 errors, 0 warnings\n")
                .contains("Sources\n  ci            1 rule\n  every source  1 rule\n")
                .contains("Tenants\n  data.org  1 rule\n")
                .contains("Hubs\n  updates  2 rules\n")
                .contains("Targets\n  group:tenant:{tenant}  jobs\n")
                .contains("Shared\n  group:news  news\n");
    }

    @Test
    void validateListsAllFindingsAndExitsWithOne() throws IOException {
        Path rules = write(
                "rules.yaml", RULES.replace("entity: \"job", "entitty: \"job").replace("type == \"news\"", "typ"));

        Program program = Program.run("validate", rules);
        JsonNode json =
                JSON.readTree(Program.run("validate", rules, "--output", "json").out());

        assertThat(program.exitCode).isEqualTo(1);
        assertThat(program.out())
                .contains(rules + ":8:5: unknown field 'entitty' in rule 'jobs'; did you mean 'entity'?\n")
                .contains(rules + ":13:11: ")
                .endsWith("3 errors, 0 warnings\n");
        assertThat(json.get("valid").booleanValue()).isFalse();
        assertThat(json.get("findings")).hasSize(3);
        assertThat(json.at("/findings/0/severity").asText()).isEqualTo("error");
    }

    @Test
    void findingsShowTheirLineAndACaretBelowTheirColumn() throws IOException {
        Path rules = write("rules.yaml", RULES.replace("entity: \"job/{data.id}", "entity: \"jöb/{dat.id}"));

        assertThat(Program.run("validate", rules).out()).startsWith(rules + """
                        :8:19: 'entity' in rule 'jobs': undeclared reference to 'dat' (in container ''); did you mean 'data'?
                            8 |     entity: "jöb/{dat.id}"
                              |                   ^
                        """);
        assertThat(Program.run("explain", "--rules", rules, rules).err()).contains("\n      |                   ^\n");
        write("rules.test.yaml", "version: 1\ntests:\n  - nam: x\n");
        assertThat(Program.run("test", folder).out()).contains("    3 |   - nam: x\n      |     ^\n");
    }

    @Test
    void aConfigurationsLinesAreNotShown() throws IOException {
        Path config = write("weir.yaml", "connection-string: secret\n");
        Finding finding = new Finding(config.toString(), 1, 1, Finding.Severity.ERROR, "unknown field");

        assertThat(new Excerpts(file -> !file.equals(config.toString())).text(finding))
                .doesNotContain("secret");
        assertThat(new Excerpts(file -> true).text(finding)).contains("secret");
    }

    @Test
    void validateWarnsOfAQueueWithoutOrderWhereTheConfigurationTells() throws IOException {
        Path rules = write("rules.yaml", RULES);
        Path config = write("weir.yaml", "weir: {}");
        Surroundings surroundings = new Surroundings(
                "updates",
                Optional.of(List.of(new Surroundings.Source("ci", false), new Surroundings.Source("fleet", true))),
                Map.of("updates", 200),
                RulesSettings.State.UNKNOWN,
                rules.toString());

        Program program = Program.run(surroundings, "validate", "--config", config);

        assertThat(program.exitCode).isZero();
        assertThat(program.out())
                .contains(rules + ":4:1: warning: rule 'jobs' coalesces source 'ci', a queue without sessions")
                .contains("0 errors, 2 warnings");
    }

    @Test
    void whatIsNotThereIsWrongUsage() {
        Path missing = folder.resolve("missing");

        for (String command : List.of("validate", "test")) {
            Program program = Program.run(command, missing);
            assertThat(program.exitCode).isEqualTo(2);
            assertThat(program.err()).isEqualTo(missing + ": there is no such file or folder\n");
        }
        assertThat(Program.run("validate", "--outptu", "json").exitCode).isEqualTo(2);
        assertThat(Program.run().exitCode).isEqualTo(2);
    }

    @Test
    void explainShowsWhichPartOfAConditionSaidNo() throws IOException {
        Path rules = write("rules.yaml", RULES);
        Path event = write(
                "event.json",
                "{\"type\": \"job\", \"origin\": \"ci\", \"data\": {\"org\": \"acme\", \"id\": 7, \"status\": \"draft\"}}");

        Program program = Program.run("explain", "--rules", rules, event);

        assertThat(program.exitCode).isZero();
        assertThat(program.out()).isEqualTo("""
                event job, of source ci

                %1$s:4 jobs: no match
                  data.status != 'draft'  is false
                    data.status = "draft"

                %1$s:11 news: no match
                  type == "news"  is false
                    type = "job"

                Nothing is published: unmatched
                """.formatted(rules));
    }

    @Test
    void explainShowsTheMessageAsItIsOnTheWire() throws IOException {
        Path rules = write("rules.yaml", RULES);
        Path event = write(
                "event.json",
                "{\"type\": \"job\", \"origin\": \"ci/3/815\", \"at\": \"2026-11-23T10:00:00.120Z\", \"data\": {\"org\": \"acme\","
                        + " \"id\": 7, \"status\": \"done\"}}");

        Program text = Program.run("explain", "--rules", rules, event);
        JsonNode json = JSON.readTree(Program.run("explain", "--rules", rules, event, "--output", "json")
                .out());

        assertThat(text.out())
                .contains("jobs: matches\n  to      group:tenant:acme of hub updates\n  entity  job/7\n"
                        + "  data    {\"status\":\"done\"}\n")
                .contains("\"updates\":[{\"entity\":\"job/7\",\"op\":\"set\",\"rev\":1,\"version\":[\"ci/3\",815],"
                        + "\"at\":\"2026-11-23T10:00:00.120Z\",\"data\":{\"status\":\"done\"}}]}");
        assertThat(json.at("/end").asText()).isEqualTo("published");
        assertThat(json.at("/messages/0/message/updates/0/entity").asText()).isEqualTo("job/7");
    }

    @Test
    void explainNamesTheFaultOfAnEventThatCanNotBeRead() throws IOException {
        Path rules = write("rules.yaml", RULES);

        for (List<String> fault : List.of(
                List.of("{\"type\": \"job\"", "this is not JSON: line 1, column"),
                List.of("[]", "an event must be a JSON object, but is a list"),
                List.of("{\"data\": {}}", "'type' is missing; every event must have one"),
                List.of("{\"type\": \"job\", \"date\": 1}", "unknown field 'date'; did you mean 'data'?"),
                List.of("{\"type\": \"job\", \"at\": \"now\"}", "'at' must be a time such as"),
                List.of("{\"type\": 1}", "'type' must be text, but is a number"))) {
            Program program = Program.run("explain", "--rules", rules, write("event.json", fault.get(0)));
            assertThat(program.exitCode).as(fault.get(0)).isEqualTo(1);
            assertThat(program.err()).contains(fault.get(1)).doesNotContain("\tat ");
        }
    }

    @Test
    void testPassesWhereAllIsAsExpected() throws IOException {
        write("rules.yaml", RULES);
        write("rules.test.yaml", """
                version: 1
                origin: ci
                tests:
                  - name: a window
                    events:
                      - {at: 0ms, type: job, data: {org: acme, id: 7, status: new}}
                      - {at: 100ms, type: job, data: {org: acme, id: 7, status: running}}
                      - {at: 200ms, type: job, data: {org: acme, id: 7, status: done}}
                      - {at: 200ms, type: job, data: {org: acme, id: 8, status: draft}, end: unmatched}
                      - {at: 200ms, type: job, data: {id: 8, status: new}, end: dead-lettered, reason: MissingTenant}
                    published:
                      - {at: 0ms, to: "group:tenant:acme", entity: job/7, op: set, data: {status: new}}
                      - {at: 600ms, to: "group:tenant:acme", entity: job/7, data: {status: done}}
                """);

        Program program = Program.run("test", folder);

        assertThat(program.out()).isEqualTo(folder + ": 1 test, 0 failures\n");
        assertThat(program.exitCode).isZero();
    }

    @Test
    void aFailureShowsADiffWithFileAndLine() throws IOException {
        write("rules.yaml", RULES);
        Path test = write("rules.test.yaml", """
                version: 1
                origin: ci
                tests:
                  - name: a window
                    events:
                      - {at: 0ms, type: job, data: {org: acme, id: 7, status: new}}
                      - {at: 200ms, type: job, data: {org: acme, id: 7, status: done}}
                      - {at: 300ms, type: job, data: {id: 9, status: new}}
                      - {at: 300ms, type: jbo, data: {org: acme, id: 7, status: done}}
                    published:
                      - {at: 0ms, to: "group:tenant:acme", entity: job/7, data: {status: new}}
                      - {at: 500ms, to: "group:tenant:acme", entity: job/7, data: {status: gone, by: mona}}
                """);

        Program program = Program.run("test", folder);

        assertThat(program.exitCode).isEqualTo(1);
        assertThat(program.out()).isEqualTo("""
                %1$s:4:5: test 'a window' failed
                  the event is dead-lettered: MissingTenant by rule 'jobs': tenant: the event has no field 'data.org'   (%1$s:8:9)
                  - 500ms group:tenant:acme job/7 * {"status":"gone","by":"mona"}   (%1$s:12:9)
                  + 700ms group:tenant:acme job/7 set {"status":"done"}   (%1$s:12:9)
                        /by: expected "mona", was nothing
                        /status: expected "gone", was "done"
                  the event is unmatched (of source 'ci')   (%1$s:9:9)
                %2$s: 1 test, 1 failure
                """.formatted(test, folder));
    }

    @Test
    void brokenTestsAreFindingsWithTheirPlace() throws IOException {
        write("rules.yaml", RULES);
        Path test = write("rules.test.yaml", """
                version: 1
                tests:
                  - name: broken
                    events:
                      - {at: 100ms, type: job, dta: {}}
                      - {at: 50ms, type: job}
                      - {file: nothing.json}
                      - {data: {}}
                    publishd: []
                """);

        Program program = Program.run("test", folder);

        assertThat(program.exitCode).isEqualTo(1);
        assertThat(program.out())
                .contains(test + ":5:32: unknown field 'dta' in an event; did you mean 'data'?")
                .contains(test + ":6:10: 'at' in an event must not be before that of the event above, which is 100ms")
                .contains(test + ":7:10: there is no file " + folder.resolve("nothing.json"))
                .contains(test + ":8:9: an event: 'type' is missing; every event must have one")
                .contains(test + ":9:5: unknown field 'publishd' in a test; did you mean 'published'?")
                .doesNotContain("\tat ");
    }

    @Test
    void theTestsOfTheSampleRulesPass() {
        Program program = Program.run("test", "routing-rules");

        assertThat(program.out()).isEqualTo("routing-rules: 8 tests, 0 failures\n");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
