package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.event.Scope;
import dev.weir.rules.Explanation.Part;
import dev.weir.rules.Explanation.Value;
import dev.weir.rules.Explanation.Verdict;
import dev.weir.yaml.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {
    private static final String EVENT =
            "{\"org\":\"acme\",\"id\":7,\"status\":\"queued\",\"steps\":[{\"name\":\"build\"},{\"name\":\"test\"}]}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "type == \"other\"                                # type == \"other\" is false; type \"job\"",
                "type == \"job\" && data.status == 'done'         # data.status == 'done' is false; data.status \"queued\"",
                "(type == \"x\" || data.id > 8) && data.id < 9    # type == \"x\" is false; type \"job\" / data.id > 8 is false; data.id 7",
                "data.missing == 1 && type == \"job\"             # data.missing == 1 asks for a field that the event has not; data.missing missing",
                "!(data.status == 'queued' && data.id == 7)       # !(data.status == 'queued' && data.id == 7) is false; data.status \"queued\"; data.id 7",
                "data.steps.exists(s, s.name == 'deploy && x')    # data.steps.exists(s, s.name == 'deploy && x') is false; data.steps [{\"name\":\"build\"},{\"name\":\"test\"}]",
                "data.id > 3 ? false : true                       # data.id > 3 ? false : true is false; data.id 7",
                "data.steps[1].name == 'build'                    # data.steps[1].name == 'build' is false; data.steps[1].name \"test\"",
                "has(data.done)                                   # has(data.done) is false; data.done missing",
                "size(data.steps) > 2 && data.status in ['done']  # size(data.steps) > 2 is false; data.steps [{\"name\":\"build\"},{\"name\":\"test\"}] / data.status in ['done'] is false; data.status \"queued\"",
            })
    void aConditionThatDoesNotHoldSaysWhichOfItsPartsSaidNoAndWhatTheyLookedAt(String condition, String expected) {
        RuleSet rules = rules("""
                version: 1
                tenant: {from: data.org}
                rules:
                  - name: r
                    when: >-
                      %s
                    to: {group: "t:{tenant}"}
                    entity: "e/{data.id}"
                """.formatted(condition));

        Verdict verdict = rules.explain(event("job", EVENT)).get(0).verdict();

        assertThat(verdict).isInstanceOf(Verdict.NoMatch.class);
        assertThat(((Verdict.NoMatch) verdict).because().stream().map(ExplanationTest::text))
                .containsExactly(expected.split(" / "));
    }

    private static String text(Part part) {
        StringBuilder text = new StringBuilder(part.expression());
        text.append(part.answer().equals("false") ? " is false" : " " + part.answer());
        for (Value value : part.values()) {
            text.append("; ").append(value.path()).append(' ').append(value.json());
        }
        return text.toString();
    }

    @Test
    void everyRuleHasItsVerdict() {
        RuleSet rules = rules("""
                version: 1
                tenant: {from: data.org}
                rules:
                  - {name: elsewhere, source: orders, to: {group: "t:{tenant}"}, entity: "e"}
                  - {name: quiet, when: type == "job", to: []}
                  - {name: shown, when: type == "job", to: {group: "t:{tenant}"}, entity: "e/{data.id}"}
                  - {name: broken, when: type == "job", to: {group: "t:{tenant}"}, entity: "e/{data.nothing}"}
                """);

        List<Explanation> explanations = rules.explain(event("job", EVENT));

        assertThat(explanations)
                .extracting(e -> e.rule().name())
                .containsExactly("elsewhere", "quiet", "shown", "broken");
        assertThat(explanations.get(0).verdict()).isEqualTo(new Verdict.OtherSource());
        assertThat(explanations.get(1).verdict()).isEqualTo(new Verdict.Filters());
        assertThat(((Verdict.Makes) explanations.get(2).verdict()).updates())
                .extracting(update -> update.target().laneName() + " " + update.entity())
                .containsExactly("group:t:acme e/7");
        assertThat(((Verdict.Refuses) explanations.get(3).verdict()).description())
                .isEqualTo("entity 'e/{data.nothing}': the event has no field 'data.nothing'");
    }

    @Test
    void rulesOfOneLaneAndEntityAndSourcesWithoutOrderAreWarnedOf() {
        RuleSet rules = rules("""
                version: 1
                tenant: {from: data.org}
                rules:
                  - {name: first, when: type == "a", to: {group: "t:{tenant}"}, entity: "job/{data.id}"}
                  - {name: apart, when: type == "b", to: {group: "t:{tenant}"}, entity: "run/{data.id}"}
                  - name: second
                    when: type == "c"
                    to: [{user: "{tenant}:{data.user}"}, {group: "t:{tenant}"}]
                    entity: "job/{data.job}"
                    version: data.v
                """);

        assertThat(rules.advice(Set.of("ci")).stream().map(Finding::text))
                .containsExactly(
                        "r.yaml:4:1: warning: rule 'first' coalesces source 'ci', a queue without sessions, and has no"
                                + " 'version': two replicas may publish the events of one entity in either order; give the"
                                + " rule a 'version', or the queue sessions",
                        "r.yaml:5:1: warning: rule 'apart' coalesces source 'ci', a queue without sessions, and has no"
                                + " 'version': two replicas may publish the events of one entity in either order; give the"
                                + " rule a 'version', or the queue sessions",
                        "r.yaml:6:1: warning: rule 'second' may update the entity 'job/{data.job}' of 'group:t:{tenant}' as"
                                + " rule 'first' (r.yaml:4) does: of one event the first rule's update is kept, and versions"
                                + " of two rules don't compare, so what arrives later wins");
        assertThat(rules.advice(Set.of())).hasSize(1);
    }

    private static RuleSet rules(String yaml) {
        LoadedRules loaded =
                RulesLoader.load(List.of(new RulesFile("r.yaml", yaml)), new RulesSettings("events", Optional.empty()));
        assertThat(loaded.findings()).isEmpty();
        return loaded.rules().orElseThrow();
    }

    private static Event event(String type, String data) {
        try {
            return new Event(
                    new Origin(new Scope("ci", "", "0"), 1, Instant.parse("2026-11-23T10:00:00Z")),
                    0,
                    "",
                    type,
                    "",
                    "",
                    "",
                    Map.of(),
                    new ObjectMapper().readTree(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
