package dev.weir.rules;

import static dev.weir.rules.RuleFixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.DeadLetter;
import dev.weir.yaml.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON Schemas that rules files name: what rules ask is checked against them, and events where it is asked for. */
class SchemasTest {
    private static final String ORDER = """
            {"type": "object", "required": ["org", "id"],
             "properties": {
               "org": {"type": "string"},
               "id": {"type": "integer"},
               "total": {"type": "number"},
               "status": {"enum": ["placed", "paid"]},
               "note": {"type": ["string", "null"]},
               "customer": {"$ref": "#/$defs/person"},
               "watchers": {"type": "array", "items": {"$ref": "#/$defs/person"}},
               "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}},
               "labels": {"type": "object", "additionalProperties": {"type": "string"}},
               "shipping": {"oneOf": [
                 {"type": "object", "properties": {"street": {"type": "string"}}},
                 {"type": "object", "properties": {"shop": {"type": "string"}}}]}},
             "$defs": {"person": {"type": "object", "properties": {
               "name": {"type": "string"}, "vip": {"type": "boolean"}, "parent": {"$ref": "#/$defs/person"}}}}}
            """;
    private static final String RULES = """
            version: 1
            tenant: {from: data.org}
            schemas:
              order.placed: order.schema.json
            rules:
              - name: orders
                when: type == "order.placed" && %s
                to: {group: "orders:{tenant}"}
                entity: "order/{data.id}"
                data: {value: "%s"}
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.status == 'paid'",
                "data.total > 100 && data.id > 7",
                "data.customer.vip",
                "data.customer.parent.parent.name == 'Ann'",
                "data.customer == null",
                "data.note == null || data.note.startsWith('x')",
                "has(data.customer.name)",
                "data.lines.exists(line, line.sku == 'A')",
                "data.lines[0].sku.startsWith('A')",
                "data['customer']['name'] == 'Ann' && data.customer['vip']",
                "data['lines'][0]['sku'] == 'A' && data['labels']['colour'] == 'red'",
                "data[properties.field] == 'unknown until then'",
                "data.labels.colour == 'red'",
                "data.shipping.street == '' || data.shipping.shop == ''",
                "'x' in data && size(data) > 1 && data['status'] == 'paid'",
                "properties.region == 'eu'"
            })
    void whatTheSchemaKnowsMayBeAsked(String condition) {
        assertThat(findings(condition, "{data.customer}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            data.stauts == 'paid'               | 7:42 | 'order.schema.json' has no field 'stauts'; did you mean 'status'?
            data.id > 1 && data.customer.vpi    | 7:66 | 'order.schema.json' has no field 'vpi'; did you mean 'vip'?
            data.customer.parent.nmae == ''     | 7:58 | 'order.schema.json' has no field 'nmae'; did you mean 'name'?
            has(data.stauts)                    | 7:46 | 'order.schema.json' has no field 'stauts'; did you mean 'status'?
            data['stauts'] == 'paid'            | 7:43 | 'order.schema.json' has no field 'stauts'; did you mean 'status'?
            data.customer["vpi"]                | 7:52 | 'order.schema.json' has no field 'vpi'; did you mean 'vip'?
            data['customer']['vpi']             | 7:55 | 'order.schema.json' has no field 'vpi'
            data['id'] == 'seven'               | 7:48 | found no matching overload for '_==_' applied to '(int, string)', as 'order.schema.json' says
            data.lines.exists(l, l.sk == 'A')   | 7:60 | 'order.schema.json' has no field 'sk'
            data.customer.vip == 'yes'          | 7:55 | found no matching overload for '_==_' applied to '(bool, string)', as 'order.schema.json' says
            """)
    void whatItDoesNotKnowIsAFindingWithItsPlace(String condition, String place, String message) {
        assertThat(findings(condition, "{data.id}"))
                .containsExactly("f.yaml:" + place + ": 'when' in rule 'orders': " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {data.toatl}           | 10:26 | 'order.schema.json' has no field 'toatl'; did you mean 'total'?
            a {data.customer.nmae} | 10:37 | 'order.schema.json' has no field 'nmae'; did you mean 'name'?
            {data.id.x}            | 10:29 | 'order.schema.json' has no field 'x'
            {data.id + data.ttal}  | 10:36 | 'order.schema.json' has no field 'ttal'; did you mean 'total'?
            """)
    void soItIsInTemplates(String template, String place, String message) {
        assertThat(findings("true", template))
                .containsExactly("f.yaml:" + place + ": 'data' in rule 'orders': " + message);
    }

    @Test
    void aValueOfAWrongTypeIsAFinding() {
        assertThat(findings("true", "a {data.customer}"))
                .containsExactly("f.yaml:10:23: 'data' in rule 'orders' must be text, a number, true or false,"
                        + " but 'data.customer' is of type object");
    }

    @Test
    void theTenantIsCheckedToo() {
        assertThat(findings(RULES.formatted("true", "{data.id}").replace("data.org", "data.ogr")))
                .containsExactly("f.yaml:2:21: 'from' in 'tenant': 'order.schema.json' has no field 'ogr';"
                        + " did you mean 'org'?");
    }

    @Test
    void ofSeveralTypesEachFieldCounts() {
        String rules = RULES.formatted("data.%s == ''", "{data.id}")
                .replace("type == \"order.placed\"", "type in ['order.placed', 'invoice.sent']")
                .replace("schemas:\n", "schemas:\n  'invoice.*': {file: invoice.schema.json}\n");

        assertThat(findings(rules.formatted("due"))).isEmpty();
        assertThat(findings(rules.formatted("status"))).isEmpty();
        assertThat(findings(rules.formatted("deu")).get(0))
                .endsWith("'invoice.schema.json' and 'order.schema.json' has no field 'deu'; did you mean 'due'?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            data.watchers                      | user:{tenant}:{item.name}         |
            data.watchers.filter(w, w.vip)     | user:{tenant}:{item.parent.name}  |
            data.labels.people                 | user:{tenant}:{item.whatever}     |
            data.watchers                      | user:{tenant}:{item.nmae}         | 8:59: 'as' in rule 'orders': 'order.schema.json' has no field 'nmae'; did you mean 'name'?
            data.watchers.filter(w, w.vip)     | user:{tenant}:{item.nmae}         | 8:76: 'as' in rule 'orders': 'order.schema.json' has no field 'nmae'; did you mean 'name'?
            data.watchers                      | user:{tenant}:{item['nmae'] + ''} | 8:60: 'as' in rule 'orders': 'order.schema.json' has no field 'nmae'; did you mean 'name'?
            data.watchers                      | user:{tenant}:{item}              | 8:54: 'as' in rule 'orders' must be text, an integer, true or false, but 'item' is of type object
            data.watchers.filter(w, w.vpi)     | user:{tenant}:{item.name}         | 8:44: 'users' in rule 'orders': 'order.schema.json' has no field 'vpi'
            """)
    void whatTheItemsOfAListOfTargetsHoldIsCheckedToo(String list, String as, @Nullable String finding) {
        String rules = RULES.formatted("true", "{data.id}")
                .replace("{group: \"orders:{tenant}\"}", "{users: \"" + list + "\", as: \"" + as + "\"}");

        assertThat(findings(rules)).isEqualTo(finding == null ? List.of() : List.of("f.yaml:" + finding));
    }

    @Test
    void aSchemaOfAllTypesChecksRulesThatNameNone() {
        String rules = RULES.formatted("true", "{data.%s}")
                .replace("type == \"order.placed\" && true", "data.id > 1")
                .replace("schemas:\n", "schemas:\n  '*': invoice.schema.json\n");
        String everyEvent = rules.replace("    when: data.id > 1\n", "");

        for (String any : List.of(rules, everyEvent)) {
            assertThat(findings(any.formatted("due"))).isEmpty();
            assertThat(findings(any.formatted("status"))).isEmpty();
            assertThat(findings(any.formatted("deu")))
                    .singleElement()
                    .asString()
                    .endsWith("'invoice.schema.json' and 'order.schema.json' has no field 'deu'; did you mean 'due'?");
        }
        assertThat(findings(rules.replace("data.id > 1", "type == 'unheard.of'").formatted("status")))
                .last()
                .asString()
                .endsWith("'invoice.schema.json' has no field 'status'");
    }

    @Test
    void aRuleThatTakesTypesWithoutASchemaIsNotChecked() {
        String rules = RULES.formatted("true", "{data.stauts}");

        assertThat(findings(rules.replace("type == \"order.placed\"", "type.startsWith('order.')")))
                .isEmpty();
        assertThat(findings(rules.replace("type == \"order.placed\"", "data.id > 1")))
                .isEmpty();
    }

    @Test
    void schemasThatCanNotBeUsedAreFindings() {
        String rules = RULES.formatted("true", "{data.id}");

        assertThat(findings(rules.replace("order.schema.json", "ordr.schema.json")))
                .containsExactly("f.yaml:4:17: there is no schema 'ordr.schema.json' beside the file; its name must end"
                        + " with .schema.json; did you mean 'order.schema.json'?");
        assertThat(findings(rules.replace("order.schema.json", "broken.schema.json")))
                .singleElement()
                .asString()
                .startsWith("broken.schema.json:1:11: this is not JSON: ");
        assertThat(findings(rules.replace("order.schema.json", "wrong.schema.json"))
                        .get(0))
                .startsWith(
                        "wrong.schema.json: this is not a JSON Schema: /type: does not have a value in the enumeration");
        assertThat(findings(rules.replace("order.placed:", "'*.placed':")).get(0))
                .startsWith("f.yaml:4:3: 'schemas' must name a type of events");
        assertThat(findings(rules.replace("order.schema.json", "{file: order.schema.json, invalid: drop}"))
                        .get(0))
                .startsWith("f.yaml:4:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"$schema": "https://example.com/x"}              | it refers to 'https://example.com/x', but must not refer to anything outside it
            {"properties": {"a": {"$ref": "file:///secret"}}} | it refers to 'file:///secret', but must not refer to anything outside it
            {"properties": {"a": {"$ref": "#/nowhere"}}}      | Reference /nowhere cannot be resolved
            {"properties": {"a": {"pattern": "(?=x)"}}}       | '(?=x)' is no RE2 pattern: invalid or unsupported Perl syntax: (?=
            """)
    void aSchemaStaysWithinItsFile(String schema, String reason) {
        LoadedRules loaded = RulesLoader.load(
                List.of(
                        new RulesFile("f.yaml", RULES.formatted("true", "{data.id}")),
                        new RulesFile("order.schema.json", schema)),
                RuleFixture.SETTINGS);

        assertThat(loaded.findings())
                .extracting(Finding::text)
                .containsExactly("order.schema.json: this JSON Schema can't be used: " + reason);
    }

    @Test
    void anEventThatBreaksItsSchemaIsDeadLetteredWhereThatIsAskedFor() {
        RuleSet rules = set("dead-letter");
        List<String> told = new ArrayList<>();

        Evaluation broken = rules.evaluate(event("order.placed", "{'org': 'acme', 'id': 'x'}"), told::add);

        assertThat(broken)
                .isEqualTo(new Evaluation.Refused(
                        DeadLetter.Reason.INVALID_DATA,
                        "",
                        "the event breaks order.schema.json: 'data.id': string found, integer expected"));
        assertThat(told).containsExactly("order.placed");
        assertThat(rules.evaluate(event("order.placed", "{'org': 'acme', 'id': 7}"), told::add))
                .isInstanceOf(Evaluation.Updates.class);
        assertThat(rules.evaluate(event("other", "{}"), told::add)).isInstanceOf(Evaluation.Unmatched.class);
        assertThat(told).hasSize(1);
    }

    @Test
    void orCountedAndPublishedAllTheSame() {
        List<String> told = new ArrayList<>();

        assertThat(set("count").evaluate(event("order.placed", "{'org': 'acme', 'id': 'x'}"), told::add))
                .isInstanceOf(Evaluation.Updates.class);
        assertThat(told).containsExactly("order.placed");
    }

    @Test
    void orNotLookedAt() {
        List<String> told = new ArrayList<>();
        RuleSet rules = RuleFixture.load(files(RULES.formatted("true", "{data.id}")));

        assertThat(rules.evaluate(event("order.placed", "{'org': 'acme', 'id': 'x'}"), told::add))
                .isInstanceOf(Evaluation.Updates.class);
        assertThat(told).isEmpty();
    }

    @Test
    void schemasAreReadFromBesideTheRules() throws IOException {
        Path rules =
                Files.writeString(folder.resolve("orders.yaml"), RULES.formatted("data.stauts == ''", "{data.id}"));
        Files.writeString(folder.resolve("order.schema.json"), ORDER);

        for (Path path : List.of(rules, folder)) {
            assertThat(RulesLoader.load(path, RuleFixture.SETTINGS).findings())
                    .extracting(Finding::text)
                    .singleElement()
                    .asString()
                    .contains("/order.schema.json' has no field 'stauts'");
        }
        Files.writeString(rules, RULES.formatted("true", "{data.id}"));
        String hash = RulesLoader.load(folder, RuleFixture.SETTINGS)
                .rules()
                .orElseThrow()
                .hash();
        Files.writeString(folder.resolve("order.schema.json"), ORDER + " ");
        assertThat(RulesLoader.load(folder, RuleFixture.SETTINGS)
                        .rules()
                        .orElseThrow()
                        .hash())
                .isNotEqualTo(hash);
    }

    @Test
    void aPatternThatIsSlowElsewhereIsNotHere() {
        RuleSet rules = RuleFixture.load(List.of(
                new RulesFile(
                        "order.schema.json",
                        "{\"properties\": {\"org\": {\"type\": \"string\", \"pattern\": \"^(a+)+$\"}, \"id\": {}}}"),
                new RulesFile("f.yaml", checked("dead-letter"))));

        assertThat(rules.evaluate(event("order.placed", "{'org': '" + "a".repeat(50_000) + "b', 'id': 1}")))
                .isInstanceOf(Evaluation.Refused.class);
    }

    private static RuleSet set(String invalid) {
        return RuleFixture.load(files(checked(invalid)));
    }

    private static String checked(String invalid) {
        return RULES.formatted("true", "{data.id}")
                .replace(
                        "order.placed: order.schema.json",
                        "order.placed: {file: order.schema.json, invalid: " + invalid + "}");
    }

    private static List<String> findings(String condition, String template) {
        return findings(RULES.formatted(condition, template));
    }

    private static List<String> findings(String rules) {
        return RulesLoader.load(files(rules), RuleFixture.SETTINGS).findings().stream()
                .map(Finding::text)
                .toList();
    }

    private static List<RulesFile> files(String rules) {
        return List.of(
                new RulesFile("f.yaml", rules),
                new RulesFile("order.schema.json", ORDER),
                new RulesFile("invoice.schema.json", "{\"properties\": {\"due\": {\"type\": \"string\"}}}"),
                new RulesFile("broken.schema.json", "{\"type\": [}"),
                new RulesFile("wrong.schema.json", "{\"type\": \"objekt\"}"));
    }
}
