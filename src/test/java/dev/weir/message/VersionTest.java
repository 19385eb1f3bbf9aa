package dev.weir.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Origin;
import dev.weir.event.Scope;
import dev.weir.message.Version.Relation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {

    @ParameterizedTest(name = "{0}[{1}] is {4} than {2}[{3}]")
    @CsvSource({
        "7, 0, 8, 0, OLDER",
        "8, 0, 7, 0, NEWER",
        "7, 0, 7, 0, SAME",
        "7, 1, 7, 0, NEWER",
        "7, 1, 8, 0, OLDER",
        "7, 2, 7, 10, OLDER",
    })
    void withinAScopeSequenceAndIndexDecide(long left, int leftIndex, long right, int rightIndex, Relation expected) {
        Version a = Version.of(origin("ci", left), leftIndex);
        Version b = Version.of(origin("ci", right), rightIndex);

        assertThat(a.relationTo(b)).isEqualTo(expected);
    }

    @Test
    void scopesDontCompare() {
        assertThat(Version.of(origin("ci", 1), 0).relationTo(Version.of(origin("fleet", 2), 0)))
                .isEqualTo(Relation.UNRELATED);
    }

    @Test
    void anotherIncarnationIsAnotherScope() {
        Origin second = new Origin(new Scope("ci", "2", "0"), 1, Instant.EPOCH);

        assertThat(second.scope().text()).isEqualTo("ci@2/0");
        assertThat(Version.of(second, 0).relationTo(Version.of(origin("ci", 9), 0)))
                .isEqualTo(Relation.UNRELATED);
    }

    @Test
    void aRulesOwnVersionOutweighsTheSequence() {
        Version completed = Version.ofRule("jobs", List.of(1L, 2L), origin("ci", 5), 0);
        Version started = Version.ofRule("jobs", List.of(1L, 1L), origin("ci", 6), 0);

        assertThat(started.relationTo(completed)).isEqualTo(Relation.OLDER);
    }

    @Test
    void equalOwnVersionsFallBackToTheSequenceWithinOneScope() {
        Version first = Version.ofRule("jobs", List.of(1L), origin("ci", 5), 0);
        Version second = Version.ofRule("jobs", List.of(1L), origin("ci", 6), 0);
        Version elsewhere = Version.ofRule("jobs", List.of(1L), origin("other", 1), 0);

        assertThat(second.relationTo(first)).isEqualTo(Relation.NEWER);
        assertThat(second.relationTo(elsewhere)).isEqualTo(Relation.UNRELATED);
    }

    @Test
    void valuesOfDifferentKindsDontCompare() {
        Version number = new Version("jobs", List.of(1L), null);
        Version text = new Version("jobs", List.of("1"), null);

        assertThat(number.relationTo(text)).isEqualTo(Relation.UNRELATED);
    }

    @Test
    void textsCompareByCodePointNotByUtf16Unit() {
        Version privateUse = new Version("jobs", List.of("\uE000"), null);
        Version emoji = new Version("jobs", List.of("\uD83D\uDE00"), null);

        assertThat(emoji.relationTo(privateUse)).isEqualTo(Relation.NEWER);
    }

    @Test
    void largeIntegersCompareExactly() {
        Version lower = new Version("jobs", List.of(9_007_199_254_740_992L), null);
        Version higher = new Version("jobs", List.of(9_007_199_254_740_993L), null);

        assertThat(higher.relationTo(lower)).isEqualTo(Relation.NEWER);
    }

    @Test
    void anEmptyOrderIsRefused() {
        assertThatThrownBy(() -> new Version("jobs", List.of(), null))
                .hasMessage("A version in scope 'jobs' must have an order, but it is empty");
    }

    private static Origin origin(String source, long sequence) {
        return new Origin(new Scope(source, "", "0"), sequence, Instant.EPOCH);
    }
}
