package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.rules.RulesSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command says of which hub it speaks, where a configuration has two. */
class HubsInReportsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULES = """
            version: 1
            tenant: {from: data.org}
            rules:
              - name: jobs
                to: [{group: "tenant:{tenant}"}, {group: "tenant:{tenant}", hub: alerts}]
                entity: "job/{data.id}"
                coalesce: {every: 0ms}
            """;
    private static final Surroundings TWO = new Surroundings(
            "updates",
            Optional.empty(),
            Map.of("updates", 500, "alerts", 2),
            RulesSettings.State.UNKNOWN,
            "routing-rules");

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private Path rules;
    private Path config;

    @BeforeEach
    void write() throws IOException {
        rules = write("rules.yaml", RULES);
        config = Files.writeString(elsewhere.resolve("weir.yaml"), "weir: {}");
    }

    @Test
    void validateListsHubsAndFindsUnknownOnesWithACaret() throws IOException {
        assertThat(Program.run(TWO, "validate", rules, "--config", config).out())
                .contains("Hubs\n  alerts   1 rule\n  updates  1 rule\n")
                .contains("Targets\n  group:tenant:{tenant}                jobs\n"
                        + "  group:tenant:{tenant} of hub alerts  jobs\n");

        write("rules.yaml", RULES.replace("hub: alerts", "hub: alrets"));
        assertThat(Program.run(TWO, "validate", rules, "--config", config).out())
                .startsWith(rules + """
                        :5:70: unknown hub 'alrets'; did you mean 'alerts'?
                            5 |     to: [{group: "tenant:{tenant}"}, {group: "tenant:{tenant}", hub: alrets}]
                              |                                                                      ^
                        """);
        assertThat(Program.run("validate", rules).exitCode)
                .as("without a configuration nobody knows")
                .isZero();
    }

    @Test
    void explainShowsTheHubOfEachUpdateAndMessage() throws IOException {
        Path event = write("event.json", "{\"type\": \"job\", \"data\": {\"org\": \"acme\", \"id\": 7}}");

        assertThat(Program.run(TWO, "explain", "--rules", rules, "--config", config, event)
                        .out())
                .contains("  to      group:tenant:acme of hub updates\n  to      group:tenant:acme of hub alerts\n")
                .contains("\n  updates group:tenant:acme\n")
                .contains("\n  alerts group:tenant:acme\n");
    }

    @Test
    void aTestTellsLanesOfOneNameApartByTheirHubs() throws IOException {
        Path test = write("rules.test.yaml", """
                version: 1
                tests:
                  - name: two hubs
                    events:
                      - {at: 0ms, type: job, data: {org: acme, id: 7, n: 1}}
                      - {at: 9ms, type: job, data: {org: acme, id: 7, n: 2}}
                    published:
                      - {hub: alerts, to: "group:tenant:acme", data: {org: acme, id: 7, n: 1}}
                      - {hub: alerts, to: "group:tenant:acme", data: {org: acme, id: 7, n: 2}}
                      - {hub: updates, to: "group:tenant:acme", data: {org: acme, id: 7, n: 1}}
                      - {hub: updates, to: "group:tenant:acme", data: {org: acme, id: 7, n: 2}}
                """);
        Map<String, Integer> budgets = Map.of("updates", 500, "alerts", 500);
        Surroundings fast =
                new Surroundings("updates", Optional.empty(), budgets, RulesSettings.State.UNKNOWN, "routing-rules");

        assertThat(Program.run(fast, "test", folder, "--config", config).out()).endsWith(": 1 test, 0 failures\n");

        Files.writeString(test, Files.readString(test).replaceFirst("hub: alerts", "hub: updates"));
        Program program = Program.run(fast, "test", folder, "--config", config);
        assertThat(program.exitCode).isEqualTo(1);
        assertThat(program.out())
                .contains("  - * updates/group:tenant:acme * * {\"org\":\"acme\",\"id\":7,\"n\":1}")
                .contains("  + 0ms alerts/group:tenant:acme job/7 set {\"org\":\"acme\",\"id\":7,\"n\":1}");
    }

    @Test
    void simulatePlaysEachHubsOwnBudgetAndTellsWhatItCosts() throws IOException {
        StringBuilder trace = new StringBuilder();
        for (int second = 0; second < 10; second++) {
            for (int n = 0; n < 10; n++) {
                trace.append(
                        "{\"at\":\"2026-03-01T08:00:%02d.%d00Z\",\"origin\":\"ci\",\"type\":\"job\",\"data\":{\"org\":\"acme\",\"id\":1}}\n"
                                .formatted(second, n));
            }
        }
        Path file = write("trace.ndjson", trace.toString());

        String text = Program.run(TWO, "simulate", file, "--rules", rules, "--config", config)
                .out();
        JsonNode json = JSON.readTree(
                Program.run(TWO, "simulate", file, "--rules", rules, "--config", config, "--output", "json")
                        .out());

        assertThat(text).contains("budget alerts 2, updates 500 calls a second").contains("\nhub ");
        assertThat(json.at("/budgets/alerts").asInt()).isEqualTo(2);
        JsonNode dearest = json.at("/results/0/hubs/0");
        JsonNode other = json.at("/results/0/hubs/1");
        assertThat(dearest.get("name").asText()).isEqualTo("updates");
        assertThat(dearest.get("updates").asInt()).isEqualTo(100);
        assertThat(other.get("name").asText()).isEqualTo("alerts");
        assertThat(other.get("publishes").asInt()).as("two a second").isBetween(15, 30);
        assertThat(Program.run(TWO, "simulate", file, "--rules", rules, "--config", config, "--budget", "50")
                        .out())
                .contains("budget 50 calls a second");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
