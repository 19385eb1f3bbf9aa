package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.yaml.Finding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    static Stream<Arguments> brokenFiles() {
        return Stream.of(
                file("empty", "", "f.yaml: this file is empty"),
                file("a text", "hello", "f.yaml:1:1: a rules file must be a mapping, but is 'hello'"),
                file("a list", "- a", "f.yaml:1:1: a rules file must be a mapping, but is a list"),
                file("tab", "version: 1\n\trules: []", "f.yaml:2:1: a tab can't indent YAML; use spaces"),
                file(
                        "two documents",
                        "version: 1\n---\nrules: []",
                        "f.yaml:2:1: a file must hold one YAML document, but a second one starts here"),
                file(
                        "nothing in it",
                        "{}",
                        "f.yaml:1:1: the field 'rules' is missing in the rules file",
                        "f.yaml:1:1: the field 'version' is missing in the rules file"),
                file(
                        "another version",
                        "version: 2\nrules: []",
                        "f.yaml:1:10: 'version' in the rules file must be '1', but is the integer 2",
                        "f.yaml:2:1: 'rules' in the rules file must hold at least one rule, but is empty"),
                file(
                        "misspelt at the top",
                        "versoin: 1\nrule: []",
                        "f.yaml:1:1: the field 'rules' is missing in the rules file",
                        "f.yaml:1:1: the field 'version' is missing in the rules file",
                        "f.yaml:1:1: unknown field 'versoin' in the rules file; did you mean 'version'?",
                        "f.yaml:2:1: unknown field 'rule' in the rules file; did you mean 'rules'?"),
                file(
                        "rules is a mapping",
                        "version: 1\nrules: {a: 1}",
                        "f.yaml:2:8: 'rules' in the rules file must be a list, but is a mapping"),
                file(
                        "a rule is a text",
                        "version: 1\nrules: [orders]",
                        "f.yaml:2:9: rule 1 must be a mapping, but is 'orders'"),
                file(
                        "an empty rule",
                        "version: 1\ntenant: {from: id}\nrules:\n  - {}",
                        "f.yaml:4:5: the field 'entity' is missing in rule 1",
                        "f.yaml:4:5: the field 'name' is missing in rule 1",
                        "f.yaml:4:5: the field 'to' is missing in rule 1"),
                file(
                        "unknown key twice as deep",
                        "version: 1\ntenant: {form: id}\nrules: [{name: a, to: []}]",
                        "f.yaml:2:9: the field 'from' is missing in 'tenant'",
                        "f.yaml:2:10: unknown field 'form' in 'tenant'; did you mean 'from'?"),
                file(
                        "tenant pattern",
                        "version: 1\ntenant: {from: id, pattern: '['}\nrules: [{name: a, to: []}]",
                        "f.yaml:2:29: 'pattern' in 'tenant' must be an RE2 pattern, but is '[': missing closing ]: ["),
                file(
                        "tenant of a wrong type",
                        "version: 1\ntenant: {from: id == ''}\nrules: [{name: a, to: []}]",
                        "f.yaml:2:16: 'from' in 'tenant' must be text or an integer, but 'id == ''' is of type bool"),
                file(
                        "tenant names itself",
                        "version: 1\ntenant: {from: tenant}\nrules: [{name: a, to: []}]",
                        "f.yaml:2:16: 'from' in 'tenant': undeclared reference to 'tenant' (in container ''); the tenant is"
                                + " known only in 'to', 'entity' and 'data' of rules that are not shared"),
                file(
                        "no tenant in the file",
                        "version: 1\nrules:\n  - name: a\n    to: {group: '{tenant}'}\n    entity: x",
                        "f.yaml:3:5: rule 'a' needs a tenant: the file must have the field 'tenant', or the rule 'shared: true'"),
                rule("unknown field", TARGETS + "    gruop: x", "8:5: unknown field 'gruop' in rule 'r'"),
                rule(
                        "unknown field, near",
                        TARGETS + "    entiyt: x",
                        "8:5: unknown field 'entiyt' in rule 'r'; did you mean 'entity'?"),
                rule(
                        "duplicate key",
                        TARGETS + "    entity: x",
                        "8:5: the key 'entity' is there twice; first in line 7"),
                rule(
                        "unknown source",
                        TARGETS + "    source: order",
                        "8:13: unknown source 'order' in rule 'r'; did you mean 'orders'?"),
                rule(
                        "unknown source in a list",
                        TARGETS + "    source: [ci, kafka]",
                        "8:18: unknown source 'kafka' in rule 'r'"),
                rule(
                        "no source",
                        TARGETS + "    source: []",
                        "8:5: 'source' in rule 'r' must not be an empty list; leave it out for every source"),
                rule(
                        "source of a wrong type",
                        TARGETS + "    source: 5",
                        "8:13: 'source' in rule 'r' must be text, but is the integer 5; quote it"),
                rule(
                        "shared of a wrong type",
                        TARGETS + "    shared: yes",
                        "8:13: 'shared' in rule 'r' must be true or false, but is 'yes'"),
                rule("empty condition", TARGETS + "    when:", "8:10: 'when' in rule 'r' must be text, but is empty"),
                rule(
                        "condition of text",
                        TARGETS + "    when: type",
                        "8:11: 'when' in rule 'r' must be true or false, but 'type' is of type string"),
                rule(
                        "condition of a number",
                        TARGETS + "    when: data.a + 1",
                        "8:11: 'when' in rule 'r' must be true or false, but 'data.a + 1' is of type int"),
                rule(
                        "condition, undeclared",
                        TARGETS + "    when: dta.action == 'x'",
                        "8:11: 'when' in rule 'r': undeclared reference to 'dta' (in container ''); did you mean 'data'?"),
                rule(
                        "condition, undeclared within quotes",
                        TARGETS + "    when: \"\\\"a\\\" == tpye\"",
                        "8:21: 'when' in rule 'r': undeclared reference to 'tpye' (in container ''); did you mean 'type'?"),
                rule(
                        "condition, undeclared in the second line of a block",
                        TARGETS + "    when: |\n      type == 'a' &&\n        foo == 'b'",
                        "10:9: 'when' in rule 'r': undeclared reference to 'foo' (in container '')"),
                rule(
                        "condition, overload",
                        TARGETS + "    when: type.startsWith(5)",
                        "8:26: 'when' in rule 'r': found no matching overload for 'startsWith' applied to 'string.(int)'"
                                + " (candidates: string.(string))"),
                rule(
                        "condition, comparison",
                        TARGETS + "    when: type == 5",
                        "8:16: 'when' in rule 'r': found no matching overload for '_==_' applied to '(string, int)'"
                                + " (candidates: (%A0, %A0))"),
                rule(
                        "condition, field of text",
                        TARGETS + "    when: type.x == 'a'",
                        "8:15: 'when' in rule 'r': type 'string' does not support field selection"),
                rule(
                        "condition, syntax",
                        TARGETS + "    when: type ==",
                        "8:18: 'when' in rule 'r': mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true',"
                                + " 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"),
                rule(
                        "condition names the tenant",
                        TARGETS + "    when: tenant == 'a'",
                        "8:11: 'when' in rule 'r': undeclared reference to 'tenant' (in container ''); the tenant is known only"
                                + " in 'to', 'entity' and 'data' of rules that are not shared"),
                rule(
                        "condition too long",
                        TARGETS + "    when: type == '" + "x".repeat(5000) + "'",
                        "8:11: 'when' in rule 'r' must have at most 4,096 characters, but has 5010"),
                rule(
                        "version of a wrong type",
                        TARGETS + "    version: type == 'a'",
                        "8:14: 'version' in rule 'r' must be a number, text or a list of those, but 'type == 'a'' is of type bool"),
                rule(
                        "version of a timestamp",
                        TARGETS + "    version: timestamp(time)",
                        "8:14: 'version' in rule 'r' must be a number, text or a list of those, but 'timestamp(time)' is of type"
                                + " google.protobuf.Timestamp"),
                rule(
                        "window",
                        TARGETS + "    coalesce: {every: soon}",
                        "8:23: 'every' in 'coalesce' in rule 'r' must be a duration such as 250ms, 2s, 5m or 24h, but is 'soon'"),
                rule(
                        "window too long",
                        TARGETS + "    coalesce: {every: 2h}",
                        "8:23: 'every' in 'coalesce' in rule 'r' must be from 0ms to 1h, but is '2h'"),
                rule(
                        "coalesce, unknown field",
                        TARGETS + "    coalesce: {evry: 2s}",
                        "8:16: unknown field 'evry' in 'coalesce' in rule 'r'; did you mean 'every'?"),
                rule(
                        "keep, unknown",
                        TARGETS + "    coalesce: {keep: last}",
                        "8:22: 'keep' in 'coalesce' in rule 'r' must be one of all, latest, merge, but is 'last'"),
                rule(
                        "keep, unsupported",
                        TARGETS + "    coalesce: {keep: merge}",
                        "8:16: 'keep: merge' is not supported yet"),
                rule(
                        "send, unsupported",
                        TARGETS + "    coalesce: {send: delta}",
                        "8:16: 'send: delta' is not supported yet"),
                rule(
                        "unsupported in coalesce",
                        TARGETS + "    coalesce: {barrier: data.x, remove: data.y, expire: 24h, leave: remove}",
                        "8:16: 'barrier' is not supported yet",
                        "8:33: 'remove' is not supported yet",
                        "8:49: 'expire' is not supported yet",
                        "8:62: 'leave' is not supported yet"),
                rule(
                        "unsupported in the rule",
                        TARGETS
                                + "    format: raw\n    ttl: 5m\n    priority: 1\n    match: x\n    onMissing: skip\n    filter: x",
                        "8:5: 'format' is not supported yet",
                        "9:5: 'ttl' is not supported yet",
                        "10:5: 'priority' is not supported yet",
                        "11:5: 'match' is not supported yet",
                        "12:5: 'onMissing' is not supported yet",
                        "13:5: 'filter' is not supported yet"),
                target(
                        "two kinds",
                        "{group: 'a{tenant}', user: 'b{tenant}'}",
                        "6:9: a target of rule 'r' must have exactly one of 'group', 'user', 'connection' and 'all', but has group, user"),
                target(
                        "no kind",
                        "{hub: events}",
                        "6:9: a target of rule 'r' must have exactly one of 'group', 'user', 'connection' and 'all', but none was given"),
                target("a text", "everybody", "6:9: a target in rule 'r' must be a mapping, but is 'everybody'"),
                target(
                        "misspelt",
                        "{gruop: '{tenant}'}",
                        "6:9: a target of rule 'r' must have exactly one of 'group', 'user', 'connection' and 'all', but none was given",
                        "6:10: unknown field 'gruop' in a target of rule 'r'; did you mean 'group'?"),
                target(
                        "without the tenant",
                        "{group: 'run:{data.id}'}",
                        "6:17: 'group' in rule 'r' must hold the placeholder '{tenant}', but is 'run:{data.id}'; or the rule must say 'shared: true'"),
                target(
                        "all",
                        "{all: true}",
                        "6:10: 'all' reaches every tenant; rule 'r' must say 'shared: true' if that is meant"),
                target("not all", "{all: false}", "6:10: 'all' in a target of rule 'r' must be true, but is false"),
                target(
                        "connection",
                        "{connection: '{tenant}'}",
                        "6:10: 'connection' may be any tenant's; rule 'r' must say 'shared: true' if that is meant"),
                target(
                        "adjacent placeholders",
                        "{group: '{tenant}{data.id}'}",
                        "6:26: 'group' in rule 'r': placeholders '{tenant}' and '{data.id}' must be kept apart by a character that no value holds, such as ':' or '/', but are adjacent"),
                target(
                        "placeholders that are hardly apart",
                        "{group: '{tenant}-{data.id}'}",
                        "6:27: 'group' in rule 'r': placeholders '{tenant}' and '{data.id}' must be kept apart by a character that no value holds, such as ':' or '/', but only '-' is between them"),
                target(
                        "an open brace",
                        "{group: 't:{tenant'}",
                        "6:20: 'group' in rule 'r': a '{' without its '}'; write '{{' for the character"),
                target(
                        "a closing brace",
                        "{group: '{tenant}}'}",
                        "6:26: 'group' in rule 'r': a '}' without its '{'; write '}}' for the character"),
                target(
                        "an empty placeholder",
                        "{group: '{tenant}:{ }'}",
                        "6:27: 'group' in rule 'r': a placeholder is empty; write '{{}}' for the characters"),
                target(
                        "a control character",
                        "{group: \"{tenant}:\\n\"}",
                        "6:18: 'group' in rule 'r': a name must not hold control characters or lone surrogates, but holds U+000A"),
                target(
                        "a list in a name",
                        "{group: '{tenant}:{[1, 2]}'}",
                        "6:28: 'group' in rule 'r' must be text, an integer, true or false, but '[1, 2]' is of type list"),
                target(
                        "a wrong expression in a name",
                        "{group: '{tenant}:{dat.id}'}",
                        "6:28: 'group' in rule 'r': undeclared reference to 'dat' (in container ''); did you mean 'data'?"),
                target(
                        "a number",
                        "{group: 5}",
                        "6:17: 'group' in a target of rule 'r' must be text, but is the integer 5; quote it"),
                target(
                        "a hub",
                        "{group: '{tenant}', hub: 'a/b'}",
                        "6:34: 'hub' in a target of rule 'r' must be a hub's name, which is a letter and then letters, digits or _`,.[], 128 characters at most, but is 'a/b'"),
                rule("no entity", "    to: {group: '{tenant}'}", "5:5: the field 'entity' is missing in rule 'r'"),
                rule(
                        "entity of dots",
                        "    to: {group: '{tenant}'}\n    entity: '..'",
                        "7:14: 'entity' in rule 'r': the name must not be '..', which means something else in a path"),
                rule(
                        "blank entity",
                        "    to: {group: '{tenant}'}\n    entity: ' '",
                        "7:14: 'entity' in rule 'r': a name must not be blank"),
                rule(
                        "long entity",
                        "    to: {group: '{tenant}'}\n    entity: '" + "e".repeat(1025) + "'",
                        "7:14: 'entity' in rule 'r': the name must have at most 1,024 characters, but has 1025"),
                rule(
                        "wrong expression in data",
                        TARGETS + "    data:\n      a: ['{data.x}', 'no: {nope}']",
                        "9:29: 'data' in rule 'r': undeclared reference to 'nope' (in container '')"),
                rule(
                        "a list within text",
                        TARGETS + "    data: 'x {[1]}'",
                        "8:15: 'data' in rule 'r' must be text, a number, true or false, but '[1]' is of type list"),
                rule(
                        "shared rule with the tenant",
                        "    shared: true\n    to: {group: 'g:{tenant}'}\n    entity: x",
                        "7:21: 'group' in rule 'r': undeclared reference to 'tenant' (in container ''); the tenant is known only in 'to', 'entity' and 'data' of rules that are not shared"),
                file(
                        "names",
                        "version: 1\nrules:\n  - {name: A_b, to: []}\n  - {name: a, to: []}\n  - {name: a, to: []}",
                        "f.yaml:3:12: 'name' in rule 1 must have lower-case letters, digits and hyphens only, 100 at most, but is 'A_b'",
                        "f.yaml:5:12: the rule name 'a' is there twice; first in f.yaml:4:12"));
    }

    private static Arguments file(String name, String text, String... findings) {
        return Arguments.of(name, text, List.of(findings));
    }

    private static Arguments rule(String name, String lines, String... findings) {
        return Arguments.of(
                name,
                HEAD + lines,
                Stream.of(findings).map(finding -> "f.yaml:" + finding).toList());
    }

    private static Arguments target(String name, String to, String... findings) {
        return rule("target: " + name, "    to: " + to + "\n    entity: x", findings);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFiles")
    void eachMistakeHasItsFinding(String name, String text, List<String> findings) {
        LoadedRules loaded = RulesLoader.load(List.of(new RulesFile("f.yaml", text)), SETTINGS);

        assertThat(loaded.findings()).extracting(Finding::text).containsExactlyElementsOf(findings);
        assertThat(loaded.rules()).isEmpty();
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
