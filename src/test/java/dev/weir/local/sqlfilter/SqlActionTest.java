package dev.weir.local.sqlfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlActionTest {
    private final FakeMessage message =
            new FakeMessage().with("n", 10).with("x", 1.5).with("gone", "x").with(SystemProperty.LABEL, "old");

    @Test
    void setsAndRemovesOneAfterTheOther() {
        SqlAction.parse("SET n = n / 2; set x = n; REMOVE gone; SET user.[new one] = 'a' + n; SET sys.Label = 7;"
                        + " REMOVE sys.To SET absent2 = absent")
                .apply(message);

        assertThat(message.user).containsEntry("n", 5L).containsEntry("x", 5.0).containsEntry("new one", "a5");
        assertThat(message.user).doesNotContainKey("gone").containsEntry("absent2", null);
        assertThat(message.system).isEqualTo(Map.of(SystemProperty.LABEL, "7"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 1 | expected SET or REMOVE, but found the end",
                "SET | 4 | expected a property's name, but found the end",
                "SET a 1 | 7 | expected '=', but found '1'",
                "SET a = | 8 | expected a value, but found the end",
                "SET a = 1, SET b = 2 | 10 | expected an operator, ';', SET, REMOVE or the end, but found ','",
                "SET a = EXISTS(b) | 9 | expected a value, but found a condition",
                "SET a = (b = 1) | 12 | expected an operator or ')', but found '='",
                "REMOVE 'a' | 8 | expected a property's name, but found a text",
                "SET a = 1;; | 11 | expected SET or REMOVE, but found ';'",
                "DELETE a | 1 | expected SET or REMOVE, but found 'DELETE'"
            })
    void whatCannotBeReadIsRefusedWithItsPlace(String action, int position, String problem) {
        assertThatExceptionOfType(SqlSyntaxException.class)
                .isThrownBy(() -> SqlAction.parse(action))
                .withMessage("character " + position + ": " + problem);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SET sys.Nope = 1 | there is no system property 'sys.Nope'",
                "SET sys.SequenceNumber = 1 | sys.SequenceNumber cannot be changed",
                "REMOVE sys.EnqueuedTimeUtc | sys.EnqueuedTimeUtc cannot be changed",
                "SET sys.TimeToLive = 5 | sys.TimeToLive takes a value of type Duration, but got a number"
            })
    void failsOnSystemPropertiesThatItCannotSet(String action, String problem) {
        SqlAction parsed = SqlAction.parse(action);

        assertThatExceptionOfType(FilterEvaluationException.class)
                .isThrownBy(() -> parsed.apply(message))
                .withMessageStartingWith(problem);
    }

    @Test
    void anActionHasAtMost32Statements() {
        SqlAction.parse(String.join(";", Collections.nCopies(32, "REMOVE a")));

        assertThatExceptionOfType(SqlSyntaxException.class)
                .isThrownBy(() -> SqlAction.parse(String.join(";", Collections.nCopies(33, "REMOVE a"))))
                .withMessageContaining("expected at most 32 statements");
    }

    @Test
    void doublingATextEndsAtTheLimitOfAProperty() {
        SqlAction doubling = SqlAction.parse("SET gone = gone + gone;".repeat(32));

        assertThatExceptionOfType(FilterEvaluationException.class)
                .isThrownBy(() -> doubling.apply(message))
                .withMessage("a text of more than 32768 characters");
    }
}
