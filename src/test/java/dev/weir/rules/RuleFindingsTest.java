package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.yaml.Finding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleFindingsTest {
    private static final RulesSettings SETTINGS = new RulesSettings("events", Optional.of(Set.of("ci", "orders")));

    /** Lines 1 to 5; the rule's own lines start at 6. */
    private static final String HEAD = """
            version: 1
            tenant:
              from: data.org
            rules:
              - name: r
            """;

    private static final String TARGETS = """
                to: {group: "t:{tenant}"}
                entity: "e/{data.id}"
            """;

    @Test
    void aLongExpressionIsAFinding() {
        String text = HEAD + TARGETS + "    when: type == '" + "x".repeat(5000) + "'";

        assertThat(RulesLoader.load(List.of(new RulesFile("f.yaml", text)), SETTINGS)
                        .findings())
                .extracting(Finding::text)
                .containsExactly("f.yaml:8:11: 'when' in rule 'r' must have at most 4,096 characters, but has 5010");
    }

    @Test
    void findingsOfAllFilesAreReportedAtOnce() {
        String rule = "version: 1\nrules: [{name: same, to: []}]";

        LoadedRules loaded = RulesLoader.load(
                List.of(new RulesFile("c.yaml", "a: ["), new RulesFile("b.yaml", rule), new RulesFile("a.yaml", rule)),
                SETTINGS);

        assertThat(loaded.findings())
                .extracting(Finding::text)
                .containsExactly(
                        "b.yaml:2:16: the rule name 'same' is there twice; first in a.yaml:2:16",
                        "c.yaml:1:5: this is not YAML: while parsing a flow node, expected the node content, but found '<stream end>'");
    }

    @Test
    void aHubThatTheConfigurationHasNotIsAFinding() {
        RulesSettings two = new RulesSettings(
                "events", Optional.of(Set.of("events", "alerts")), Optional.empty(), RulesSettings.State.UNKNOWN);
        String text = HEAD + """
                    to: [{group: "t:{tenant}"}, {group: "t:{tenant}", hub: alerts}, {user: "{tenant}:{data.id}", hub: alrts}]
                    entity: "e/{data.id}"
                  - {name: s, hub: elsewhere, to: {group: "s:{tenant}"}, entity: e}
                """;

        assertThat(RulesLoader.load(List.of(new RulesFile("f.yaml", text)), two).findings())
                .extracting(Finding::text)
                .containsExactly(
                        "f.yaml:6:103: unknown hub 'alrts'; did you mean 'alerts'?",
                        "f.yaml:8:20: unknown hub 'elsewhere'; the configuration has alerts, events");
    }

    @Test
    void anUnknownHubOfAFilesDefaultsIsOneFinding() {
        RulesSettings one = new RulesSettings(
                "events", Optional.of(Set.of("events")), Optional.empty(), RulesSettings.State.UNKNOWN);
        String text = HEAD.replace("rules:", "defaults: {hub: event}\nrules:") + TARGETS
                + "  - {name: s, to: {group: \"s:{tenant}\"}, entity: e}\n";

        assertThat(RulesLoader.load(List.of(new RulesFile("f.yaml", text)), one).findings())
                .extracting(Finding::text)
                .containsExactly("f.yaml:4:17: unknown hub 'event'; did you mean 'events'?");
    }

    @Test
    void whatHasNoEffectIsAWarning() {
        LoadedRules loaded =
                RulesLoader.load(List.of(new RulesFile("f.yaml", HEAD + "    to: []\n    entity: x")), SETTINGS);

        assertThat(loaded.rules()).isPresent();
        assertThat(loaded.findings())
                .extracting(Finding::text)
                .containsExactly("f.yaml:7:5: warning: 'entity' has no effect in rule 'r', whose 'to' is empty");
    }

    @Test
    void aBombOfAliasesIsAFinding() {
        StringBuilder bomb = new StringBuilder(HEAD + TARGETS + "    data:\n      a0: &a0 [x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("      a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        assertThat(RulesLoader.load(List.of(new RulesFile("f.yaml", bomb.toString())), SETTINGS)
                        .findings())
                .extracting(Finding::text)
                .containsExactly("f.yaml: this is not YAML that can be read:"
                        + " Number of aliases for non-scalar nodes exceeds the specified max=50");
    }

    @Test
    void aFileOfTenMegabytesIsAFinding() {
        String text = HEAD + "#".repeat(10 * 1024 * 1024);

        assertThat(RulesLoader.load(List.of(new RulesFile("f.yaml", text)), SETTINGS)
                        .findings())
                .extracting(Finding::text)
                .containsExactly("f.yaml: this file is larger than 4194304 bytes");
    }
}
