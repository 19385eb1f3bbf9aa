package dev.weir.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code capacity}: from what a trace costs to the units, partitions and replicas of a load. */
@Command(
        name = "capacity",
        description = "Says how many units, partitions and replicas a load takes, from what 'rules simulate' found.",
        mixinStandardHelpOptions = true)
public final class CapacityCommand implements Callable<Integer> {
    private static final List<String> WANTED = List.of("events", "seconds", "publishes", "bytes", "units");

    @Parameters(
            paramLabel = "SIMULATION.json",
            description = "What 'rules simulate --output json' printed, of events as they come on an ordinary day.")
    @SuppressWarnings("NullAway.Init")
    Path simulation;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Events a second to plan for (default: as many as were simulated).")
    @Nullable
    Double events;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Clients that are connected at once (default: ${DEFAULT-VALUE}).")
    int connections = 1000;

    @Option(
            names = "--reach",
            paramLabel = "N",
            description = "Clients that a publish reaches (default: the connections, divided by the tenants).")
    @Nullable
    Double reach;

    @Option(
            names = "--event-bytes",
            paramLabel = "N",
            description = "Size of an event at the broker (default: ${DEFAULT-VALUE}).")
    int eventBytes = 1024;

    @Option(
            names = "--replica-events",
            paramLabel = "N",
            description = "Events a second that one replica takes; measure yours (default: ${DEFAULT-VALUE}).")
    int replicaEvents = 5000;

    @Mixin
    ReportOutput output = new ReportOutput();

    @Override
    public Integer call() throws IOException {
        if (connections < 1
                || eventBytes < 1
                || replicaEvents < 1
                || (events != null && !(events > 0))
                || (reach != null && !(reach > 0))) {
            throw output.usage(
                    "--events, --connections, --reach, --event-bytes and --replica-events must be above zero");
        }
        Capacity.Simulated simulated = read(RulesInput.require(simulation));
        double planned = events == null ? simulated.eventsPerSecond() : events;
        Capacity.Load load = new Capacity.Load(
                planned,
                connections,
                reach == null ? simulated.reach(planned, connections) : reach,
                eventBytes,
                replicaEvents);
        return output.print(new CapacityReport(simulation.toString(), Capacity.of(simulated, load)), true);
    }

    private Capacity.Simulated read(Path file) throws IOException {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw wrong("it is not JSON: " + e.getOriginalMessage());
        }
        JsonNode result = json.path("results").path(0);
        for (String wanted : WANTED) {
            if (!result.path(wanted).isNumber()) {
                throw wrong("'results[0]." + wanted + "' is missing or no number");
            }
        }
        if (!(result.path("events").asDouble() > 0) || !(result.path("seconds").asDouble() > 0)) {
            throw wrong("it was simulated without events");
        }
        long tenants = 0;
        for (JsonNode tenant : result.path("tenants")) {
            tenants += tenant.path("name").asText().isEmpty() ? 0 : 1;
        }
        double seconds = result.path("seconds").asDouble();
        return new Capacity.Simulated(
                result.path("events").asDouble() / seconds,
                result.path("publishes").asDouble() / seconds,
                result.path("bytes").asDouble() / seconds,
                result.path("units").asDouble()
                        / Math.max(1, json.path("connections").asInt(1))
                        / seconds,
                tenants);
    }

    private CommandLine.ParameterException wrong(String what) {
        return output.usage(simulation + ": this is not what 'rules simulate --output json' prints: " + what);
    }
}
