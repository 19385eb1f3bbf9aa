package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What {@code capacity} makes of what {@code rules simulate} printed. */
class CapacityCommandTest {
    /** 100 events and 20 publishes a second, of two tenants. */
    private static final String SIMULATED = """
            {"connections": 1, "results": [{"events": 6000, "seconds": 60, "publishes": 1200, "bytes": 600000, "units": 1200,
              "tenants": [{"name": "acme"}, {"name": "zeta"}, {"name": ""}]}]}
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void publishesGrowWithTheEventsAndEachReachesItsTenantsClients() throws Exception {
        JsonNode plan = plan("--events=1000", "--connections=4000");

        // Ten times the events is twenty tenants, of 200 clients each.
        assertThat(plan.path("publishesPerSecond").asDouble()).isEqualTo(200);
        assertThat(plan.at("/load/reach").asDouble()).isEqualTo(200);
        assertThat(plan.path("messageUnitsPerSecond").asDouble()).isEqualTo(200 * 200);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 900, units of Web PubSub, 1, connections",
        "100, 4500, units of Web PubSub, 30, copies to clients",
        "2000, 2000, units of Web PubSub, 10, copies to clients",
        "100, 1000, replicas, 1, events",
        "50000, 1000, replicas, 10, events",
        "3500, 1000, throughput units of Event Hubs, 4, events",
        "50000, 1000, partitions of the Event Hub, 49, bytes",
        "50000, 1000, 'messaging units of Service Bus, in place of the hub', 13, bytes"
    })
    void itSaysHowManyAndWhatAsksForThem(int events, int connections, String what, int number, String because)
            throws Exception {
        for (JsonNode need :
                plan("--events=" + events, "--connections=" + connections).path("needs")) {
            if (need.path("what").asText().equals(what)) {
                assertThat(need.path("number").asInt()).isEqualTo(number);
                assertThat(need.path("because").asText()).isEqualTo(because);
                return;
            }
        }
        throw new AssertionError("nothing is said of " + what + ": " + out);
    }

    @Test
    void whatGivesWayFirstIsSaid() throws Exception {
        run(write(SIMULATED), "--events=100000", "--connections=1000000");

        assertThat(out.toString())
                .contains("Planned for 100,000 events a second and 1,000,000 connections")
                .contains("More than one service can give: ")
                .contains("What gave way first: ");
    }

    @Test
    void aFileThatSimulateDidNotPrintIsWrongUsage() throws Exception {
        assertThat(run(write("{\"results\": [{\"events\": 1}]}"))).isEqualTo(2);
        assertThat(err.toString()).contains("'results[0].seconds' is missing or no number");

        assertThat(run(write("not JSON"))).isEqualTo(2);
        assertThat(err.toString()).contains("it is not JSON");
    }

    @Test
    void aLoadOfNothingIsWrongUsage() throws Exception {
        assertThat(run(write(SIMULATED), "--connections=0")).isEqualTo(2);
        assertThat(err.toString()).contains("must be above zero");
    }

    private JsonNode plan(String... options) throws IOException {
        String[] all = new String[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = "--output=json";
        assertThat(run(write(SIMULATED), all)).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("simulation.json"), text);
    }

    private int run(Path file, String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(file.toString());
        return new CommandLine(new CapacityCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }
}
