package dev.weir.local.sqlfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFilterTest {
    private static final FakeMessage MESSAGE = new FakeMessage()
            .with("color", "red")
            .with("quantity", 10)
            .with("price", 2.5)
            .with("big", 1L << 40)
            .with("flag", true)
            .with("nothing", null)
            .with("order id", "A-1")
            .with("a]b", "bracket")
            .with("percent", "100%")
            .with(SystemProperty.LABEL, "omnibus")
            .with(SystemProperty.TO, "Store5")
            .with(SystemProperty.TIME_TO_LIVE, Duration.ofSeconds(1));

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "1=1",
                "color = 'red'",
                "COLOR='red' and Quantity=10",
                "user.color='red'",
                "USER.[color] = 'red' AND \"color\" = 'red'",
                "[order id] = 'A-1'",
                "user.[a]]b] = 'bracket'",
                "sys.Label LIKE '%bus%'",
                "sys.label LIKE 'omn_bus' AND sys.Subject = 'omnibus'",
                "color <> 'Red' AND color != 'blue'",
                "quantity > 9 AND quantity >= 10 AND quantity < 11 AND quantity <= 10.0",
                "price = 2.5 AND price < big",
                "quantity + 5 * 2 = 20 AND (quantity + 5) * 2 = 30",
                "quantity / 4 = 2 AND quantity % 4 = 2 AND 10.0 / 4 = 2.5",
                "-quantity = -10 AND +quantity - -1 = 11",
                "-9223372036854775808 < 0",
                "101.5E5 = 10150000 AND 0.5E-2 = 0.005",
                "'a' + 'b' + 1 = 'ab1' AND 'it''s' = 'it' + '''' + 's'",
                "flag = TRUE AND flag <> false",
                "color IN ('blue', 'red') AND color NOT IN ('blue', 'green')",
                "sys.To IN ('Store5','Store6') OR StoreId = 'Store8'",
                "percent LIKE '100\\%' ESCAPE '\\' AND NOT (color LIKE '\\%' ESCAPE '\\')",
                "color NOT LIKE 'b%' AND color LIKE '%' AND '' LIKE ''",
                "EXISTS(color) AND EXISTS(nothing) AND NOT EXISTS(user.absent) AND exists ( sys.Label )",
                "nothing IS NULL AND absent IS NULL AND color IS NOT NULL AND sys.ReplyTo IS NULL",
                "absent = 1 OR color = 'red'",
                "NOT (absent = 1 AND color = 'blue')",
                "property('col' + 'or') = 'red' AND p('sys.Label') = 'omnibus' AND p('user.color') = 'red'",
                "newid() <> newid()",
                "NOT NOT color = 'red'",
                "color = 'blue' AND color = 'red' OR color = 'red'"
            })
    void selects(String filter) {
        assertThat(SqlFilter.parse(filter).matches(MESSAGE)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "1=0",
                "color = 'RED'",
                "absent = 1",
                "absent <> 1",
                "NOT (absent = 1)",
                "absent + 1 = 1 OR absent IN (1, 2) OR absent NOT IN (1, 2)",
                "absent LIKE '%' OR absent NOT LIKE '%' OR color LIKE absent",
                "color = NULL OR color <> NULL OR nothing = NULL",
                "NOT (absent = 1 AND color = 'red')",
                "NOT (absent = 1 OR color = 'blue')",
                "sys.ReplyTo = 'x'",
                "p(absent) = 1"
            })
    void selectsNotWhatIsFalseOrUnknown(String filter) {
        assertThat(SqlFilter.parse(filter).matches(MESSAGE)).isFalse();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "color > 5; '>' cannot be applied to text and a number",
                "flag = 1; '=' cannot be applied to a boolean and a number",
                "flag > false; '>' cannot be applied to a boolean and a boolean",
                "color - 1 = 2; '-' cannot be applied to text and a number",
                "-color = 1; '-' cannot be applied to text",
                "+color = 'red'; '+' cannot be applied to text",
                "quantity / 0 = 1; division by zero",
                "quantity % 0 = 1; division by zero",
                "quantity LIKE '1%'; LIKE cannot be applied to a number and text",
                "color LIKE 'r' ESCAPE 'xx'; ESCAPE takes a text of one character",
                "color LIKE 'r!' ESCAPE '!'; a LIKE pattern ends with its escape character",
                "p(5) = 1; property() takes a name as text, but got a number",
                "sys.Colour = 1; there is no system property 'sys.Colour'"
            })
    void failsOnAMessageThatItMakesNoSenseFor(String filter, String problem) {
        SqlFilter parsed = SqlFilter.parse(filter);

        assertThatExceptionOfType(FilterEvaluationException.class)
                .isThrownBy(() -> parsed.matches(MESSAGE))
                .withMessageStartingWith(problem);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "``; 1; expected a value, but found the end",
                "color; 6; expected a comparison, such as",
                "color = ; 8; expected a value, but found the end",
                "color = 'red; 9; expected the text's closing quote",
                "[color = 1; 1; expected the name's closing bracket",
                "color == 'red'; 8; expected a value, but found '='",
                "color = 'red' AND; 18; expected a value, but found the end",
                "color = 'red' 5; 15; expected AND, OR or the end, but found '5'",
                "a = 1 = 2; 7; expected AND, OR or the end, but found '='",
                "(a = 1; 7; expected an operator or ')', but found the end",
                "(a = 1) + 2 = 3; 1; expected a value, but found a condition",
                "a.b = 1; 1; expected the scope 'sys' or 'user' before '.'",
                "order-id LIKE; 14; expected a value, but found the end",
                "in = 1; 1; expected a value or a property's name; a property of that name goes into brackets, as in [in]",
                "a NOT = 1; 7; expected IN or LIKE, but found '='",
                "a IN 1; 6; expected '(', but found '1'",
                "a IN (1; 8; expected ',' or ')', but found the end",
                "a IN (); 7; expected a value, but found ')'",
                "1 IS NULL; 1; expected a property before IS, but found '1'",
                "a IS 1; 6; expected NULL, but found '1'",
                "EXISTS('a'); 8; expected a property's name, but found a text",
                "len(a) = 1; 1; expected one of the functions newid(), property(name), p(name) and EXISTS(property), but found 'len'",
                "newid(1) = 1; 7; expected ')', but found '1'",
                "a = 99999999999999999999; 5; expected a whole number of 64 bits",
                "a = 1E999; 5; expected a number that a double can hold",
                "a = 1E; 7; expected the digits of an exponent",
                "a = #; 5; unexpected character '#'",
                "a = @p; 5; the parameter '@p' has no value"
            })
    void whatCannotBeReadIsRefusedWithItsPlace(String filter, int position, String problem) {
        assertThatExceptionOfType(SqlSyntaxException.class)
                .isThrownBy(() -> SqlFilter.parse(filter))
                .withMessageStartingWith("character " + position + ": " + problem)
                .satisfies(e -> assertThat(e.position()).isEqualTo(position));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "NOT ", "- ", "p("})
    void deepNestingIsRefused(String opening) {
        assertThatExceptionOfType(SqlSyntaxException.class)
                .isThrownBy(() -> SqlFilter.parse(opening.repeat(200)))
                .withMessageContaining("nested more than 50 levels deep");
    }

    @Test
    void aFilterHasAtMost1024Characters() {
        SqlFilter.parse("a = 1" + " ".repeat(1019));

        assertThatExceptionOfType(SqlSyntaxException.class)
                .isThrownBy(() -> SqlFilter.parse("a = 1" + " ".repeat(1020)))
                .withMessageContaining("expected at most 1024 characters, but found 1025");
    }

    @Test
    void parametersStandForTheirValues() {
        SqlFilter filter =
                SqlFilter.parse("color = @color AND quantity > @least", Map.of("@color", "red", "@least", 9));

        assertThat(filter.matches(MESSAGE)).isTrue();
    }

    @Test
    void aPatternOfManyWildcardsIsMatchedInBoundedTime() {
        String text = "a".repeat(30_000);
        SqlFilter filter = SqlFilter.parse("text LIKE '" + "%a".repeat(400) + "%b'");

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() ->
                        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                                Duration.ofSeconds(60),
                                () -> assertThat(filter.matches(new FakeMessage().with("text", text)))
                                        .isFalse())))
                .isNull();
    }
}
