package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTemplateTest {
    private static final String[] HOSTILE = {
        ".", "..", "/", "//", "%", "%2F", "%252F", "%2f", ":", "::", "{", "}", "{{", "-", "_", "a", "A", "b", "0", " ",
        "\t", "\n", "\u0000", "\u007F", "\u0085", "é", "e\u0301", "\u2028", "\u202E", "\uFEFF", "\uFFFD", "\u00AD", "ａ",
        "😀", "\uD83D", "\uDE00", "tenant", "t:", ":r:", "%C3%A9", "+", "?", "#", "\\", "'", "\"", "`", "\u0660"
    };

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("tenant:{a}", List.of("acme"), "tenant:acme"),
                Arguments.of("tenant:{a}", List.of("a:b"), "tenant:a%3Ab"),
                Arguments.of("{a}:{b}", List.of("..", "a/b"), "..:a%2Fb"),
                Arguments.of("x{a}", List.of(".."), "x.."),
                Arguments.of("{a}", List.of("é"), "%C3%A9"),
                Arguments.of("{a}", List.of("\u20AC"), "%E2%82%AC"),
                Arguments.of("{a}", List.of("😀"), "%F0%9F%98%80"),
                Arguments.of("{a}", List.of("%2F"), "%252F"),
                Arguments.of("{a}", List.of("a b\n"), "a%20b%0A"),
                Arguments.of("{{{a}}}", List.of("x"), "{x}"),
                Arguments.of("{ {'q': 1, \"}\": 2}['q'] }", List.of("1"), "1"),
                Arguments.of("a b", List.of(), "a b"));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("names")
    void valuesAreEscaped(String template, List<String> values, String name) {
        assertThat(parse(template).render(values)).isEqualTo(new NameTemplate.Rendered.Name(name));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("t:{a}", "", "'{a}' must not be empty"),
                Arguments.of("{a}", ".", "the name must not be '.', which means something else in a path"),
                Arguments.of("{a}", "..", "the name must not be '..', which means something else in a path"),
                Arguments.of(".{a}", ".", "the name must not be '..', which means something else in a path"),
                Arguments.of("{a}", "x\uD83D", "'{a}' must be Unicode text, but holds half a character"),
                Arguments.of("{a}", "\uDE00\uD83D", "'{a}' must be Unicode text, but holds half a character"),
                Arguments.of("{a}", "\uD83D\uD83D\uDE00", "'{a}' must be Unicode text, but holds half a character"),
                Arguments.of("{a}", "x".repeat(1025), "the name must have at most 1,024 characters, but has 1025"),
                Arguments.of("{a}", "é".repeat(171), "the name must have at most 1,024 characters, but has 1026"));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("refused")
    void whatTheServiceWouldMisunderstandIsNoName(String template, String value, String problem) {
        assertThat(parse(template).render(List.of(value))).isEqualTo(new NameTemplate.Rendered.Invalid(problem));
    }

    @Test
    void placeholdersKnowTheirPlace() {
        assertThat(parse("t:{ a.b }:{\"}\"}").placeholders())
                .containsExactly(new NameTemplate.Placeholder("a.b", 4), new NameTemplate.Placeholder("\"}\"", 11));
    }

    @Test
    void anotherNumberOfValuesIsABug() {
        assertThatThrownBy(() -> parse("{a}").render(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'{a}' takes 1 values, but 0 were given");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a}:{b}", "x{a}/y{b}z", "{a}-:-{b}", "{a} {b}", "%{a}:%{b}", "{a}é{b}", "{a}{{{b}"})
    void differentValuesNeverHaveOneName(String text) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        NameTemplate template = parse(text);
        Map<String, List<String>> valuesByName = new HashMap<>();
        int names = 0;
        for (int i = 0; i < 50_000; i++) {
            List<String> values = List.of(hostile(random), hostile(random));
            if (template.render(values) instanceof NameTemplate.Rendered.Name name) {
                names++;
                List<String> earlier = valuesByName.putIfAbsent(name.text(), values);
                assertThat(earlier == null || earlier.equals(values))
                        .as("seed %d: %s and %s both have the name %s", seed, earlier, values, name.text())
                        .isTrue();
                assertThat(name.text().chars().noneMatch(Character::isISOControl))
                        .as("seed %d: %s has control characters in its name", seed, values)
                        .isTrue();
            }
        }
        assertThat(names).as("seed %d: names rendered", seed).isGreaterThan(10_000);
    }

    private static String hostile(Random random) {
        StringBuilder value = new StringBuilder();
        int parts = random.nextInt(4);
        for (int i = 0; i <= parts; i++) {
            value.append(HOSTILE[random.nextInt(HOSTILE.length)]);
        }
        return value.toString();
    }

    private static NameTemplate parse(String text) {
        List<String> problems = new ArrayList<>();
        return NameTemplate.parse(text, (offset, message) -> problems.add(offset + ": " + message))
                .orElseThrow(() -> new AssertionError(problems));
    }
}
