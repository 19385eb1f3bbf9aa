package dev.weir.local.odata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ODataFilterTest {
    private static final Connection KATE =
            new Connection(Optional.of("Kate-ab-de"), "c1", Set.of("group1", "Group2", "it's"));
    private static final Connection NOBODY = new Connection(Optional.empty(), "c2", Set.of());

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "true",
                "userId eq 'Kate-ab-de'",
                "USERID eq 'Kate-ab-de'",
                "(userId) eq ('Kate-ab-de')",
                "userId ne 'kate-ab-de'",
                "userId ne null",
                "connectionId eq 'c1'",
                "connectionId gt 'c0' and connectionId le 'c1'",
                "'group1' in groups",
                "'group1' in (groups)",
                "'group1' in ((Groups))",
                "'it''s' in groups",
                "not ('group2' in groups)",
                "userId in ('x', 'Kate-ab-de')",
                "length(userId) in (1, 10)",
                "null in ('x', null)",
                "length(groups) eq 3",
                "length((groups)) gt 2",
                "length(userId) eq +10 and -1 lt 0",
                "tolower(userId) eq 'kate-ab-de'",
                "toupper(userId) eq 'KATE-AB-DE'",
                "trim(concat('  ', userId)) eq 'Kate-ab-de'",
                "substring(userId, 5, 2) eq 'ab'",
                "substring(userId,5) eq 'ab-de'",
                "substring(userId, 99) eq ''",
                "substring(userId, -3, 4) eq 'Kate'",
                "startswith(userId, 'Kate')",
                "endswith(userId,'de')",
                "contains(userId, '-ab-')",
                "startswith(userId, 'Kate') eq true",
                "not startswith(userId, 'kate')",
                "not not true",
                "indexof(userId, '-ab-') eq 4",
                "indexof(userId, 'z') eq -1",
                "false or true and true",
                "true or false and false",
                "not false and true",
                "length(userId) gt 0 and length(userId) lt 3 or length(userId) gt 7 and length(userId) lt 11"
            })
    void kateMatches(String filter) {
        assertThat(ODataFilter.parse(filter).matches(KATE)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "false",
                "userId eq 'kate-ab-de'",
                "userId eq null",
                "'group2' in groups",
                "'GROUP1' in groups",
                "not ('group1' in groups)",
                "null in groups",
                "userId gt null",
                "(true or false) and false",
                "not (true or false)",
                "userId in ('x', 'y')"
            })
    void kateDoesNotMatch(String filter) {
        assertThat(ODataFilter.parse(filter).matches(KATE)).isFalse();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "userId eq null | true",
                "userId ne 'x' | true",
                "tolower(userId) eq null | true",
                "length(userId) eq null | true",
                "length(userId) gt 0 | false",
                "startswith(userId, 'a') | false",
                "not startswith(userId, 'a') | false",
                "startswith(userId, 'a') or true | true",
                "startswith(userId, 'a') and false | false",
                "not (startswith(userId, 'a') and false) | true",
                "not (startswith(userId, 'a') and true) | false",
                "length(groups) eq 0 | true",
                "userId in ('a', null) | true"
            })
    void aConnectionWithoutAUserIsNullInEveryFunction(String filter, boolean expected) {
        assertThat(ODataFilter.parse(filter).matches(NOBODY)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | 1 | expected a value or a condition, but found the end",
                "userId | 7 | expected a comparison with 'userId' such as eq, ne or in, but found the end",
                "userId eq | 10 | expected a value or a condition, but found the end",
                "userId = 'x' | 8 | unexpected character '='",
                "userId eq 'x | 11 | expected the text's closing quote",
                "user eq 'x' | 1 | expected userId, connectionId, a literal or a function, but found 'user'",
                "userId EQ 'x' | 8 | expected a comparison with 'userId' such as eq, ne or in, but found 'EQ'",
                "userId eq 5 | 8 | cannot compare text with a number",
                "userId in ('a', 5) | 17 | cannot compare text with a number",
                "userId in 'a' | 11 | expected 'groups' or '(' after 'in', but found a text",
                "userId in ('a' | 15 | expected ',' or ')', but found the end",
                "groups eq 'x' | 1 | 'groups' can only stand after 'in' or within length()",
                "5 in groups | 1 | expected a text before 'in groups', but found a number",
                "not length(userId) gt 5 | 5 | expected a condition after 'not', but found a number",
                "true gt false | 6 | 'gt' cannot be applied to a condition",
                "substring(userId) eq 'x' | 17 | expected ',', but found ')'",
                "substring(userId, 'x') eq 'x' | 19 | expected a whole number for substring, but found a text",
                "tolower(5) eq 'x' | 9 | expected a text for tolower, but found a number",
                "length(userId, 2) eq 1 | 14 | expected ')', but found ','",
                "nope(userId) | 1 | expected a function such as startswith",
                "userId eq 'a' 'b' | 15 | expected an operator or the end, but found a text",
                "(userId eq 'a' | 15 | expected an operator or ')', but found the end",
                "length(userId) eq 99999999999999999999 | 19 | expected a whole number of 64 bits",
                "length(userId) eq - | 20 | expected a digit after '-'",
                "true and | 9 | expected a value or a condition, but found the end",
                "'x' and true | 5 | expected a comparison with a text"
            })
    void aBadFilterIsRefusedWithItsPlace(String filter, int position, String problem) {
        assertThatExceptionOfType(FilterSyntaxException.class)
                .isThrownBy(() -> ODataFilter.parse(filter))
                .withMessageContaining("character " + position + ": " + problem)
                .satisfies(e -> assertThat(e.position()).isEqualTo(position));
    }

    @Test
    void aHundredClausesAreReadAndNoMore() {
        String clause = "userId eq 'x'";
        ODataFilter.parse(String.join(" or ", Collections.nCopies(100, clause)));

        assertThatExceptionOfType(FilterSyntaxException.class)
                .isThrownBy(() -> ODataFilter.parse(String.join(" or ", Collections.nCopies(101, clause))))
                .withMessageContaining("expected at most 100 clauses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "not ", "tolower("})
    void deepNestingIsRefused(String opening) {
        assertThatExceptionOfType(FilterSyntaxException.class)
                .isThrownBy(() -> ODataFilter.parse(opening.repeat(1000)))
                .withMessageContaining("nested more than 50 levels deep");
    }

    @Test
    void aLongFilterIsRefused() {
        assertThatExceptionOfType(FilterSyntaxException.class)
                .isThrownBy(() -> ODataFilter.parse(" ".repeat(ODataFilter.MAX_LENGTH + 1)))
                .withMessageContaining("expected at most 16384 characters, but found 16385");
    }

    @Test
    void randomPiecesAreReadOrRefusedAndNothingElse() {
        List<String> pieces = List.of(
                "userId",
                "connectionId",
                "groups",
                "'a'",
                "''",
                "5",
                "-1",
                "true",
                "null",
                "eq",
                "ne",
                "gt",
                "in",
                "and",
                "or",
                "not",
                "(",
                ")",
                "(",
                ")",
                ",",
                "length(",
                "tolower(",
                "substring(",
                "concat(",
                "startswith(userId, 'K')",
                "'group1' in groups",
                "'",
                "$",
                "userId in ('a', 'b')");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int read = 0;

        for (int round = 0; round < 50_000; round++) {
            String filter = Stream.generate(() -> pieces.get(random.nextInt(pieces.size())))
                    .limit(1 + random.nextInt(12))
                    .collect(Collectors.joining(" "));
            try {
                ODataFilter parsed = ODataFilter.parse(filter);
                parsed.matches(KATE);
                parsed.matches(NOBODY);
                read++;
            } catch (FilterSyntaxException e) {
                assertThat(e.position()).as("seed %d: %s", seed, filter).isBetween(1, filter.length() + 1);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + filter, e);
            }
        }

        assertThat(read).as("seed %d: filters that were read", seed).isGreaterThan(500);
    }

    private record Connection(Optional<String> userId, String connectionId, Set<String> groups)
            implements ConnectionView {
        @Override
        public boolean isInGroup(String group) {
            return groups.contains(group);
        }

        @Override
        public int groupCount() {
            return groups.size();
        }
    }
}
