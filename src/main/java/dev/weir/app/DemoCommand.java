package dev.weir.app;

import dev.weir.demo.DemoFeeds;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.rules.LoadedRules;
import dev.weir.rules.RulesFile;
import dev.weir.rules.RulesInForce;
import dev.weir.rules.RulesLoader;
import dev.weir.rules.RulesSettings;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: local services, sample feeds, the bridge and its page, in one process on loopback. */
@Command(
        name = "demo",
        description = "Runs local services, sample feeds, the bridge and a page that shows what it does.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Path OWN_RULES = Path.of("routing-rules");
    private static final List<String> BUNDLED_RULES = List.of("routing-rules/ci.yaml", "routing-rules/fleet.yaml");
    private static final int BASE = 36;

    @Option(names = "--http-port", description = "Port of the page (default: ${DEFAULT-VALUE}).")
    int httpPort = 8080;

    @Option(names = "--local-http-port", description = "Port of the local Web PubSub (default: ${DEFAULT-VALUE}).")
    int localHttpPort = 8081;

    @Option(names = "--amqp-port", description = "Port of the local Service Bus (default: ${DEFAULT-VALUE}).")
    int amqpPort = 5672;

    @Option(
            names = "--rules",
            paramLabel = "PATH",
            description =
                    "Rules to use (default: routing-rules in this folder if it is there, else the program's own).")
    @Nullable
    Path rulesPath;

    @Option(names = "--seed", description = "Seed of the sample feeds, to see the same again.")
    long seed = 42;

    @Option(
            names = "--for",
            paramLabel = "SECONDS",
            description = "Ends by itself so long after its start; without it, Ctrl-C ends it.")
    @Nullable
    Integer seconds;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        Ports.require(LOOPBACK, httpPort, "--http-port");
        Ports.require(LOOPBACK, localHttpPort, "--local-http-port");
        Ports.require(LOOPBACK, amqpPort, "--amqp-port");
        try (LocalServices services = LocalServices.builder()
                        .host(LOOPBACK)
                        .amqpPort(amqpPort)
                        .httpPort(localHttpPort)
                        .queue(QueueSettings.of(DemoFeeds.CI_QUEUE))
                        .queue(QueueSettings.of(DemoFeeds.FLEET_QUEUE))
                        .start();
                DemoFeeds feeds = new DemoFeeds(Clock.systemUTC(), seed)) {
            return run(services, feeds);
        }
    }

    private int run(LocalServices services, DemoFeeds feeds) {
        Preparation preparation = new Preparation(spec.commandLine().getErr());
        Optional<Configuration> configuration = preparation.configuration(ConfigurationReader.read(
                "demo.yaml",
                resource("demo.yaml"),
                Map.of(
                        "SERVICE_BUS_CONNECTION_STRING",
                                services.connectionStrings().serviceBus(),
                        "WEB_PUBSUB_CONNECTION_STRING",
                                services.connectionStrings().webPubSub(),
                        "INCARNATION", Long.toString(System.currentTimeMillis(), BASE))));
        if (configuration.isEmpty()) {
            return ExitCode.FAILED;
        }
        Optional<RulesInForce> rules = preparation.rules(rules(configuration.get()));
        if (rules.isEmpty()) {
            return ExitCode.USAGE;
        }
        IntConsumer whenStarted = port -> {
            feeds.start(services.connectionStrings().serviceBus());
            PrintWriter out = spec.commandLine().getOut();
            out.println("Open http://localhost:" + port + "/ (Ctrl-C ends the demo)");
            out.flush();
            if (seconds != null) {
                CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS).execute(Quarkus::asyncExit);
            }
        };
        return Container.run(
                new Launch(
                        configuration.get(),
                        rules.get(),
                        Optional.empty(),
                        Optional.empty(),
                        DecoderJars.load(Optional.empty()),
                        Optional.empty(),
                        Optional.of(feeds),
                        whenStarted),
                LOOPBACK,
                httpPort,
                "--http-port");
    }

    private RulesInForce.Loaded rules(Configuration configuration) {
        RulesSettings settings = configuration.surroundings().rules();
        if (rulesPath != null) {
            return RulesInForce.load(rulesPath, settings);
        }
        if (Files.isDirectory(OWN_RULES)) {
            return RulesInForce.load(OWN_RULES, settings);
        }
        LoadedRules bundled = RulesLoader.load(
                BUNDLED_RULES.stream()
                        .map(name -> new RulesFile(name, resource(name)))
                        .toList(),
                settings);
        return new RulesInForce.Loaded(
                bundled.rules().map(rules -> RulesInForce.fixed(rules, settings)), bundled.findings());
    }

    private static String resource(String name) {
        try (InputStream in = DemoCommand.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The program does not carry " + name + "; it was not built whole");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Reading " + name + " from the program failed", e);
        }
    }
}
