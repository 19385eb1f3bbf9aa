package dev.weir.rules;

import static dev.weir.rules.RuleFixture.event;
import static dev.weir.rules.RuleFixture.findings;
import static dev.weir.rules.RuleFixture.rules;
import static dev.weir.rules.RuleFixture.targets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.DeadLetter.Reason;
import dev.weir.message.Target;
import dev.weir.message.Target.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters over connections: values are bound, so that none can say more than a value. */
class FilterTest {

    @Test
    void aValueStandsForALiteral() {
        RuleSet rules = filtered("userId ne {data.by} and connectionId ne {data.n}   and not ({data.flag} eq true)");

        assertThat(filterOf(rules, "{'by': \"o'neil' or 'a' eq 'a\", 'n': 7, 'flag': true}"))
                .isEqualTo("userId ne 'o''neil'' or ''a'' eq ''a' and connectionId ne 7 and not ( true eq true )");
    }

    @Test
    void aValueWithinQuotesIsPartOfANameAndEscapedAsSuch() {
        RuleSet rules = filtered("'room:{data.room}' in groups and userId ne 'it''s'");

        assertThat(filterOf(rules, "{'room': \"a'b:c\"}"))
                .isEqualTo("'room:a%27b%3Ac' in groups and userId ne 'it''s'");
    }

    @Test
    void aFilterThatBeginsWithTheTenantLetsARuleReachAllWithoutBeingShared() {
        RuleSet rules = rules("""
                to: {all: true, filter: "'tenant:{tenant}' in groups and userId ne {data.by}"}
                entity: e
                """);

        assertThat(targets(rules, "{'org': 'acme', 'by': 'ann'}"))
                .containsExactly(new Target("events", Kind.ALL, "", "'tenant:acme' in groups and userId ne 'ann'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userId ne {data.by}",
                "'tenant:{tenant}' in groups or userId eq {data.by}",
                "not 'tenant:{tenant}' in groups",
                "userId ne '{tenant}:x'",
                "userId ne {data.by} and 'tenant:{tenant}' in groups",
                "('tenant:{tenant}' in groups)",
                "startswith(userId, '{tenant}')",
                "{tenant} in groups"
            })
    void aFilterThatDoesNotBeginWithTheTenantIsRefusedForAll(String filter) {
        assertThat(findings("""
                version: 1
                tenant: {from: data.org}
                rules:
                  - name: r
                    entity: e
                    to: {all: true, filter: "%s"}
                """.formatted(filter))).singleElement().asString().contains("'all' reaches every tenant");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{}            | MISSING_FIELD  | filter: the event has no field 'data.by'",
                "{'by': null}  | MISSING_FIELD  | filter: 'data.by' must be text, an integer, true or false, but is null",
                "{'by': 1.5}   | INVALID_TARGET | filter: 'data.by' must be text, an integer, true or false, but is the number 1.5",
                "{'by': [1]}   | INVALID_TARGET | filter: 'data.by' must be text, an integer, true or false, but is a list of 1",
                "{'by': 'a\\nb'} | INVALID_TARGET | filter: 'data.by' must not hold control characters or half characters",
            })
    void aValueThatCannotBeBoundRefusesTheEvent(String data, Reason reason, String description) {
        assertThat(filtered("userId ne {data.by}").evaluate(event(data)))
                .isEqualTo(new Evaluation.Refused(reason, "r", description));
    }

    @Test
    void aLongValueRefusesTheEvent() {
        RuleSet rules = filtered("userId ne {data.by}");

        assertThat(rules.evaluate(event("{'by': '" + "x".repeat(3000) + "'}")))
                .isEqualTo(new Evaluation.Refused(
                        Reason.INVALID_TARGET,
                        "r",
                        "filter: it must have at most 2,048 characters, but 'data.by' has 3000"));
        assertThat(rules.evaluate(event("{'by': \"" + "'".repeat(1500) + "\"}")))
                .isEqualTo(new Evaluation.Refused(
                        Reason.INVALID_TARGET, "r", "filter: it must have at most 2,048 characters, but has more"));
    }

    @Test
    void twoListsOfValuesNeverMakeOneFilter() {
        RuleSet rules = filtered("userId ne {data.a} and '{data.b}' in groups and connectionId ne {data.c}");
        List<String> hostile = List.of("a", "'", "''", "a' and 'b", "'x'", "%27", "' in groups", "\\", "a'b", "1");
        Map<String, String> seen = new HashMap<>();
        for (String a : hostile) {
            for (String b : hostile) {
                for (String c : hostile) {
                    String data = "{\"a\":\"%s\",\"b\":\"%s\",\"c\":\"%s\"}"
                            .formatted(a, b, c)
                            .replace("\\", "\\\\");
                    assertThat(seen.put(filterOf(rules, data), data)).isNull();
                }
            }
        }
    }

    private static RuleSet filtered(String filter) {
        return rules("shared: true\nto:\n  group: g\n  filter: >-\n    " + filter + "\nentity: e");
    }

    private static String filterOf(RuleSet rules, String data) {
        return targets(rules, data).get(0).filter();
    }
}
