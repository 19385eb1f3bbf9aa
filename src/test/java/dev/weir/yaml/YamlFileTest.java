package dev.weir.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlFileTest {
    private static final YamlLimits LIMITS = YamlLimits.DEFAULT;

    static Stream<Arguments> brokenFiles() {
        return Stream.of(
                broken("empty", "", "f.yaml: this file is empty"),
                broken("comment alone", "# nothing\n", "f.yaml: this file is empty"),
                broken("tab", "a:\n\tb: 1\n", "f.yaml:2:1: a tab can't indent YAML; use spaces"),
                broken(
                        "two documents",
                        "a: 1\n---\nb: 2\n",
                        "f.yaml:2:1: a file must hold one YAML document, but a second one starts here"),
                broken(
                        "open list",
                        "a: [1, 2\nb: 3\n",
                        "f.yaml:2:2: this is not YAML: while parsing a flow sequence, expected ',' or ']', but got :"),
                broken(
                        "duplicate key",
                        "a: 1\nb: 2\na: 3\n",
                        "f.yaml:3:1: the key 'a' is there twice; first in line 1"),
                broken(
                        "duplicate key, quoted",
                        "x:\n  a: 1\n  \"a\": 3\n",
                        "f.yaml:3:3: the key 'a' is there twice; first in line 2"),
                broken("merge key", "a: &a {b: 1}\nc:\n  <<: *a\n", "f.yaml:3:3: merge keys '<<' are not supported"),
                broken("tag", "a: !java.lang.Thread x\n", "f.yaml:1:4: the tag '!java.lang.Thread' is not supported"),
                broken(
                        "global tag",
                        "a: !!javax.script.X []\n",
                        "f.yaml:1:4: this is not YAML: Global tag is not allowed: tag:yaml.org,2002:javax.script.X"),
                broken(
                        "complex key",
                        "? [a, b]\n: 1\n",
                        "f.yaml:1:3: a key must be a single value, but is a mapping or a list"),
                broken("unknown alias", "a: *b\n", "f.yaml:1:4: this is not YAML: found undefined alias b"),
                broken(
                        "control character",
                        "a: 1\nbc: x\u0007y\n",
                        "f.yaml:2:6: a character that YAML does not allow: U+0007"),
                broken("recursion", "a: &a\n  b: *a\n", "f.yaml:1:4: values nest deeper than 32"));
    }

    static Arguments broken(String name, String text, String finding) {
        return Arguments.of(name, text, finding);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFiles")
    void whatIsWrongWithTheTextIsAFinding(String name, String text, String finding) {
        assertThat(findingsOf(text)).containsExactly(finding);
    }

    @Test
    void deepNestingIsAFinding() {
        assertThat(findingsOf("[".repeat(5_000))).singleElement().asString().contains("Nesting Depth exceeded max 32");
    }

    @Test
    void aBombOfAliasesIsAFinding() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%d: &a%d [*a%d".formatted(i, i, i - 1))
                    .append((", *a" + (i - 1)).repeat(8))
                    .append("]\n");
        }
        assertThat(findingsOf(bomb.toString()))
                .containsExactly("f.yaml: this is not YAML that can be read:"
                        + " Number of aliases for non-scalar nodes exceeds the specified max=50");
    }

    @Test
    void aSmallBombThatKeepsToTheAliasesIsStoppedByItsValues() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(findingsOf(bomb.toString()))
                .singleElement()
                .asString()
                .endsWith("this file has more than 200000 values, those of aliases counted");
    }

    @Test
    void tooMuchTextIsAFinding() {
        assertThat(findingsOf("a: " + "x".repeat(10 * 1024 * 1024)))
                .containsExactly("f.yaml: this file is larger than 4194304 bytes");
    }

    @Test
    void filesThatCannotBeReadAreFindings(@TempDir Path folder) throws IOException {
        Path latin = Files.write(folder.resolve("latin.yaml"), "a: é".getBytes(StandardCharsets.ISO_8859_1));
        Path large = Files.write(folder.resolve("large.yaml"), new byte[LIMITS.bytes() + 1]);
        Findings findings = new Findings();

        YamlFile.read(folder.resolve("none.yaml"), "none.yaml", LIMITS, findings);
        YamlFile.read(latin, "latin.yaml", LIMITS, findings);
        YamlFile.read(large, "large.yaml", LIMITS, findings);
        YamlFile.read(folder, "folder", LIMITS, findings);

        assertThat(findings.sorted())
                .extracting(Finding::text)
                .containsExactly(
                        "folder: this file can't be read: Is a directory",
                        "large.yaml: this file is larger than 4194304 bytes",
                        "latin.yaml: this file is not UTF-8 text",
                        "none.yaml: there is no such file");
    }

    @Test
    void valuesKnowTheirPlaceAndPath() {
        Mapping root = (Mapping)
                parse("\uFEFFweir:\n  sources:\n    ci: {queues: [a, 'b']}\n").orElseThrow();

        Mapping sources = child(child(root, "weir"), "sources");
        Sequence queues =
                (Sequence) child(sources, "ci").entries().get("queues").value();

        assertThat(queues.path()).isEqualTo("weir.sources.ci.queues");
        assertThat(queues.items().get(1).path()).isEqualTo("weir.sources.ci.queues[1]");
        assertThat(queues.items().get(1).place()).isEqualTo(new Place("f.yaml", 3, 22));
        assertThat(sources.entries().get("ci").keyPlace()).isEqualTo(new Place("f.yaml", 3, 5));
    }

    static Stream<Arguments> scalars() {
        return Stream.of(
                Arguments.of("7", Scalar.Type.INTEGER),
                Arguments.of("-7", Scalar.Type.INTEGER),
                Arguments.of("0755", Scalar.Type.TEXT),
                Arguments.of("1_000", Scalar.Type.TEXT),
                Arguments.of("1.5", Scalar.Type.DECIMAL),
                Arguments.of("1e3", Scalar.Type.DECIMAL),
                Arguments.of("1.2.3", Scalar.Type.TEXT),
                Arguments.of("12:30:45", Scalar.Type.TEXT),
                Arguments.of("2026-11-23", Scalar.Type.TEXT),
                Arguments.of("true", Scalar.Type.BOOLEAN),
                Arguments.of("yes", Scalar.Type.TEXT),
                Arguments.of("on", Scalar.Type.TEXT),
                Arguments.of("~", Scalar.Type.NULL),
                Arguments.of("", Scalar.Type.NULL),
                Arguments.of("''", Scalar.Type.TEXT),
                Arguments.of("'7'", Scalar.Type.TEXT),
                Arguments.of("!!str 7", Scalar.Type.TEXT));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("scalars")
    void scalarsAreWhatTheyLookLike(String written, Scalar.Type type) {
        Mapping root = (Mapping) parse("a: " + written + "\n").orElseThrow();

        assertThat(root.entries().get("a").value())
                .isInstanceOfSatisfying(
                        Scalar.class, scalar -> assertThat(scalar.type()).isEqualTo(type));
    }

    static Stream<Arguments> columns() {
        return Stream.of(
                Arguments.of("a: one two", 1, 4, new Place("f.yaml", 1, 8)),
                Arguments.of("a: 'one two'", 1, 4, new Place("f.yaml", 1, 9)),
                Arguments.of("a: 'on''e two'", 1, 5, new Place("f.yaml", 1, 11)),
                Arguments.of("a: \"o\\\"e two\"", 1, 4, new Place("f.yaml", 1, 10)),
                Arguments.of("a: \"\\u00e9\\U0001F600\\x41é two\"", 1, 5, new Place("f.yaml", 1, 27)),
                Arguments.of("a: |\n\n    one\n    two", 3, 1, new Place("f.yaml", 4, 6)),
                Arguments.of("a: >-\n  one\n  two", 1, 5, new Place("f.yaml", 1, 4)),
                Arguments.of("a: 'one\n  two'", 1, 5, new Place("f.yaml", 1, 4)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("columns")
    void aCharacterOfAScalarHasItsPlace(String text, int line, int column, Place place) {
        Mapping root = (Mapping) parse(text).orElseThrow();

        assertThat(((Scalar) root.entries().get("a").value()).placeOf(line, column))
                .isEqualTo(place);
    }

    private static Mapping child(Mapping mapping, String key) {
        return (Mapping) mapping.entries().get(key).value();
    }

    private static Optional<Value> parse(String text) {
        Findings findings = new Findings();
        Optional<Value> value = YamlFile.parse("f.yaml", text, LIMITS, findings);
        assertThat(findings.sorted()).isEmpty();
        return value;
    }

    private static List<String> findingsOf(String text) {
        Findings findings = new Findings();
        YamlFile.parse("f.yaml", text, LIMITS, findings);
        return findings.sorted().stream().map(Finding::text).toList();
    }
}
