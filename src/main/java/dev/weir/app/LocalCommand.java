package dev.weir.app;

import dev.weir.local.LocalServices;
import dev.weir.local.emulators.EmulatorConfig;
import dev.weir.local.servicebus.TopicDescription;
import dev.weir.local.upstream.EventHandler;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code local}: the local services alone, for any Azure SDK. */
@Command(
        name = "local",
        description = "Runs a local Service Bus, Event Hubs and Web PubSub that the Azure SDKs can talk to.",
        mixinStandardHelpOptions = true)
final class LocalCommand implements Callable<Integer> {
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

    @Mixin
    EntityOptions entities = new EntityOptions();

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
        EmulatorConfig config = entities.read(findings);
        Map<String, EventHandler> handlers = handlers(findings);
        if (!findings.isEmpty()) {
            findings.forEach(spec.commandLine().getErr()::println);
            spec.commandLine().getErr().flush();
            return ExitCode.USAGE;
        }
        Ports.require(host, amqpPort, "--amqp-port");
        Ports.require(host, httpPort, "--http-port");
        try (LocalServices services = LocalServices.builder()
                .host(host)
                .amqpPort(amqpPort)
                .httpPort(httpPort)
                .entities(config)
                .start()) {
            handlers.forEach(
                    (hub, handler) -> services.webPubSub().eventHandlers().set(hub, List.of(handler)));
            tell(services);
            CountDownLatch ended = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
            ended.await();
            return ExitCode.OK;
        }
    }

    private Map<String, EventHandler> handlers(List<String> findings) {
        Map<String, EventHandler> handlers = new LinkedHashMap<>();
        upstreams.forEach((hub, url) -> {
            try {
                handlers.put(hub, EventHandler.ofAll(url));
            } catch (IllegalArgumentException e) {
                findings.add("--upstream: " + e.getMessage());
            }
        });
        return handlers;
    }

    private void tell(LocalServices services) {
        PrintWriter out = spec.commandLine().getOut();
        String local = "http://" + host + ":" + services.webPubSub().port() + "/local";
        out.println("serviceBus: " + services.connectionStrings().serviceBus());
        out.println("eventHubs:  " + services.connectionStrings().eventHubs());
        out.println("webPubSub:  " + services.connectionStrings().webPubSub());
        out.println("queues:     "
                + listed(
                        services.serviceBus().queues(),
                        queue -> queue.settings().name()));
        out.println("topics:     " + listed(services.serviceBus().topics(), LocalCommand::described));
        out.println("event hubs: "
                + listed(
                        services.eventHubs().hubs(), hub -> hub.name() + " (" + hub.partitionCount() + " partitions)"));
        out.println("page:       " + local);
        out.println("The same as JSON: " + local + "/connection-strings. Ctrl-C ends; nothing is kept.");
        out.flush();
    }

    private static String described(TopicDescription topic) {
        return topic.settings().name() + " ("
                + listed(
                        topic.subscriptions(),
                        subscription -> subscription.settings().name()) + ")";
    }

    private static <T> String listed(List<T> things, Function<T, String> name) {
        return things.isEmpty() ? "none" : things.stream().map(name).collect(Collectors.joining(", "));
    }
}
