package dev.weir.rules;

import dev.weir.yaml.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What came of loading rules.
 *
 * @param rules the rule set; empty where any finding is an error
 * @param findings all findings, by file and place
 */
public record LoadedRules(Optional<RuleSet> rules, List<Finding> findings) {
    public LoadedRules {
        findings = List.copyOf(findings);
    }
}
