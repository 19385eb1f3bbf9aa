package dev.weir.app;

import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.upstream.EventHandler;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code local}: the local services alone, for any Azure SDK. */
@Command(
        name = "local",
        description = "Runs a local Service Bus, Event Hubs and Web PubSub that the Azure SDKs can talk to.",
        mixinStandardHelpOptions = true)
final class LocalCommand implements Callable<Integer> {
    private static final int DEFAULT_PARTITIONS = 4;

    @Option(names = "--host", description = "Address to listen on (default: ${DEFAULT-VALUE}, this machine alone).")
    String host = "127.0.0.1";

    @Option(
            names = "--amqp-port",
            description = "Port of Service Bus and Event Hubs (default: ${DEFAULT-VALUE}; 0: a free one).")
    int amqpPort = 5672;

    @Option(
            names = "--http-port",
            description = "Port of Web PubSub and /local (default: ${DEFAULT-VALUE}; 0: a free one).")
    int httpPort = 8080;

    @Option(
            names = "--queue",
            paramLabel = "NAME",
            description = "A queue to have; once or more (default: ${DEFAULT-VALUE}).")
    List<String> queues = List.of("ci-events", "fleet-positions");

    @Option(
            names = "--hub",
            paramLabel = "NAME[:PARTITIONS]",
            description = "An event hub to have, of 4 partitions unless it says so; once or more"
                    + " (default: ${DEFAULT-VALUE}).")
    List<String> hubs = List.of("telemetry");

    @Option(
            names = "--upstream",
            paramLabel = "HUB=URL_TEMPLATE",
            description = "Where a Web PubSub hub's events go, with {hub} and {event} filled in; once or more.")
    Map<String, String> upstreams = new LinkedHashMap<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        List<String> findings = new ArrayList<>();
        LocalServices.Builder builder =
                LocalServices.builder().host(host).amqpPort(amqpPort).httpPort(httpPort);
        queues.forEach(name -> check(findings, "--queue", () -> builder.queue(QueueSettings.of(name))));
        hubs.forEach(name -> check(findings, "--hub", () -> builder.hub(hub(name))));
        Map<String, EventHandler> handlers = new LinkedHashMap<>();
        upstreams.forEach(
                (hub, url) -> check(findings, "--upstream", () -> handlers.put(hub, EventHandler.ofAll(url))));
        if (!findings.isEmpty()) {
            findings.forEach(spec.commandLine().getErr()::println);
            spec.commandLine().getErr().flush();
            return ExitCode.USAGE;
        }
        Ports.require(host, amqpPort, "--amqp-port");
        Ports.require(host, httpPort, "--http-port");
        LocalServices started;
        try {
            started = builder.start();
        } catch (IllegalArgumentException e) {
            // Two options that do not go together, such as a queue and a hub of one name.
            spec.commandLine().getErr().println(e.getMessage());
            spec.commandLine().getErr().flush();
            return ExitCode.USAGE;
        }
        try (LocalServices services = started) {
            handlers.forEach(
                    (hub, handler) -> services.webPubSub().eventHandlers().set(hub, List.of(handler)));
            tell(services);
            CountDownLatch ended = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
            ended.await();
            return ExitCode.OK;
        }
    }

    private void tell(LocalServices services) {
        PrintWriter out = spec.commandLine().getOut();
        String local = "http://" + host + ":" + services.webPubSub().port() + "/local";
        out.println("serviceBus: " + services.connectionStrings().serviceBus());
        out.println("eventHubs:  " + services.connectionStrings().eventHubs());
        out.println("webPubSub:  " + services.connectionStrings().webPubSub());
        out.println("queues:     " + String.join(", ", queues));
        out.println("event hubs: "
                + services.eventHubs().hubs().stream()
                        .map(hub -> hub.name() + " (" + hub.partitionCount() + " partitions)")
                        .collect(Collectors.joining(", ")));
        out.println("page:       " + local);
        out.println("The same as JSON: " + local + "/connection-strings. Ctrl-C ends; nothing is kept.");
        out.flush();
    }

    private static HubSettings hub(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return HubSettings.of(text, DEFAULT_PARTITIONS);
        }
        String partitions = text.substring(colon + 1);
        if (!partitions.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be NAME or NAME:PARTITIONS, with a whole number of partitions");
        }
        return HubSettings.of(text.substring(0, colon), Integer.parseInt(partitions));
    }

    private static void check(List<String> findings, String option, Runnable use) {
        try {
            use.run();
        } catch (IllegalArgumentException e) {
            findings.add(option + ": " + e.getMessage());
        }
    }
}
