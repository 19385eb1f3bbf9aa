package dev.weir.rules;

import dev.weir.yaml.Finding;
import java.util.List;

/**
 * What stands at a path of rules at one moment.
 *
 * @param files in the order of their names
 * @param findings what could not be read
 */
public record RulesText(List<RulesFile> files, List<Finding> findings) {
    public RulesText {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
    }
}
