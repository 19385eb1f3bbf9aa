package dev.weir.app;

import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code local}: the local services alone, for any Azure SDK. */
@Command(
        name = "local",
        description = "Runs a local Service Bus and Web PubSub that the Azure SDKs can talk to.",
        mixinStandardHelpOptions = true)
final class LocalCommand implements Callable<Integer> {
    @Option(names = "--host", description = "Address to listen on (default: ${DEFAULT-VALUE}, this machine alone).")
    String host = "127.0.0.1";

    @Option(names = "--amqp-port", description = "Port of Service Bus (default: ${DEFAULT-VALUE}; 0: a free one).")
    int amqpPort = 5672;

    @Option(names = "--http-port", description = "Port of Web PubSub (default: ${DEFAULT-VALUE}; 0: a free one).")
    int httpPort = 8080;

    @Option(
            names = "--queue",
            paramLabel = "NAME",
            description = "A queue to have; once or more (default: ${DEFAULT-VALUE}).")
    List<String> queues = List.of("ci-events", "fleet-positions");

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Ports.require(host, amqpPort, "--amqp-port");
        Ports.require(host, httpPort, "--http-port");
        try (LocalServices services = LocalServices.builder()
                .host(host)
                .amqpPort(amqpPort)
                .httpPort(httpPort)
                .queues(queues.stream().map(QueueSettings::of).toList())
                .start()) {
            out.println("serviceBus: " + services.connectionStrings().serviceBus());
            out.println("webPubSub:  " + services.connectionStrings().webPubSub());
            out.println("queues:     " + String.join(", ", queues));
            out.println("The same as JSON: http://" + host + ":"
                    + services.webPubSub().port() + "/local/connection-strings. Ctrl-C ends; nothing is kept.");
            out.flush();
            CountDownLatch ended = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
            ended.await();
            return ExitCode.OK;
        }
    }
}
