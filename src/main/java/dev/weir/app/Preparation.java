package dev.weir.app;

import dev.weir.rules.RulesInForce;
import dev.weir.yaml.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Tells the user all that is wrong before anything starts. */
final class Preparation {
    private final PrintWriter err;

    Preparation(PrintWriter err) {
        this.err = err;
    }

    Optional<Configuration> configuration(ConfigurationReader.Result result) {
        print(result.findings());
        return result.configuration();
    }

    Optional<RulesInForce> rules(RulesInForce.Loaded loaded) {
        print(loaded.findings());
        return loaded.rules();
    }

    private void print(List<Finding> findings) {
        findings.forEach(finding -> err.println(finding.text()));
        err.flush();
    }
}
