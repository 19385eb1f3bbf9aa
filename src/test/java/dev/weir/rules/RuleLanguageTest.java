package dev.weir.rules;

import static dev.weir.rules.RuleFixture.ORIGIN;
import static dev.weir.rules.RuleFixture.event;
import static dev.weir.rules.RuleFixture.findings;
import static dev.weir.rules.RuleFixture.load;
import static dev.weir.rules.RuleFixture.rules;
import static dev.weir.rules.RuleFixture.shared;
import static dev.weir.rules.RuleFixture.targets;
import static dev.weir.rules.RuleFixture.updates;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.DeadLetter.Reason;
import dev.weir.event.Event;
import dev.weir.message.Change;
import dev.weir.message.Coalescing;
import dev.weir.message.Format;
import dev.weir.message.Keep;
import dev.weir.message.LaneKey;
import dev.weir.message.Presence;
import dev.weir.message.Target;
import dev.weir.message.Target.Kind;
import dev.weir.message.Update;
import dev.weir.message.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule may say beside its targets. */
class RuleLanguageTest {

    @Test
    void aRuleSaysInWhatFormItsUpdatesGoOutAndATargetMaySayOtherwise() {
        RuleSet rules = rules("""
                shared: true
                hub: live
                format: raw
                ttl: 90s
                priority: high
                to: [{group: a}, {group: b, hub: other, format: cloudevents, ttl: 5s}]
                entity: e
                """);
        Event event = event("{}");

        List<Update> made = updates(rules, event);

        assertThat(made)
                .extracting(Update::lane)
                .containsExactly(
                        new LaneKey(new Target("live", Kind.GROUP, "a"), Format.RAW, Duration.ofSeconds(90)),
                        new LaneKey(new Target("other", Kind.GROUP, "b"), Format.CLOUDEVENTS, Duration.ofSeconds(5)));
        assertThat(made).extracting(Update::event).containsExactly(null, event);
        assertThat(made.get(0).coalescing().priority()).isEqualTo(Coalescing.Priority.HIGH);
    }

    @Test
    void coalescingIsWhatTheRuleSays() {
        assertThat(updates(shared("entity: e\ncoalesce: {every: 1s, keep: merge, send: delta, expire: 24h}"), "{}")
                        .get(0)
                        .coalescing())
                .isEqualTo(new Coalescing(
                        Duration.ofSeconds(1),
                        Keep.MERGE,
                        Coalescing.Sending.DELTA,
                        Duration.ofHours(24),
                        Coalescing.Priority.NORMAL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{'end': true}|true", "{'end': false}|false", "{}|false", "{'end': null}|false"})
    void aBarrierEndsTheWindow(String data, boolean barrier) {
        RuleSet rules = shared("entity: e\ncoalesce: {barrier: data.end}");

        assertThat(updates(rules, data).get(0).barrier()).isEqualTo(barrier);
    }

    @Test
    void anEntityIsRemovedWithoutItsDataBeingMade() {
        RuleSet rules = shared("entity: e\ndata: '{data.gone}'\ncoalesce: {remove: data.action == 'deleted'}");

        assertThat(updates(rules, "{'action': 'deleted'}").get(0).change()).isEqualTo(new Change.Removal());
        assertThat(updates(rules, "{'action': 'x', 'gone': 1}").get(0).change()).isInstanceOf(Change.State.class);
    }

    @Test
    void aRemovalThatFailsRefusesTheEvent() {
        assertThat(shared("entity: e\ncoalesce: {remove: data.n}").evaluate(event("{'n': 1}")))
                .isEqualTo(new Evaluation.Refused(
                        Reason.EXPRESSION_FAILED, "r", "remove: it must be true or false, but is the integer 1"));
    }

    private static final RuleSet LEAVING = rules("""
            when: data.open
            to: {group: "t:{tenant}:region:{data.region}"}
            entity: "shipment/{data.id}"
            coalesce: {leave: remove, remove: data.gone}
            """);

    @Test
    void aRuleThatTakesEntitiesAwaySaysWhereTheyAreToBeSeen() {
        Evaluation.Updates made =
                (Evaluation.Updates) LEAVING.evaluate(event("{'org': 'acme', 'open': true, 'region': 'eu', 'id': 7}"));

        assertThat(made.presences())
                .containsExactly(presence(Set.of(LaneKey.of(new Target("events", Kind.GROUP, "t:acme:region:eu")))));
    }

    @Test
    void andThatTheyAreSeenNowhereWhenItsConditionHoldsNoMoreOrTheyAreRemoved() {
        assertThat(LEAVING.evaluate(event("{'org': 'acme', 'open': false, 'id': 7}")))
                .isEqualTo(new Evaluation.Updates(List.of(), List.of(presence(Set.of())), 0, 0));
        assertThat(((Evaluation.Updates) LEAVING.evaluate(
                                event("{'org': 'acme', 'open': true, 'region': 'eu', 'id': 7, 'gone': true}")))
                        .presences())
                .containsExactly(presence(Set.of()));
    }

    @Test
    void anEventThatSaysNothingOfTheConditionOrNamesNoEntityChangesNothing() {
        assertThat(LEAVING.evaluate(event("{'org': 'acme', 'id': 7}"))).isEqualTo(new Evaluation.Unmatched(1));
        assertThat(LEAVING.evaluate(event("{'org': 'acme', 'open': false}"))).isEqualTo(new Evaluation.Unmatched(0));
        assertThat(LEAVING.evaluate(event("{'open': false, 'id': 7}"))).isEqualTo(new Evaluation.Unmatched(0));
    }

    private static Presence presence(Set<LaneKey> lanes) {
        return new Presence(
                "r", "acme", "shipment/7", Version.of(ORIGIN, 0), RuleFixture.AT, lanes, Coalescing.DEFAULT);
    }

    @Test
    void theFirstMatchOfAFileMayBeTheOnlyOne() {
        String rule = "{name: %s, shared: true, when: data.%s, to: {group: %s}, entity: e}";
        String first = "version: 1\nmatch: first\nrules:\n  - " + rule.formatted("a", "a", "a") + "\n  - "
                + rule.formatted("b", "b", "b") + "\n";
        String other = "version: 1\nrules: [" + rule.formatted("c", "b", "c") + "]";

        RuleSet rules = load(first, other);

        assertThat(rulesOf(updates(rules, "{'a': true, 'b': true}"))).containsExactly("a", "c");
        assertThat(rulesOf(updates(rules, "{'a': false, 'b': true}"))).containsExactly("b", "c");
        assertThat(rulesOf(updates(rules, "{'b': true}"))).containsExactly("b", "c");
    }

    @Test
    void aFilterMayBeTheFirstMatch() {
        RuleSet rules = load("""
                version: 1
                match: first
                rules:
                  - {name: noise, when: data.noise, to: []}
                  - {name: all, shared: true, to: {group: g}, entity: e}
                """);

        assertThat(rules.evaluate(event("{'noise': true}"))).isEqualTo(new Evaluation.Filtered("noise", 0));
    }

    @Test
    void anEventThatNoRuleTakesIsDeadLetteredWhereAFileOfItsSourceSaysSo() {
        String settle = "version: 1\nrules: [{name: a, source: fleet, when: data.a, to: []}]";
        String strict = "version: 1\nunmatched: dead-letter\nrules: [{name: b, source: ci, when: data.b, to: []}]";

        RuleSet rules = load(settle, strict);

        assertThat(rules.evaluate(event("{'b': false}")))
                .isEqualTo(new Evaluation.Refused(
                        Reason.UNMATCHED, "", "no rule takes an event of type 't' from source 'ci'"));
        assertThat(rules.evaluate(event("{'b': true}"))).isEqualTo(new Evaluation.Filtered("b", 0));
        assertThat(rules.evaluate(event(new dev.weir.event.Scope("fleet", "", "0"), "t", RuleFixture.json("{}"))))
                .isEqualTo(new Evaluation.Unmatched(1));
    }

    @ParameterizedTest
    @CsvSource({
        "entity: 'e/{data.x}'",
        "to: {group: 'g:{data.x}'}",
        "data: '{data.x}'",
        "version: data.x",
        "to: {groups: data.x; as: 'g:{item}'}",
    })
    void aRuleMayPassOverEventsThatLackAField(String line) {
        String rest = line.startsWith("entity") ? "" : "entity: e\n";
        String to = line.startsWith("to") ? "" : "to: {group: g}\n";
        RuleSet rules = rules("shared: true\nonMissing: skip\n" + to + rest + line.replace(';', ','));

        assertThat(rules.evaluate(event("{}"))).isEqualTo(new Evaluation.Unmatched(1));
        assertThat(rules.evaluate(event("{'x': null}")))
                .isEqualTo(
                        line.startsWith("data") ? rules.evaluate(event("{'x': null}")) : new Evaluation.Unmatched(1));
    }

    @Test
    void whatIsWrongButNotMissingIsNotPassedOver() {
        assertThat(shared("onMissing: skip\nentity: 'e/{data.x}'").evaluate(event("{'x': [1]}")))
                .isInstanceOf(Evaluation.Refused.class);
        assertThat(rules("onMissing: skip\nto: {group: 't:{tenant}'}\nentity: e")
                        .evaluate(event("{}")))
                .isEqualTo(new Evaluation.Refused(
                        Reason.MISSING_TENANT, "r", "tenant: the event has no field 'data.org'"));
    }

    @Test
    void aTenantsLettersMayAllBeTakenAsLowerCase() {
        RuleSet rules = load("""
                version: 1
                tenant: {from: data.org, pattern: "[a-z]+", case: lower}
                rules: [{name: r, to: {group: "{tenant}"}, entity: e}]
                """);

        assertThat(targets(rules, "{'org': 'AcMe'}")).containsExactly(new Target("events", Kind.GROUP, "acme"));
    }

    @Test
    void aVersionMayBeAListOfExpressions() {
        RuleSet rules = shared("entity: e\nversion: [data.attempt, \"{'a': 1, 'b': 2}[data.state]\", 3]");

        assertThat(updates(rules, "{'attempt': 2, 'state': 'b'}").get(0).version())
                .isEqualTo(Version.ofRule("r", List.of(2L, 2L, 3L), ORIGIN, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mask(data.s, 4)  | ********1234",
                "mask(data.s, 0)  | ************",
                "mask(data.s, 12) | ************",
                "mask(data.s, -1) | ************",
                "mask('', 4)      | ``",
                "mask('😀😀x', 1)  | **x",
                "hash('abc')      | ba7816bf8f01cfea414140de5dae2223",
            })
    void textsCanBeMasked(String expression, String masked) {
        RuleSet rules = shared("entity: e\ndata: {m: \"{" + expression + "}\"}");

        assertThat(updates(rules, "{'s': '555-867-1234'}")
                        .get(0)
                        .data()
                        .get("m")
                        .asText())
                .isEqualTo(masked);
    }

    @Test
    void maskingWhatIsNoTextRefusesTheEvent() {
        assertThat(shared("entity: e\ndata: {m: '{mask(data.s, 4)}'}").evaluate(event("{'s': 5}")))
                .isInstanceOf(Evaluation.Refused.class);
        assertThat(shared("entity: e\ndata: {m: '{mask(data.s, 4)}'}").evaluate(event("{}")))
                .extracting("reason")
                .isEqualTo(Reason.MISSING_FIELD);
    }

    @Test
    void defaultsHoldWhereARuleSaysNothing() {
        RuleSet rules = load("""
                # defaults
                version: 1
                tenant: {from: data.org}
                defaults: {format: raw, coalesce: {every: 2s, keep: all}}
                """, """
                version: 1
                defaults: {hub: live, coalesce: {every: 1s}}
                rules:
                  - {name: a, to: {group: "{tenant}:a"}, entity: e}
                  - {name: b, to: {group: "{tenant}:b"}, entity: e, format: weir, coalesce: {keep: latest}}
                """);

        List<Update> made = updates(rules, "{'org': 'acme'}");

        assertThat(made).extracting(update -> update.target().hub()).containsExactly("live", "live");
        assertThat(made).extracting(update -> update.lane().format()).containsExactly(Format.RAW, Format.WEIR);
        assertThat(made).extracting(update -> update.coalescing().keep()).containsExactly(Keep.ALL, Keep.LATEST);
        assertThat(made)
                .extracting(update -> update.coalescing().every())
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void fragmentsArePartsOfRulesAndMayUseOthers() {
        RuleSet rules = load("""
                version: 1
                fragments:
                  job: {use: slow, entity: "job/{data.id}", data: {id: "{data.id}"}}
                  slow: {coalesce: {every: 5s, keep: all}}
                rules:
                  - {name: a, use: job, shared: true, to: {group: a}, coalesce: {keep: latest}}
                  - {name: b, use: [slow, job], shared: true, to: {group: b}, entity: "b/{data.id}"}
                """);

        List<Update> made = updates(rules, "{'id': 7}");

        assertThat(made).extracting(Update::entity).containsExactly("job/7", "b/7");
        assertThat(made).extracting(update -> update.coalescing().keep()).containsExactly(Keep.LATEST, Keep.ALL);
        assertThat(made).allSatisfy(update -> {
            assertThat(update.coalescing().every()).isEqualTo(Duration.ofSeconds(5));
            assertThat(update.data()).isEqualTo(RuleFixture.json("{'id': 7}"));
        });
    }

    @Test
    void mergingNeedsAnOrderedSourceAndStateThatLasts() {
        String text =
                "version: 1\nrules: [{name: r, shared: true, to: {group: g}, entity: e, coalesce: {keep: merge}}]";
        RulesSettings volatileState = new RulesSettings(
                "events",
                Optional.of(Map.of("ci", SourceTraits.UNORDERED, "fleet", SourceTraits.ORDERED)),
                RulesSettings.State.VOLATILE);
        RulesSettings durable = new RulesSettings(
                "events", Optional.of(Map.of("fleet", SourceTraits.ORDERED)), RulesSettings.State.DURABLE);

        assertThat(RulesLoader.load(List.of(new RulesFile("f.yaml", text)), durable)
                        .findings())
                .isEmpty();
        assertThat(RulesLoader.load(List.of(new RulesFile("f.yaml", text)), volatileState)
                        .findings())
                .extracting(dev.weir.yaml.Finding::text)
                .containsExactly(
                        "f.yaml:2:71: 'keep: merge' in 'coalesce' in rule 'r' needs a source that keeps an entity's events"
                                + " in order, but 'ci' has neither sessions nor partitions; use 'keep: latest' with whole states",
                        "f.yaml:2:71: 'keep: merge' in 'coalesce' in rule 'r' needs state that outlives a restart, but the"
                                + " bridge keeps its in memory; let the configuration keep it elsewhere, or use 'keep: latest'"
                                + " with whole states");
    }

    @Test
    void defaultsWithoutRulesAreAFinding() {
        assertThat(findings("# defaults\nversion: 1\n"))
                .containsExactly("_defaults.yaml: there are defaults, but no rules files beside them");
    }

    private static List<String> rulesOf(List<Update> updates) {
        return updates.stream().map(Update::rule).toList();
    }
}
