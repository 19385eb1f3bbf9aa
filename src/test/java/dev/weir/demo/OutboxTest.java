package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    private final List<List<FeedMessage>> batches = new ArrayList<>();
    private final List<CompletableFuture<Void>> answers = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final Outbox outbox = new Outbox("ci-events", this::send, Runnable::run, message -> sent.add(message.id()));

    @Test
    void nothingElseIsSentWhileABatchIsInFlight() {
        outbox.add(messages(0, 3, 10));
        outbox.flush(NOW);
        outbox.add(messages(3, 5, 10));

        outbox.flush(NOW);

        assertThat(batches).hasSize(1);
        assertThat(sent).isEmpty();
    }

    @Test
    void whatCameMeanwhileFollowsAtOnceAndInOrder() {
        outbox.add(messages(0, 3, 10));
        outbox.flush(NOW);
        outbox.add(messages(3, 5, 10));

        answers.get(0).complete(null);
        answers.get(1).complete(null);

        assertThat(sent).containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    void aBatchThatFailedIsSentAgainAfterAPauseThatGrows() {
        outbox.add(messages(0, 2, 10));
        outbox.flush(NOW);

        answers.get(0).completeExceptionally(new IllegalStateException("no broker"));
        outbox.flush(NOW.plusMillis(249));
        assertThat(batches).hasSize(1);

        outbox.flush(NOW.plusMillis(250));
        answers.get(1).completeExceptionally(new IllegalStateException("no broker"));
        outbox.flush(NOW.plusMillis(749));
        assertThat(batches).hasSize(2);

        outbox.flush(NOW.plusMillis(750));
        answers.get(2).complete(null);
        assertThat(batches).hasSize(3).allMatch(batch -> batch.equals(batches.get(0)));
        assertThat(sent).containsExactly("m0", "m1");
    }

    @Test
    void thePauseStopsGrowingAtTenSeconds() {
        outbox.add(messages(0, 1, 10));
        Instant now = NOW;
        for (int i = 0; i < 20; i++) {
            outbox.flush(now);
            answers.get(i).completeExceptionally(new IllegalStateException("no broker"));
            now = now.plusSeconds(10);
        }

        assertThat(batches).hasSize(20);
    }

    @Test
    void aBatchIsBoundedInMessagesAndBytes() {
        outbox.add(messages(0, 250, 10));
        outbox.flush(NOW);
        assertThat(batches.get(0)).hasSize(100);
        answers.get(0).complete(null);
        answers.get(1).complete(null);
        answers.get(2).complete(null);

        outbox.add(messages(250, 260, 60_000));
        outbox.flush(NOW);

        assertThat(batches.get(3)).hasSize(2);
    }

    @Test
    void itHasNoRoomWhileTheBrokerDoesNotKeepUp() {
        outbox.add(messages(0, 700, 10));
        outbox.flush(NOW);
        assertThat(outbox.hasRoom()).isFalse();

        for (int i = 0; i < 2; i++) {
            answers.get(i).complete(null);
        }

        assertThat(outbox.hasRoom()).isTrue();
    }

    private CompletableFuture<Void> send(List<FeedMessage> batch) {
        batches.add(batch);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        answers.add(answer);
        return answer;
    }

    private static List<FeedMessage> messages(int from, int to, int bytes) {
        byte[] body = "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
        return IntStream.range(from, to)
                .mapToObj(i -> new FeedMessage("octo-org", "m" + i, "application/json", "", body))
                .toList();
    }
}
