package dev.weir.app;

import dev.weir.rules.RulesInForce;
import dev.weir.yaml.Excerpts;
import java.io.PrintWriter;
import java.util.Optional;

/** Tells the user all that is wrong before anything starts. */
final class Preparation {
    private final PrintWriter err;

    Preparation(PrintWriter err) {
        this.err = err;
    }

    Optional<Configuration> configuration(ConfigurationReader.Result result) {
        // Without their lines, which may hold secrets.
        result.findings().forEach(finding -> err.println(finding.text()));
        err.flush();
        return result.configuration();
    }

    Optional<RulesInForce> rules(RulesInForce.Loaded loaded) {
        Excerpts excerpts = new Excerpts(file -> true);
        loaded.findings().forEach(finding -> err.print(excerpts.text(finding)));
        err.flush();
        return loaded.rules();
    }
}
