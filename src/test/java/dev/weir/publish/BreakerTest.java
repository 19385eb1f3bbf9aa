package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metrics.WeirMetrics;
import dev.weir.pipeline.VirtualLoop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A hub that stops answering, and answers again. */
class BreakerTest {
    private static final Outcome DOWN = new Outcome.Unavailable("503", true);

    private final VirtualLoop loop = new VirtualLoop();
    private final List<String> told = new ArrayList<>();
    private Outcome answer = DOWN;
    private int calls;

    @Test
    void whenMostCallsFailTheHubIsTriedOnceEveryFewSecondsUntilItAnswers() {
        Dispatcher dispatcher = dispatcher();
        Row[] rows = ready(dispatcher, 50);
        loop.advance(Duration.ofSeconds(1));
        assertThat(told).containsExactly("opened updates: 503");
        int before = calls;

        loop.advance(Duration.ofSeconds(60));

        assertThat(calls - before).isBetween(10, 13);

        answer = new Outcome.Accepted();
        loop.advance(Duration.ofSeconds(60));

        assertThat(told).containsExactly("opened updates: 503", "closed updates");
        assertThat(dispatcher.trouble()).isEmpty();
        for (Row row : rows) {
            assertThat(row.log).isNotEmpty();
        }
    }

    @Test
    void aHubThatThrottlesIsThere() {
        answer = new Outcome.Throttled(Optional.of(Duration.ofMillis(50)), "429");
        ready(dispatcher(), 50);

        loop.advance(Duration.ofSeconds(60));

        assertThat(calls).isGreaterThan(50);
        assertThat(told).isEmpty();
    }

    @Test
    void aKeyThatIsNotAcceptedOpensItToo() {
        answer = new Outcome.Unauthorized("401: the key is not accepted");
        Row[] rows = ready(dispatcher(), 50);

        loop.advance(Duration.ofMinutes(2));

        assertThat(told).containsExactly("opened updates: 401: the key is not accepted");
        assertThat(rows).noneSatisfy(row -> assertThat(row.log).contains("refused"));
    }

    @Test
    void aHubThatIsOwedNothingAnyMoreIsTriedByWhatComesNext() {
        Dispatcher dispatcher = dispatcher();
        ready(dispatcher, 20);
        loop.advance(Duration.ofMinutes(5));
        assertThat(told)
                .as("each was given back, and none came again")
                .containsExactly("opened updates: 503", "idle updates");
        assertThat(dispatcher.trouble()).isEmpty();

        ready(dispatcher, 1);
        loop.run();
        assertThat(told).hasSize(3).last().isEqualTo("opened updates: 503");
        loop.advance(Duration.ofSeconds(30));
        assertThat(told).last().isEqualTo("idle updates");

        answer = new Outcome.Accepted();
        Row[] rows = ready(dispatcher, 2);
        loop.advance(Duration.ofSeconds(30));
        assertThat(rows).allSatisfy(row -> assertThat(row.log).contains("accepted"));
        assertThat(told).hasSize(4);
    }

    private Row[] ready(Dispatcher dispatcher, int count) {
        Row[] rows = new Row[count];
        for (int i = 0; i < count; i++) {
            Row row = new Row("t" + i, "body");
            rows[i] = row;
            dispatcher.ready(row);
        }
        return rows;
    }

    private Dispatcher dispatcher() {
        Transport transport = (lane, body) -> {
            calls++;
            return CompletableFuture.completedFuture(answer);
        };
        return new Dispatcher(
                "updates",
                transport,
                new PublishSettings(1_000, 32, 100, Duration.ofMillis(100), Duration.ofSeconds(1)),
                Budget.limiter("updates", 1_000, loop::nanoTime),
                loop::nanoTime,
                loop::after,
                loop,
                new Random(1),
                new WeirMetrics(new SimpleMeterRegistry()),
                new BreakerWatch() {
                    @Override
                    public void opened(String hub, String why) {
                        told.add("opened " + hub + ": " + why);
                    }

                    @Override
                    public void idle(String hub) {
                        told.add("idle " + hub);
                    }

                    @Override
                    public void closed(String hub) {
                        told.add("closed " + hub);
                    }
                });
    }
}
