package dev.weir.local.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.MalformedValueException;
import dev.weir.local.amqp.Request;
import dev.weir.local.amqp.Response;
import dev.weir.local.amqp.Section;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no official client asks, and what none would ask so. */
class ManagementTest {
    private final Loop loop = new Loop(Clock.systemUTC());
    private final MessageQueue queue = queue(EntitySettings.defaults());
    private final MessageQueue sessions = queue(EntitySettings.defaults().withSessions());

    @AfterEach
    void close() {
        loop.close();
    }

    private MessageQueue queue(EntitySettings settings) {
        return MessageQueue.create("orders", settings, false, new Quota(10, 1 << 20), name -> Optional.empty(), loop);
    }

    @Test
    void unknownOperationIsNotImplementedAndNamed() {
        // When
        Response response = ask(queue, "com.microsoft:dance", Map.of());

        // Then
        assertThat(response.status()).isEqualTo(501);
        assertThat(response.errorCondition()).contains("amqp:not-implemented");
        assertThat(response.description()).isEqualTo("operation 'com.microsoft:dance' is not supported on this entity");
    }

    @Test
    void unknownDispositionIsRefusedWithThoseThereAre() {
        // When
        Response response = ask(
                queue,
                "com.microsoft:update-disposition",
                Map.of("disposition-status", "lost", "lock-tokens", new UUID[] {new UUID(1, 2)}));

        // Then
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.description())
                .isEqualTo("disposition 'lost' is unknown; expected completed, abandoned, defered or suspended");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.microsoft:renew-lock",
                "com.microsoft:peek-message",
                "com.microsoft:receive-by-sequence-number",
                "com.microsoft:schedule-message",
                "com.microsoft:cancel-scheduled-message",
                "com.microsoft:renew-session-lock",
                "com.microsoft:get-session-state",
                "com.microsoft:set-session-state",
                "com.microsoft:get-message-sessions"
            })
    void missingFieldsAreTheClientsFault(String operation) {
        // When / Then
        assertThatThrownBy(() -> ask(sessions, operation, Map.of()))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageMatching("'[a-z-]+' must be .+");
    }

    @Test
    void lockTokenOfASessionThatIsNotLockedIsGone() {
        // When
        Response response = ask(
                sessions,
                "com.microsoft:update-disposition",
                Map.of("disposition-status", "completed", "session-id", "a", "lock-tokens", new UUID[] {new UUID(1, 2)
                }));

        // Then
        assertThat(response.status()).isEqualTo(410);
        assertThat(response.errorCondition()).contains("com.microsoft:session-lock-lost");
    }

    @Test
    void messageThatIsNotScheduledCannotBeCancelled() {
        // When
        Response response =
                ask(queue, "com.microsoft:cancel-scheduled-message", Map.of("sequence-numbers", new long[] {5}));

        // Then
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.errorCondition()).contains("com.microsoft:message-not-found");
    }

    @Test
    void sessionsWithMessagesAreListed() {
        // Given
        enqueue(sessions, "b");
        enqueue(sessions, "a");

        // When
        Response some = ask(sessions, "com.microsoft:get-message-sessions", Map.of("skip", 0, "top", 10));
        Response none = ask(sessions, "com.microsoft:get-message-sessions", Map.of("skip", 2, "top", 10));

        // Then
        EncodedWriter expected = new EncodedWriter(64);
        int map = expected.openMap(4);
        expected.string("skip").integer(2).string("sessions-ids").value(new String[] {"a", "b"});
        expected.close(map);
        assertThat(some.body()).isEqualTo(expected.toBytes());
        assertThat(none.status()).isEqualTo(204);
    }

    private static Response ask(MessageQueue queue, String operation, Map<String, Object> body) {
        return Management.of(queue).answer(new Request(operation, Map.of(), body));
    }

    private static void enqueue(MessageQueue queue, String session) {
        EncodedWriter writer = new EncodedWriter(64).section(Section.PROPERTIES);
        int list = writer.openList(11);
        for (int i = 0; i < 10; i++) {
            writer.nothing();
        }
        writer.string(session);
        writer.close(list);
        assertThat(queue.enqueue(List.of(SentMessageReader.read(writer.toBytes()))))
                .isEmpty();
    }
}
