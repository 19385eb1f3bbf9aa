package dev.weir.rules;

import static dev.weir.rules.RuleFixture.event;
import static dev.weir.rules.RuleFixture.rules;
import static dev.weir.rules.RuleFixture.targets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.DeadLetter.Reason;
import dev.weir.message.Target;
import dev.weir.message.Target.Kind;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A list in the event gives several targets. */
class TargetListTest {
    private static final RuleSet WATCHERS = rules("""
            to: {users: data.watchers, as: "{tenant}:{item}"}
            entity: e
            """);

    @Test
    void eachItemIsATargetOfItsOwnWhoseNameIsEscaped() {
        assertThat(targets(WATCHERS, "{'org': 'acme', 'watchers': ['ann', 'b:o/b', 7, true]}"))
                .containsExactly(user("acme:ann"), user("acme:b%3Ao%2Fb"), user("acme:7"), user("acme:true"));
    }

    @Test
    void somebodyWhoIsInTheListTwiceGetsOneUpdateAndNothingCountsAsShadowed() {
        Evaluation.Updates made =
                (Evaluation.Updates) WATCHERS.evaluate(event("{'org': 'acme', 'watchers': ['ann', 'ann']}"));

        assertThat(made.updates()).hasSize(1);
        assertThat(made.shadowed()).isZero();
    }

    @Test
    void anEmptyListGoesToNobody() {
        assertThat(WATCHERS.evaluate(event("{'org': 'acme', 'watchers': []}")))
                .isEqualTo(new Evaluation.Filtered("r", 0));
    }

    @Test
    void itemsMayBeObjectsAndListsMayBeMadeByExpressions() {
        RuleSet rules = rules("""
                shared: true
                to:
                  - {groups: "data.rooms.filter(r, r.open)", as: "room:{item.id}"}
                  - {connections: data.ids, as: "{item}", hub: admin}
                entity: e
                """);

        assertThat(targets(rules, "{'rooms': [{'id': 1, 'open': true}, {'id': 2, 'open': false}], 'ids': ['c1']}"))
                .containsExactly(
                        new Target("events", Kind.GROUP, "room:1"), new Target("admin", Kind.CONNECTION, "c1"));
    }

    static Stream<Arguments> badLists() {
        String many = IntStream.range(0, 1001).mapToObj(i -> "'u" + i + "'").collect(Collectors.joining(",", "[", "]"));
        return Stream.of(
                Arguments.of("{}", Reason.MISSING_FIELD, "users: the event has no field 'data.watchers'"),
                Arguments.of(
                        "{'watchers': null}",
                        Reason.MISSING_FIELD,
                        "users: 'data.watchers' must be a list of at most 1,000, but is null"),
                Arguments.of(
                        "{'watchers': 'ann'}",
                        Reason.INVALID_TARGET,
                        "users: 'data.watchers' must be a list of at most 1,000, but is 'ann'"),
                Arguments.of(
                        "{'watchers': " + many + "}",
                        Reason.INVALID_TARGET,
                        "users: 'data.watchers' must be a list of at most 1,000, but is a list of 1001"),
                Arguments.of(
                        "{'watchers': ['ann', '']}",
                        Reason.INVALID_TARGET,
                        "as '{tenant}:{item}': '{item}' must not be empty"),
                Arguments.of(
                        "{'watchers': [['ann']]}",
                        Reason.INVALID_TARGET,
                        "as '{tenant}:{item}': 'item' must be text, an integer, true or false, but is a list of 1"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("badLists")
    void aListThatGivesNoTargetsRefusesTheEvent(String data, Reason reason, String description) {
        String event = data.equals("{}") ? "{'org': 'acme'}" : data.replaceFirst("\\{", "{'org': 'acme', ");

        assertThat(WATCHERS.evaluate(event(event))).isEqualTo(new Evaluation.Refused(reason, "r", description));
    }

    private static Target user(String name) {
        return new Target("events", Kind.USER, name);
    }
}
