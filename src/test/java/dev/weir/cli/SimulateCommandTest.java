package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.demo.DemoTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final String RULES = """
            version: 1
            tenant: {from: data.org}
            rules:
              - name: jobs
                when: type == "job"
                to: {group: "tenant:{tenant}"}
                entity: "job/{data.id}"
                coalesce: {every: 1s}
              - name: noise
                when: type == "noise"
                to: []
            """;

    @TempDir
    Path folder;

    @Test
    void aTraceIsCountedToTheLastEventAndPublish() throws IOException {
        StringBuilder trace = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            trace.append(line(i * 100L, "job", "acme", 1));
        }
        trace.append(line(9_950, "noise", "acme", 1));
        trace.append(line(9_960, "other", "acme", 1));
        trace.append("{\"at\":\"2026-03-01T08:00:10Z\",\"origin\":\"ci\",\"type\":\"job\",\"data\":{}}\n");

        JsonNode json = simulate(trace, "--every", "0ms,2s", "--latency", "0ms");

        JsonNode asWritten = json.at("/results/0");
        assertThat(asWritten.get("events").asInt()).isEqualTo(103);
        // The first at once; then a window that starts with the next event, so one every 1.1 s; the last event in one
        // of its own.
        assertThat(asWritten.at("/ends/filtered").asInt()).isEqualTo(1);
        assertThat(asWritten.at("/ends/unmatched").asInt()).isEqualTo(1);
        assertThat(asWritten.at("/ends/dead-lettered").asInt()).isEqualTo(1);
        assertThat(asWritten.at("/updates").asInt()).isEqualTo(11);
        assertThat(asWritten.at("/publishes").asInt() - asWritten.at("/tails").asInt())
                .isEqualTo(11);
        assertThat(asWritten.at("/ends/published").asInt()
                        + asWritten.at("/ends/superseded").asInt())
                .isEqualTo(100);
        assertThat(json.at("/results/1/every").asText()).isEqualTo("0ms");
        assertThat(json.at("/results/1/updates").asInt()).isEqualTo(100);
        assertThat(json.at("/results/1/stalenessMillis/max").asInt()).isZero();
        assertThat(json.at("/results/2/updates").asInt()).isLessThan(10);
        assertThat(asWritten.at("/rules/0/name").asText()).isEqualTo("jobs");
        assertThat(asWritten.at("/rules/0/updates").asInt()).isEqualTo(11);
        assertThat(asWritten.at("/tenants/0/name").asText()).isEqualTo("acme");
    }

    @Test
    void aFasterPaceAndASmallBudgetMergeMore() throws IOException {
        StringBuilder trace = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            trace.append(line(i * 20L, "job", "t" + i % 50, i % 200));
        }

        int asRecorded =
                simulate(trace, "--every", "0ms").at("/results/1/publishes").asInt();
        int tenfold = simulate(trace, "--every", "0ms", "--pace", "10", "--budget", "20")
                .at("/results/1/publishes")
                .asInt();

        assertThat(asRecorded).isGreaterThanOrEqualTo(1000);
        assertThat(tenfold).isLessThan(asRecorded / 2);
    }

    @Test
    void linesThatCanNotBeReadAreNamedAndLeftOut() throws IOException {
        Path file = Files.writeString(
                folder.resolve("trace.ndjson"),
                line(0, "job", "acme", 1) + "not json\n\n{\"type\":\"job\"}\n" + line(10, "job", "acme", 2));
        Program program = Program.run("simulate", file, "--rules", rules(), "--output", "json");

        assertThat(program.exitCode).isEqualTo(1);
        assertThat(program.err())
                .contains(file + ":2: this is not JSON: line 1, column")
                .contains(file + ":4: 'at' is missing; an event of a trace must say when the broker took it")
                .contains("2 lines can't be read, and left out")
                .doesNotContain("\tat ");
        assertThat(JSON.readTree(program.out()).at("/results/0/events").asInt()).isEqualTo(2);
    }

    @Test
    void theReportOfTheDemosFeedsIsOneFile() throws IOException {
        Path trace = folder.resolve("demo.ndjson");
        DemoTrace.write(trace, 3000);
        Path html = folder.resolve("report.html");

        Program program =
                Program.run("simulate", trace, "--rules", "routing-rules", "--every", "0ms,1s", "--html", html);

        assertThat(program.err()).isEmpty();
        assertThat(program.exitCode).isZero();
        assertThat(program.out())
                .contains("3,000 events")
                .contains("as in rules")
                .contains("vehicle-position")
                .contains("octo-org");
        assertThat(Files.readString(html))
                .contains("<svg")
                .contains("prefers-color-scheme: dark")
                .doesNotContain("http://")
                .doesNotContain("https://")
                .doesNotContain("<script");
    }

    private JsonNode simulate(CharSequence trace, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("trace.ndjson"), trace);
        Object[] arguments = new Object[6 + options.length];
        arguments[0] = "simulate";
        arguments[1] = file;
        arguments[2] = "--rules";
        arguments[3] = rules();
        arguments[4] = "--output";
        arguments[5] = "json";
        System.arraycopy(options, 0, arguments, 6, options.length);
        Program program = Program.run(arguments);
        assertThat(program.exitCode).as(program.err()).isZero();
        return JSON.readTree(program.out());
    }

    private Path rules() throws IOException {
        return Files.writeString(folder.resolve("rules.yaml"), RULES);
    }

    private static String line(long atMillis, String type, String org, int id) {
        return "{\"at\":\"%s\",\"origin\":\"ci\",\"type\":\"%s\",\"data\":{\"org\":\"%s\",\"id\":%d}}%n"
                .formatted(START.plusMillis(atMillis), type, org, id);
    }
}
