package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {
    private static final String OLD = """
            version: 1
            tenant: {from: data.org}
            rules:
              - name: jobs
                when: type == "job"
                to: [{group: "tenant:{tenant}"}, {group: "team:{tenant}:{data.team}"}]
                entity: "job/{data.id}"
                data: {status: "{data.status}"}
              - name: noise
                when: type == "noise"
                to: []
            """;
    private static final String TRACE = """
            {"at":"2026-03-01T08:00:00Z","type":"job","data":{"org":"acme","team":"a","id":1,"status":"queued"}}
            {"at":"2026-03-01T08:00:01Z","type":"noise","data":{}}
            {"at":"2026-03-01T08:00:02Z","type":"other","data":{}}
            {"at":"2026-03-01T08:00:03Z","type":"job","data":{"org":"acme","id":2,"status":"queued"}}
            """;

    @TempDir
    Path folder;

    @Test
    void aChangeIsShownInCountsAndExamples() throws IOException {
        Path trace = write("trace.ndjson", TRACE);
        Path after = write(
                "new.yaml",
                OLD.replace(", {group: \"team:{tenant}:{data.team}\"}", "")
                        .replace("{status: \"{data.status}\"}", "{state: \"{data.status}\"}")
                        .replace("type == \"noise\"", "type == \"nothing\""));

        Program program = Program.run("diff", write("old.yaml", OLD), after, "--trace", trace);

        assertThat(program.exitCode).isZero();
        assertThat(program.out()).isEqualTo("""
                %1$s: 4 events, 3 are handled otherwise

                the event       events  rules
                ends otherwise       2  jobs
                goes to more         1  jobs
                goes to fewer        1  jobs
                has other data       1  jobs

                The event ends otherwise:
                  %1$s:2 noise
                    - filtered by rule 'noise'
                    + unmatched
                  %1$s:4 job
                    - dead-lettered as MissingField by rule 'jobs': group 'team:{tenant}:{data.team}': the event has no field 'data.team'
                    + published

                The event goes to more:
                  %1$s:4 job
                    + updates/group:tenant:acme job/2 {"state":"queued"}

                The event goes to fewer:
                  %1$s:1 job
                    - updates/group:team:acme:a job/1 {"status":"queued"}

                The event has other data:
                  %1$s:1 job
                    - updates/group:tenant:acme job/1 {"status":"queued"}
                    + updates/group:tenant:acme job/1 {"state":"queued"}
                """.formatted(trace));
    }

    @Test
    void theSameRulesAlterNothing() throws IOException {
        Path rules = write("rules.yaml", OLD);

        Program program =
                Program.run("diff", rules, rules, "--trace", write("trace.ndjson", TRACE), "--output", "json");

        JsonNode json = new ObjectMapper().readTree(program.out());
        assertThat(json.get("events").asInt()).isEqualTo(4);
        assertThat(json.get("altered").asInt()).isZero();
        assertThat(json.get("differences")).isEmpty();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
