package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns of groups in roles, and what REST calls change of them. */
final class GroupPatternTest {

    @ParameterizedTest
    @CsvSource({
        "chat-*, chat-, true",
        "chat-*, chat-room, true",
        "chat-*, chat.room, false",
        "chat-*, xchat-1, false",
        "a.*, a.b, true",
        "a.*, a.b.c, false",
        "a.**, a.b.c, true",
        "a.**, a., true",
        "a.**, b.c, false",
        "**, anything.at.all, true",
        "a.?1, a.x1, true",
        "a.?1, a.1, false",
        "a?b, a.b, false",
        "**.end, x.y.end, true",
        "*a*b*, xaxbx, true",
        "*a*b*, xbxa, false",
        "literal\\*, literal*, true",
        "literal\\*, literalx, false",
        "\\\\x, \\x, true",
        "Chat, chat, false"
    })
    void patternMatchesWholeNames(String pattern, String name, boolean matches) {
        assertThat(GroupPattern.parse(pattern).orElseThrow().matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\\", "*a*a*a*a*a*", "**.**.**"})
    void tooManyStarsAndLooseEndsAreNoPattern(String pattern) {
        assertThat(GroupPattern.parse(pattern)).isEmpty();
    }

    @Test
    void longNamesDoNotMakeItGoBack() {
        GroupPattern pattern = GroupPattern.parse("*a*a*a*a*a").orElseThrow();

        assertThat(pattern.matches("a".repeat(1024) + "b")).isFalse();
    }

    @Test
    void rolesCoverOneGroupAllGroupsOrAPattern() {
        Permissions permissions = new Permissions(List.of(
                "webpubsub.sendToGroup.one", "webpubsub.sendToGroups.many.*", "webpubsub.joinLeaveGroup", "other"));

        assertThat(permissions.maySendTo("one")).isTrue();
        assertThat(permissions.maySendTo("many.x")).isTrue();
        assertThat(permissions.maySendTo("many.x.y")).isFalse();
        assertThat(permissions.maySendTo("two")).isFalse();
        assertThat(permissions.mayJoinOrLeave("two")).isTrue();
    }

    @Test
    void whatIsRevokedByNameIsGoneWhateverElseCoversIt() {
        Permissions permissions = new Permissions(List.of("webpubsub.sendToGroup"));

        permissions.forbid(Permission.SEND_TO_GROUP, Optional.of("one"));

        assertThat(permissions.maySendTo("one")).isFalse();
        assertThat(permissions.maySendTo("two")).isTrue();
        assertThat(permissions.has(Permission.SEND_TO_GROUP, Optional.empty())).isFalse();
        permissions.allow(Permission.SEND_TO_GROUP, Optional.of("one"));
        assertThat(permissions.maySendTo("one")).isTrue();
    }
}
