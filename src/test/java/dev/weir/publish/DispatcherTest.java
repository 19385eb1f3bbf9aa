package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metrics.WeirMetrics;
import dev.weir.pipeline.VirtualLoop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final Outcome ACCEPTED = new Outcome.Accepted();

    private final VirtualLoop loop = new VirtualLoop();
    private final List<String> sent = new ArrayList<>();
    private final List<Long> sentAt = new ArrayList<>();
    private final Deque<CompletableFuture<Outcome>> calls = new ArrayDeque<>();
    private final Transport transport = (lane, body) -> {
        sent.add(new String(body, StandardCharsets.UTF_8));
        sentAt.add(Duration.ofNanos(loop.nanoTime()).toMillis());
        CompletableFuture<Outcome> call = new CompletableFuture<>();
        calls.add(call);
        return call;
    };

    @Test
    void anOutletIsAskedForItsBatchOnlyWhenItsTurnHasCome() {
        Dispatcher dispatcher = dispatcher(1000, 1);
        Row first = new Row("a", "first");
        Row second = new Row("b", "second");
        dispatcher.ready(first);
        dispatcher.ready(second);
        second.body = "second, merged";

        answer(ACCEPTED);

        assertThat(sent).containsExactly("first", "second, merged");
    }

    @Test
    void theUrgentOvertakeTheirTenantsOthersAndNobodyElse() {
        Dispatcher dispatcher = dispatcher(1000, 1);
        dispatcher.ready(new Row("a", "a1"));
        Row late = new Row("a", "a4");
        dispatcher.ready(new Row("a", "a2"));
        dispatcher.ready(late);
        dispatcher.ready(new Row("b", "b1"));
        Row urgent = new Row("a", "a3");
        urgent.urgent = true;
        dispatcher.ready(urgent);
        late.urgent = true;
        dispatcher.hurry(late);

        for (int i = 0; i < 5; i++) {
            answer(ACCEPTED);
        }

        assertThat(sent).containsExactly("a1", "a3", "b1", "a4", "a2");
    }

    @Test
    void aRetrySendsTheSameBytesAndTakesItsTurnAgain() {
        Dispatcher dispatcher = dispatcher(1000, 1);
        Row lane = new Row("a", "one");
        dispatcher.ready(lane);
        lane.body = "changed";
        answer(new Outcome.Unavailable("500", true));
        dispatcher.ready(new Row("b", "other"));
        loop.advance(Duration.ofMillis(200));
        answer(ACCEPTED);

        answer(ACCEPTED);

        assertThat(sent).containsExactly("one", "other", "one");
        assertThat(lane.log).containsExactly("accepted");
    }

    @Test
    void throttlingPausesTheHubForAsLongAsTheServiceSays() {
        Dispatcher dispatcher = dispatcher(1000, 8);
        dispatcher.ready(new Row("a", "one"));
        answer(new Outcome.Throttled(Optional.of(Duration.ofSeconds(3)), "429"));
        dispatcher.ready(new Row("b", "two"));

        loop.advance(Duration.ofMillis(2_999));
        assertThat(sent).containsExactly("one");
        loop.advance(Duration.ofMillis(1));

        assertThat(sent).containsExactlyInAnyOrder("one", "one", "two");
    }

    @Test
    void retryAfterIsCapped() {
        Dispatcher dispatcher = dispatcher(1000, 8);
        dispatcher.ready(new Row("a", "one"));

        answer(new Outcome.Throttled(Optional.of(Duration.ofDays(1)), "429"));
        loop.advance(Duration.ofSeconds(30));

        assertThat(sent).hasSize(2);
    }

    @Test
    void throttlingWithoutRetryAfterBacksOffLongerEachTime() {
        Dispatcher dispatcher = dispatcher(1000, 8);
        dispatcher.ready(new Row("a", "one"));
        for (int i = 0; i < 3; i++) {
            answer(new Outcome.Throttled(Optional.empty(), "429"));
            loop.advance(Duration.ofSeconds(5));
        }

        assertThat(sentAt.get(1)).isBetween(75L, 100L);
        assertThat(sentAt.get(2) - 5_000).isBetween(150L, 200L);
        assertThat(sentAt.get(3) - 10_000).isBetween(300L, 400L);
    }

    @Test
    void whenAttemptsAreUsedUpTheBatchGoesBackToBeCutAnew() {
        Dispatcher dispatcher = dispatcher(1000, 8);
        Row lane = new Row("a", "one");
        dispatcher.ready(lane);
        for (int i = 0; i < 4; i++) {
            answer(new Outcome.Unavailable("500", i == 2));
            loop.advance(Duration.ofSeconds(5));
        }

        assertThat(sent).hasSize(4);
        assertThat(lane.log).containsExactly("given up, maybe delivered: true");
        assertThat(dispatcher.trouble()).isEqualTo("500");
    }

    @Test
    void aBatchWhoseDeliveriesWereTakenBackIsNotSentAgain() {
        Dispatcher dispatcher = dispatcher(1000, 8);
        Row lane = new Row("a", "one");
        dispatcher.ready(lane);
        answer(new Outcome.Unavailable("500", true));

        lane.stale = true;
        loop.advance(Duration.ofMinutes(1));

        assertThat(sent).containsExactly("one");
        assertThat(lane.log).containsExactly("given up, maybe delivered: true");
    }

    @Test
    void aRefusalIsNotRetried() {
        Dispatcher dispatcher = dispatcher(1000, 8);
        Row lane = new Row("a", "one");
        dispatcher.ready(lane);

        answer(new Outcome.Rejected("Web PubSub answered 400"));
        loop.advance(Duration.ofMinutes(1));

        assertThat(sent).hasSize(1);
        assertThat(lane.log).containsExactly("refused: Web PubSub answered 400");
    }

    @Test
    void aWrongKeyPausesTheHubAndRefusesNothing() {
        Dispatcher dispatcher = dispatcher(1000, 8);
        Row lane = new Row("a", "one");
        dispatcher.ready(lane);

        answer(new Outcome.Unauthorized("401: set the right key"));
        assertThat(dispatcher.trouble()).isEqualTo("401: set the right key");
        loop.advance(Duration.ofMillis(100));
        answer(ACCEPTED);

        assertThat(lane.log).containsExactly("accepted");
        assertThat(dispatcher.trouble()).isEmpty();
    }

    @Test
    void noMoreAttemptsAreMadeThanTheBudgetAllows() {
        Dispatcher dispatcher = dispatcher(100, 1000);
        for (int i = 0; i < 1000; i++) {
            dispatcher.ready(new Row("t" + i % 7, "b" + i));
        }
        for (int second = 1; second <= 9; second++) {
            for (int step = 0; step < 100; step++) {
                loop.advance(Duration.ofMillis(10));
                while (!calls.isEmpty()) {
                    answer(ACCEPTED);
                }
            }
            assertThat(sent.size()).isBetween(100 * second - 10, 100 * second + 10);
        }
    }

    @Test
    void retriesTakePermitsToo() {
        Dispatcher dispatcher = dispatcher(10, 100);
        for (int i = 0; i < 200; i++) {
            dispatcher.ready(new Row("t", "b" + i));
        }
        int answers = 0;
        for (int step = 0; step < 500; step++) {
            loop.advance(Duration.ofMillis(10));
            while (!calls.isEmpty()) {
                answer(answers++ % 2 == 0 ? new Outcome.Unavailable("500", true) : ACCEPTED);
            }
        }

        assertThat(sent.size()).isBetween(45, 52);
    }

    @Test
    void tenantsTakeTurnsHoweverManyLanesOneHas() {
        Dispatcher dispatcher = dispatcher(1000, 1);
        dispatcher.ready(new Row("noisy", "n0"));
        for (int i = 1; i < 50; i++) {
            dispatcher.ready(new Row("noisy", "n" + i));
        }
        dispatcher.ready(new Row("quiet", "q0"));
        dispatcher.ready(new Row("calm", "c0"));
        for (int i = 0; i < 4; i++) {
            answer(ACCEPTED);
        }

        assertThat(sent).startsWith("n0", "n1", "q0", "c0", "n2");
    }

    @Test
    void inFlightIsBounded() {
        Dispatcher dispatcher = dispatcher(10_000, 4);
        for (int i = 0; i < 20; i++) {
            dispatcher.ready(new Row("t", "b" + i));
        }
        loop.advance(Duration.ofSeconds(1));

        assertThat(calls).hasSize(4);
    }

    @Test
    void anOutletWithNothingLeftCostsNoPermit() {
        Dispatcher dispatcher = dispatcher(1, 4);
        Row empty = new Row("t", "");
        dispatcher.ready(empty);

        dispatcher.ready(new Row("t", "b"));

        assertThat(sent).containsExactly("b");
    }

    @Test
    void aTransportThatFailsInsteadOfAnsweringLosesNothing() {
        Dispatcher dispatcher = dispatcher(1000, 4);
        Row lane = new Row("a", "one");
        dispatcher.ready(lane);
        calls.remove().completeExceptionally(new IllegalStateException("bug"));
        loop.advance(Duration.ofMillis(100));

        answer(ACCEPTED);

        assertThat(lane.log).containsExactly("accepted");
    }

    private void answer(Outcome outcome) {
        calls.remove().complete(outcome);
        loop.run();
    }

    private Dispatcher dispatcher(double requestsPerSecond, int concurrency) {
        return new Dispatcher(
                "updates",
                transport,
                new PublishSettings(requestsPerSecond, concurrency, 4, Duration.ofMillis(100), Duration.ofSeconds(30)),
                Budget.limiter("updates", requestsPerSecond, loop::nanoTime),
                loop::nanoTime,
                loop::after,
                loop,
                new Random(1),
                new WeirMetrics(new SimpleMeterRegistry()),
                new NoWatch());
    }
}
