package dev.weir.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
    private final Findings findings = new Findings();

    @Test
    void fieldsOfTheRightTypeAreRead() {
        Fields fields = fields("""
                text: hello
                number: 5
                flag: true
                every: 250ms
                word: two
                one: a
                many: [a, b]
                """);

        assertThat(fields.text("text")).contains("hello");
        assertThat(fields.integer("number", 1, 5)).hasValue(5);
        assertThat(fields.bool("flag")).contains(true);
        assertThat(fields.duration("every", Duration.ZERO, Duration.ofHours(1))).contains(Duration.ofMillis(250));
        assertThat(fields.word("word", Map.of("one", 1, "two", 2))).contains(2);
        assertThat(fields.texts("one")).containsExactly("a");
        assertThat(fields.texts("many")).containsExactly("a", "b");
        assertThat(fields.text("none")).isEmpty();
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void allThatIsWrongIsFoundAtOnce() {
        Fields fields = fields("""
                txet: hello
                number: 9
                flag: yes
                every: soon
                word: tow
                many: [1, [b]]
                text: 5
                one:
                """);

        fields.text("text");
        fields.text("one");
        fields.require("none");
        fields.integer("number", 1, 5);
        fields.bool("flag");
        fields.duration("every", Duration.ZERO, Duration.ofHours(1));
        fields.word("word", Map.of("one", 1, "two", 2));
        fields.texts("many");

        assertThat(findings.hasErrors()).isTrue();
        assertThat(findings.sorted())
                .extracting(Finding::text)
                .containsExactly(
                        "f.yaml:1:1: the field 'none' is missing in the file",
                        "f.yaml:1:1: unknown field 'txet' in the file; did you mean 'text'?",
                        "f.yaml:2:9: 'number' in the file must be an integer from 1 to 5, but is the integer 9",
                        "f.yaml:3:7: 'flag' in the file must be true or false, but is 'yes'",
                        "f.yaml:4:8: 'every' in the file must be a duration such as 250ms, 2s, 5m or 24h, but is 'soon'",
                        "f.yaml:5:7: 'word' in the file must be one of one, two, but is 'tow'; did you mean 'two'?",
                        "f.yaml:6:8: 'many' in the file must be text, but is the integer 1; quote it",
                        "f.yaml:6:11: 'many' in the file must be text, but is a list",
                        "f.yaml:7:7: 'text' in the file must be text, but is the integer 5; quote it",
                        "f.yaml:8:5: 'one' in the file must be text, but is empty");
    }

    @ParameterizedTest
    @CsvSource({"0,PT0S", "0ms,PT0S", "250ms,PT0.25S", "2s,PT2S", "5m,PT5M", "24h,PT24H", "7d,PT168H"})
    void durations(String written, Duration duration) {
        assertThat(fields("every: " + written).duration("every", Duration.ZERO, Duration.ofDays(30)))
                .contains(duration);
    }

    @Test
    void aDurationOutOfItsRangeNamesTheRange() {
        fields("every: 3h").duration("every", Duration.ofMillis(50), Duration.ofMinutes(90));

        assertThat(findings.sorted())
                .extracting(Finding::message)
                .containsExactly("'every' in the file must be from 50ms to 90m, but is '3h'");
    }

    @Test
    void theEnvironmentComesBeforeTheFile() {
        Texts environment = new Texts() {
            @Override
            public Optional<String> override(String path) {
                return switch (path) {
                    case "section.number" -> Optional.of("7");
                    case "section.many" -> Optional.of("x, y");
                    default -> Optional.empty();
                };
            }

            @Override
            public String replace(Scalar scalar, Findings into) {
                return scalar.text().replace("${SECRET}", "1234");
            }
        };

        Fields section = fields("section: {number: 5, text: '${SECRET}'}", environment)
                .fields("section", "the section", List.of("number", "text", "many"));

        assertThat(section.integer("number", 1, 9)).hasValue(7);
        assertThat(section.text("text")).contains("1234");
        assertThat(section.texts("many")).containsExactly("x", "y");
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void aReplacedTextIsNeverShown() {
        Texts environment = new Texts() {
            @Override
            public Optional<String> override(String path) {
                return path.equals("number") ? Optional.of("hunter2") : Optional.empty();
            }

            @Override
            public String replace(Scalar scalar, Findings into) {
                return "hunter2";
            }
        };
        Fields fields = fields("flag: ${SECRET}", environment);

        fields.bool("flag");
        fields.integer("number", 1, 9);

        assertThat(findings.sorted())
                .extracting(Finding::message)
                .containsExactly(
                        "'number' in the file must be an integer from 1 to 9, but is what the environment gives for 'number'",
                        "'flag' in the file must be true or false, but is what '${SECRET}' stands for");
    }

    private Fields fields(String text) {
        return fields(text, Texts.AS_WRITTEN);
    }

    private Fields fields(String text, Texts texts) {
        Value root =
                YamlFile.parse("f.yaml", text, YamlLimits.DEFAULT, findings).orElseThrow();
        return new ValueReader(findings, texts)
                .fields(
                        root,
                        "the file",
                        List.of("text", "number", "flag", "every", "word", "one", "many", "section", "none"));
    }
}
