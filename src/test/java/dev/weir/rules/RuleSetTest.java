package dev.weir.rules;

import static dev.weir.rules.RuleFixture.AT;
import static dev.weir.rules.RuleFixture.ORIGIN;
import static dev.weir.rules.RuleFixture.event;
import static dev.weir.rules.RuleFixture.json;
import static dev.weir.rules.RuleFixture.load;
import static dev.weir.rules.RuleFixture.resource;
import static dev.weir.rules.RuleFixture.rules;
import static dev.weir.rules.RuleFixture.shared;
import static dev.weir.rules.RuleFixture.targets;
import static dev.weir.rules.RuleFixture.updates;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter.Reason;
import dev.weir.event.Event;
import dev.weir.event.Scope;
import dev.weir.message.Coalescing;
import dev.weir.message.Target;
import dev.weir.message.Target.Kind;
import dev.weir.message.Update;
import dev.weir.message.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RuleSetTest {
    @Test
    void theSampleRuleMakesThreeUpdatesOfAWorkflowJob() {
        Version version = Version.ofRule("job-progress", List.of(1L, 2L), ORIGIN, 0);

        Evaluation evaluation = sample().evaluate(workflowJob());

        Update group = Update.ofState(
                new Target("events", Kind.GROUP, "tenant:Octocoders"),
                "Octocoders",
                "job-progress",
                "job/289782451",
                version,
                AT,
                json("{'name': 'linters', 'status': 'completed'}"),
                Coalescing.every(Duration.ofMillis(250)));
        assertThat(evaluation)
                .isEqualTo(new Evaluation.Updates(
                        List.of(
                                group,
                                of(group, new Target("events", Kind.GROUP, "tenant:Octocoders:run:2202229078")),
                                of(group, new Target("events", Kind.USER, "Octocoders:Codertocat"))),
                        List.of(),
                        0,
                        0));
    }

    private static Update of(Update update, Target target) {
        return Update.ofState(
                target,
                update.tenant(),
                update.rule(),
                update.entity(),
                update.version(),
                update.at(),
                update.data(),
                update.coalescing());
    }

    @Test
    void anEventOfAnotherSourceOrTypeIsUnmatched() {
        Event job = workflowJob();

        assertThat(sample().evaluate(event(new Scope("orders", "", "0"), job.type(), job.data())))
                .isEqualTo(new Evaluation.Unmatched(0));
        assertThat(sample().evaluate(event(ORIGIN.scope(), "com.github.push", job.data())))
                .isEqualTo(new Evaluation.Unmatched(0));
    }

    @Test
    void theTenantIsAskedOnlyOfEventsThatARuleMatches() {
        assertThat(sample().evaluate(event(ORIGIN.scope(), "other", json("{}"))))
                .isEqualTo(new Evaluation.Unmatched(0));
    }

    static Stream<Arguments> tenants() {
        return Stream.of(
                Arguments.of("{}", Reason.MISSING_TENANT, "tenant: the event has no field 'data.org'"),
                Arguments.of("{'org': null}", Reason.MISSING_TENANT, "tenant: 'data.org' is null"),
                Arguments.of(
                        "{'org': 1.5}",
                        Reason.INVALID_TENANT,
                        "tenant: it must be text or an integer, but is the number 1.5"),
                Arguments.of(
                        "{'org': true}", Reason.INVALID_TENANT, "tenant: it must be text or an integer, but is true"),
                Arguments.of(
                        "{'org': ['a']}",
                        Reason.INVALID_TENANT,
                        "tenant: it must be text or an integer, but is a list of 1"),
                Arguments.of(
                        "{'org': ''}",
                        Reason.INVALID_TENANT,
                        "tenant: it must match [A-Za-z0-9][A-Za-z0-9._-]*, but is ''"),
                Arguments.of(
                        "{'org': '..'}",
                        Reason.INVALID_TENANT,
                        "tenant: it must match [A-Za-z0-9][A-Za-z0-9._-]*, but is '..'"),
                Arguments.of(
                        "{'org': 'a b'}",
                        Reason.INVALID_TENANT,
                        "tenant: it must match [A-Za-z0-9][A-Za-z0-9._-]*, but is 'a b'"),
                Arguments.of(
                        "{'org': 'a\\n'}", Reason.INVALID_TENANT, "tenant: it must be printable ASCII, but is 'a\n'"),
                Arguments.of(
                        "{'org': 'аcme'}", Reason.INVALID_TENANT, "tenant: it must be printable ASCII, but is 'аcme'"),
                Arguments.of(
                        "{'org': '" + "a".repeat(257) + "'}",
                        Reason.INVALID_TENANT,
                        "tenant: it must have at most 256 characters, but has 257"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tenants")
    void anEventWithoutAValidTenantIsRefused(String data, Reason reason, String description) {
        RuleSet rules = rules("""
                to: {group: "t:{tenant}"}
                entity: "e"
                """);

        assertThat(rules.evaluate(event(data))).isEqualTo(new Evaluation.Refused(reason, "r", description));
    }

    @Test
    void anIntegerIsATenant() {
        assertThat(targets(rules("""
                        to: {group: "t:{tenant}"}
                        entity: "e"
                        """), "{'org': 7}")).containsExactly(new Target("events", Kind.GROUP, "t:7"));
    }

    @Test
    void allTargetsAndHubsAreServed() {
        assertThat(targets(rules("""
                        shared: true
                        to:
                          - all: true
                          - {connection: "{data.id}", hub: admin}
                          - {user: "u/{data.on}"}
                          - {group: "everybody"}
                        entity: "e"
                        """), "{'id': 'a/b', 'on': true}"))
                .containsExactly(
                        new Target("events", Kind.ALL, ""),
                        new Target("admin", Kind.CONNECTION, "a%2Fb"),
                        new Target("events", Kind.USER, "u/true"),
                        new Target("events", Kind.GROUP, "everybody"));
    }

    static Stream<Arguments> badNames() {
        return Stream.of(
                Arguments.of("{}", Reason.MISSING_FIELD, "group 'g:{data.id}': the event has no field 'data.id'"),
                Arguments.of(
                        "{'id': null}",
                        Reason.MISSING_FIELD,
                        "group 'g:{data.id}': 'data.id' must be text, an integer, true or false, but is null"),
                Arguments.of("{'id': ''}", Reason.INVALID_TARGET, "group 'g:{data.id}': '{data.id}' must not be empty"),
                Arguments.of(
                        "{'id': 1.5}",
                        Reason.INVALID_TARGET,
                        "group 'g:{data.id}': 'data.id' must be text, an integer, true or false, but is the number 1.5"),
                Arguments.of(
                        "{'id': [1, 2]}",
                        Reason.INVALID_TARGET,
                        "group 'g:{data.id}': 'data.id' must be text, an integer, true or false, but is a list of 2"),
                Arguments.of(
                        "{'id': {'a': 1}}",
                        Reason.INVALID_TARGET,
                        "group 'g:{data.id}': 'data.id' must be text, an integer, true or false, but is an object of 1 fields"),
                Arguments.of(
                        "{'id': '\\uD83D'}",
                        Reason.INVALID_TARGET,
                        "group 'g:{data.id}': '{data.id}' must be Unicode text, but holds half a character"),
                Arguments.of(
                        "{'id': '" + "x".repeat(2000) + "'}",
                        Reason.INVALID_TARGET,
                        "group 'g:{data.id}': the name must have at most 1,024 characters, but has 2000"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badNames")
    void aTargetThatCannotBeNamedRefusesTheEvent(String data, Reason reason, String description) {
        RuleSet rules = rules("""
                shared: true
                to: {group: "g:{data.id}"}
                entity: "e"
                """);

        assertThat(rules.evaluate(event(data))).isEqualTo(new Evaluation.Refused(reason, "r", description));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{data.id}   | {'id': '..'} | INVALID_ENTITY | entity '{data.id}': the name must not be '..', which means something else in a path",
                "{data.id}   | {'id': ''}   | INVALID_ENTITY | entity '{data.id}': '{data.id}' must not be empty",
                "{data.id}   | {'id': [1]}  | INVALID_ENTITY | entity '{data.id}': 'data.id' must be text, an integer, true or false, but is a list of 1",
                "{data.id}   | {}           | MISSING_FIELD  | entity '{data.id}': the event has no field 'data.id'"
            })
    void anEntityThatCannotBeNamedRefusesTheEvent(String entity, String data, Reason reason, String description) {
        RuleSet rules = shared("entity: \"" + entity + "\"");

        assertThat(rules.evaluate(event(data))).isEqualTo(new Evaluation.Refused(reason, "r", description));
    }

    @Test
    void partsOfAnEntityAreKeptApart() {
        RuleSet rules = shared("entity: 'job/{data.a}/{data.b}'");

        assertThat(updates(rules, "{'a': 'x/y', 'b': 'z'}").get(0).entity()).isEqualTo("job/x%2Fy/z");
        assertThat(updates(rules, "{'a': 'x', 'b': 'y/z'}").get(0).entity()).isEqualTo("job/x/y%2Fz");
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                Arguments.of("data.ok", "{'ok': true}", "MATCH"),
                Arguments.of("data.ok", "{'ok': false}", "NO"),
                Arguments.of("data.ok", "{}", "MISSING"),
                Arguments.of("data.ok", "{'ok': null}", "MISSING"),
                Arguments.of("data.a.b == 1", "{'a': {'b': 1}}", "MATCH"),
                Arguments.of("data.a.b == 1", "{'a': {'b': 1.0}}", "MATCH"),
                Arguments.of("data.a.b > 0.5", "{'a': {'b': 1}}", "MATCH"),
                Arguments.of("data.a.b == 1", "{'a': 5}", "MISSING"),
                Arguments.of("data.a.b == 1", "{}", "MISSING"),
                Arguments.of("has(data.a)", "{}", "NO"),
                Arguments.of("has(data.a) && data.a == null", "{'a': null}", "MATCH"),
                Arguments.of("data.a == null", "{'a': 1}", "NO"),
                Arguments.of("data.a[1] == 'y'", "{'a': ['x', 'y']}", "MATCH"),
                Arguments.of("data.a[2] == 'y'", "{'a': ['x', 'y']}", "MISSING"),
                Arguments.of("data.a.exists(s, s.n == 2)", "{'a': [{'n': 1}, {'n': 2}]}", "MATCH"),
                Arguments.of("data.a.all(k, data.a[k] > 0)", "{'a': {'x': 1, 'y': 2}}", "MATCH"),
                Arguments.of("'x' in data.a", "{'a': {'x': 1}}", "MATCH"),
                Arguments.of("data.a in ['x', 'y']", "{'a': 'y'}", "MATCH"),
                Arguments.of("data.a == [1, 'x', {'b': true}]", "{'a': [1, 'x', {'b': true}]}", "MATCH"),
                Arguments.of("size(data.a) == 2", "{'a': [1, 2]}", "MATCH"),
                Arguments.of("properties.region == 'eu'", "{}", "MATCH"),
                Arguments.of("properties.priority == 3", "{}", "MATCH"),
                Arguments.of("properties.urgent", "{}", "MATCH"),
                Arguments.of("properties.none == 'eu'", "{}", "MISSING"),
                Arguments.of("properties['x-y'] == 1.5", "{}", "MATCH"),
                Arguments.of("type == 't' && source == '/s' && subject == 'sub' && id == 'id'", "{}", "MATCH"),
                Arguments.of("timestamp(time) > timestamp('2020-01-01T00:00:00Z')", "{}", "MATCH"));
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @MethodSource("conditions")
    void conditionsAreEvaluated(String condition, String data, String answer) {
        RuleSet rules = shared("when: \"" + condition + "\"\nentity: e");

        Evaluation evaluation = rules.evaluate(event(data));

        switch (answer) {
            case "MATCH" -> assertThat(evaluation).isInstanceOf(Evaluation.Updates.class);
            case "NO" -> assertThat(evaluation).isEqualTo(new Evaluation.Unmatched(0));
            default -> assertThat(evaluation).isEqualTo(new Evaluation.Unmatched(1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "data.a          | {'a': 'yes'} | when: it must be true or false, but is 'yes'",
                "data.a > 5      | {'a': 'x'}   | when: the expression 'data.a > 5' failed: No matching overload for function '_>_'. Overload candidates: greater_int64,grea…",
                "1 / data.a == 1 | {'a': 0}     | when: the expression '1 / data.a == 1' failed: / by zero",
                "data.a.all(x, data.a.all(y, data.a.all(z, true))) | {'a': [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25]} | when: the expression 'data.a.all(x, data.a.all(y, data.a.all(z, true)))' failed: Iteration budget exceeded: 10000"
            })
    void aConditionThatFailsRefusesTheEvent(String condition, String data, String description) {
        RuleSet rules = shared("when: \"" + condition + "\"\nentity: e");

        assertThat(rules.evaluate(event(data)))
                .isEqualTo(new Evaluation.Refused(Reason.EXPRESSION_FAILED, "r", description));
    }

    @Test
    void dataIsProjected() {
        RuleSet rules = rules("""
                to: {group: "t:{tenant}"}
                entity: "e"
                data:
                  whole: "{data.obj}"
                  number: "{data.n}"
                  real: "{data.n * 2}"
                  big: "{data.big}"
                  none: "{data.null}"
                  text: "{data.n} of {tenant}, {{literally}} {data.r}"
                  nested: {list: ["{data.obj.a}", 5, 1.5, true, null, text, {deep: "{type}"}]}
                  made: "{ {'k': data.list, 'n': [1, null]} }"
                  when: "{timestamp('2026-11-23T10:00:00Z')}"
                  007: x
                """);

        JsonNode data = updates(
                        rules,
                        "{'org': 'acme', 'obj': {'a': [1]}, 'n': 7, 'r': 1.5, 'big': 123456789012345678901234567890,"
                                + " 'null': null, 'list': ['x']}")
                .get(0)
                .data();

        // As text: Jackson's nodes of 7 as an int and as a long are not equal.
        assertThat(data.toString())
                .isEqualTo(json("{'whole': {'a': [1]}, 'number': 7, 'real': 14, 'big': 123456789012345678901234567890,"
                                + " 'none': null, 'text': '7 of acme, {literally} 1.5',"
                                + " 'nested': {'list': [[1], 5, 1.5, true, null, 'text', {'deep': 't'}]},"
                                + " 'made': {'k': ['x'], 'n': [1, null]}, 'when': '2026-11-23T10:00:00Z', '007': 'x'}")
                        .toString());
    }

    @Test
    void dataIsTheEventsWhereTheRuleSaysNothing() {
        Event event = event("{'a': 1}");

        Evaluation evaluation = shared("entity: e").evaluate(event);

        assertThat(((Evaluation.Updates) evaluation).updates().get(0).data()).isSameAs(event.data());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{a: '{data.x}'}             | MISSING_FIELD     | data.a: the event has no field 'data.x'",
                "{a: ['{data.x.y + 1}']}     | MISSING_FIELD     | data.a[0]: the expression 'data.x.y + 1' failed: key 'x' is not present in map.",
                "{a: 'x {data.n}'}           | MISSING_FIELD     | data.a: 'data.n' must be text, a number, true or false, but is null",
                "{a: 'x {data.l}'}           | EXPRESSION_FAILED | data.a: 'data.l' must be text, a number, true or false, but is a list of 1",
                "{a: '{0.0 / 0.0}'}          | EXPRESSION_FAILED | data.a: a value must be text, a number, true, false, null, a list or a map, but is the number NaN"
            })
    void dataThatCannotBeMadeRefusesTheEvent(String data, Reason reason, String description) {
        RuleSet rules = shared("entity: e\ndata: " + data);

        assertThat(rules.evaluate(event("{'n': null, 'l': [1]}")))
                .isEqualTo(new Evaluation.Refused(reason, "r", description));
    }

    static Stream<Arguments> versions() {
        return Stream.of(
                Arguments.of("data.n", List.of(7L)),
                Arguments.of("data.r", List.of(1.5)),
                Arguments.of("data.s", List.of("v2")),
                Arguments.of("data.l", List.of(1L, "a")),
                Arguments.of("'[data.n, data.s]'", List.of(7L, "v2")),
                Arguments.of("int(timestamp(time))", List.of(1795428000L)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    void aRulesVersionIsItsOrder(String version, List<Object> order) {
        RuleSet rules = shared("entity: e\nversion: " + version);

        assertThat(updates(rules, "{'n': 7, 'r': 1.5, 's': 'v2', 'l': [1, 'a']}")
                        .get(0)
                        .version())
                .isEqualTo(Version.ofRule("r", order, ORIGIN, 0));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "data.x          | version: the event has no field 'data.x'",
                "data.n          | version: it must be numbers or texts, but is null",
                "data.b          | version: it must be numbers or texts, but is true",
                "data.l          | version: it must have 1 to 16 parts, but has 0",
                "'[1, [2]]'      | version: it must be numbers or texts, but is a list of 1",
                "0.0 / 0.0       | version: it must be numbers or texts, but is the number NaN",
                "1.0 / 0.0       | version: it must be numbers or texts, but is the number Infinity",
                "'[1u]'          | version: it must be numbers or texts, but is the number 1",
                "`{'a': 1}[data.s]` | version: the expression '{'a': 1}[data.s]' failed: v2"
            })
    void aVersionThatOrdersNothingRefusesTheEvent(String version, String description) {
        RuleSet rules = shared("entity: e\nversion: |\n  " + version.replaceAll("^'|'$", ""));

        assertThat(rules.evaluate(event("{'n': null, 'b': true, 'l': [], 's': 'v2'}")))
                .isEqualTo(new Evaluation.Refused(Reason.INVALID_VERSION, "r", description));
    }

    @Test
    void theFirstRuleWinsATargetAndEntity() {
        RuleSet rules = load("""
                version: 1
                rules:
                  - {name: one, shared: true, to: [{group: g}, {group: h}], entity: e, data: 1}
                  - {name: two, shared: true, to: [{group: h}, {group: g, hub: other}], entity: e, data: 2}
                  - {name: three, shared: true, to: [{group: g}, {group: g}], entity: f, data: 3}
                """);

        Evaluation.Updates evaluation = (Evaluation.Updates) rules.evaluate(event("{}"));

        assertThat(evaluation.shadowed()).isEqualTo(2);
        assertThat(evaluation.updates())
                .extracting(u ->
                        u.rule() + " " + u.target().hub() + " " + u.target().name() + " " + u.entity())
                .containsExactly("one events g e", "one events h e", "two other g e", "three events g f");
    }

    @Test
    void theFirstRuleWinsAmongManyTargetsToo() {
        StringBuilder to = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            to.append("{group: g").append(i % 20).append("}, ");
        }
        RuleSet rules = load("version: 1\nrules: [{name: r, shared: true, entity: e, to: [" + to + "]}]");

        Evaluation.Updates evaluation = (Evaluation.Updates) rules.evaluate(event("{}"));

        assertThat(evaluation.updates()).hasSize(20);
        assertThat(evaluation.shadowed()).isEqualTo(20);
    }

    @Test
    void aFilterCountsOnlyWhereNoOtherRuleMatches() {
        RuleSet rules = load("""
                version: 1
                rules:
                  - {name: noise, when: data.noise, to: []}
                  - {name: more-noise, when: data.noise, to: []}
                  - {name: wanted, shared: true, when: data.wanted, to: {group: g}, entity: e}
                """);

        assertThat(rules.evaluate(event("{'noise': true}"))).isEqualTo(new Evaluation.Filtered("noise", 1));
        assertThat(rules.evaluate(event("{'noise': true, 'wanted': true}"))).isInstanceOf(Evaluation.Updates.class);
        assertThat(rules.evaluate(event("{}"))).isEqualTo(new Evaluation.Unmatched(3));
    }

    @Test
    void oneRuleThatFailsLeavesTheEventWithoutUpdates() {
        RuleSet rules = load("""
                version: 1
                rules:
                  - {name: good, shared: true, to: {group: g}, entity: e}
                  - {name: bad, shared: true, to: {group: "{data.x}"}, entity: e}
                """);

        assertThat(rules.evaluate(event("{}")))
                .isEqualTo(new Evaluation.Refused(
                        Reason.MISSING_FIELD, "bad", "group '{data.x}': the event has no field 'data.x'"));
    }

    @Test
    void eachFileHasItsOwnTenant() {
        String rule = """
                version: 1
                tenant: {from: data.%s}
                rules: [{name: %s, to: {group: "{tenant}"}, entity: "e/{tenant}"}]
                """;
        RuleSet rules = RulesLoader.load(
                        List.of(
                                new RulesFile("a.yaml", rule.formatted("a", "one")),
                                new RulesFile("b.yaml", rule.formatted("b", "two"))),
                        new RulesSettings("events", Optional.empty()))
                .rules()
                .orElseThrow();

        assertThat(updates(rules, "{'a': 'acme', 'b': 'zeta'}"))
                .extracting(u -> u.rule() + " " + u.tenant() + " " + u.target().name() + " " + u.entity())
                .containsExactly("one acme acme e/acme", "two zeta zeta e/zeta");
    }

    @Test
    void severalEventsOfADeliveryAreOrderedByTheirIndex() {
        Event second = new Event(ORIGIN, 1, "", "t", "", "", "", Map.of(), json("{}"));

        Evaluation.Updates evaluation = (Evaluation.Updates) shared("entity: e").evaluate(second);

        assertThat(evaluation.updates().get(0).version()).isEqualTo(Version.of(ORIGIN, 1));
    }

    @Test
    void manyThreadsGetTheSame() throws Exception {
        RuleSet rules = sample();
        Event job = workflowJob();
        Evaluation expected = rules.evaluate(job);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(threads.submit(() -> {
                    boolean same = true;
                    for (int j = 0; j < 2_000; j++) {
                        same &= rules.evaluate(job).equals(expected);
                    }
                    return same;
                }));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get(60, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static RuleSet sample() {
        return load(resource("jobs.yaml"));
    }

    private static Event workflowJob() {
        return event(ORIGIN.scope(), "com.github.workflow_job.completed", json(resource("workflow-job.json")));
    }
}
