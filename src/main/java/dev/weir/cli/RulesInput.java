package dev.weir.cli;

import dev.weir.rules.LoadedRules;
import dev.weir.rules.RulesLoader;
import dev.weir.yaml.Excerpts;
import dev.weir.yaml.Finding;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which rules a command works on, and within which surroundings. */
class RulesInput {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The bridge's configuration: its sources, hubs and budgets. What only a deployment knows need not be set.")
    @Nullable
    Path config;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final SurroundingsReader reader;

    RulesInput(SurroundingsReader reader) {
        this.reader = reader;
    }

    /**
     * Rules and what they work within.
     *
     * @param findings those of the configuration too
     */
    record Input(Path path, Surroundings surroundings, LoadedRules loaded, List<Finding> findings) {

        boolean isBroken() {
            return loaded.rules().isEmpty()
                    || findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR);
        }
    }

    /**
     * Reads configuration and rules.
     *
     * @param given where the rules are; absent for the configuration's, or {@code routing-rules}
     */
    Input read(@Nullable Path given) {
        List<Finding> findings = new ArrayList<>();
        Surroundings surroundings = surroundings(findings);
        Path path = given == null ? Path.of(surroundings.rulesPath()) : given;
        LoadedRules loaded = load(path, surroundings);
        findings.addAll(loaded.findings());
        return new Input(path, surroundings, loaded, findings);
    }

    /** Findings with the lines that they are about; none of a configuration, which may hold secrets. */
    Excerpts excerpts() {
        String secret = config == null ? "" : config.toString();
        return new Excerpts(file -> !file.equals(secret));
    }

    /** Prints findings for people. */
    void tell(List<Finding> findings) {
        Excerpts excerpts = excerpts();
        PrintWriter err = spec.commandLine().getErr();
        findings.stream().distinct().forEach(finding -> err.print(excerpts.text(finding)));
        err.flush();
    }

    Surroundings surroundings(List<Finding> findings) {
        if (config == null) {
            return Surroundings.UNKNOWN;
        }
        require(config);
        SurroundingsReader.Result result = reader.read(config);
        findings.addAll(result.findings());
        return result.surroundings().orElse(Surroundings.UNKNOWN);
    }

    static LoadedRules load(Path path, Surroundings surroundings) {
        require(path);
        return RulesLoader.load(path, surroundings.rules());
    }

    /** The path, where something is there. */
    static Path require(Path path) {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path);
        }
        return path;
    }
}
