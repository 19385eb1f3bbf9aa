package dev.weir.app;

import dev.weir.checkpoint.CheckpointStores;
import dev.weir.checkpoint.TextCheckpointStore;
import dev.weir.rules.RulesInForce;
import dev.weir.state.FileStateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}: the bridge, on the configured services. */
@Command(
        name = "run",
        description = "Runs the bridge on the configured Azure services.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration (default: ${DEFAULT-VALUE}); see docs/configuration.md.")
    Path config = Path.of("weir.yaml");

    @Option(
            names = "--http-port",
            description = "Port of health and metrics, instead of the configured one (0: a free one).")
    @Nullable
    Integer httpPort;

    @Option(
            names = "--dry-run",
            description =
                    "Settles and publishes nothing: looks at the events, and reports what would have been published.")
    boolean isDry;

    @Option(
            names = "--consumer-group",
            paramLabel = "NAME",
            description = "With --dry-run: the consumer group by which it reads Event Hubs, not the bridge's.")
    String consumerGroup = "";

    @Option(
            names = "--report-every",
            paramLabel = "SECONDS",
            description = "With --dry-run: how often to report (default: ${DEFAULT-VALUE}).")
    int reportEvery = 30;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        Preparation preparation = new Preparation(spec.commandLine().getErr());
        Optional<Configuration> configuration =
                preparation.configuration(ConfigurationReader.read(config, System.getenv()));
        if (configuration.isEmpty()) {
            return ExitCode.USAGE;
        }
        Configuration checked = configuration.get();
        Optional<DryRun> dryRun = Optional.empty();
        if (isDry) {
            Optional<String> fault = DryRun.fault(checked, consumerGroup);
            if (fault.isPresent() || reportEvery < 1) {
                spec.commandLine()
                        .getErr()
                        .println(fault.orElse("--report-every must be 1 or more, but is " + reportEvery));
                return ExitCode.USAGE;
            }
            dryRun = Optional.of(new DryRun(
                    consumerGroup,
                    Duration.ofSeconds(reportEvery),
                    spec.commandLine().getOut()));
        }
        Optional<RulesInForce> rules = preparation.rules(
                RulesInForce.load(checked.rules().path(), checked.surroundings().rules()));
        if (rules.isEmpty()) {
            return ExitCode.USAGE;
        }
        Configuration.Http http = checked.http();
        Launch launch = new Launch(
                checked,
                rules.get(),
                isDry ? Optional.empty() : checkpointFile(checked),
                !isDry && checked.states() instanceof Configuration.States.InFile in
                        ? Optional.of(FileStateStore.open(in.file()))
                        : Optional.empty(),
                DecoderJars.load(checked.decoders()),
                dryRun,
                Optional.empty(),
                port -> {});
        return Container.run(launch, http.host(), httpPort == null ? http.port() : httpPort, "--http-port");
    }

    /** Opened before the container boots, so that a file in use is one line on the terminal. */
    private static Optional<TextCheckpointStore> checkpointFile(Configuration configuration) {
        boolean isNeeded =
                configuration.sources().stream().anyMatch(source -> source.entity() instanceof Configuration.EventHub);
        return isNeeded && configuration.checkpoints() instanceof Configuration.Checkpoints.InFile in
                ? Optional.of(CheckpointStores.file(in.file()))
                : Optional.empty();
    }
}
