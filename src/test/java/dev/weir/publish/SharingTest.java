package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import dev.weir.metrics.WeirMetrics;
import dev.weir.pipeline.VirtualLoop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who gets how much of a budget, on virtual time, from a hub that answers after 10 ms. */
class SharingTest {
    private static final Duration LATENCY = Duration.ofMillis(10);

    private final VirtualLoop loop = new VirtualLoop();
    private final List<String> sent = new ArrayList<>();

    @Test
    void aTenantWithManyLanesGetsNoMoreThanOneWithAFew() {
        Dispatcher dispatcher = dispatcher(100, Sharing.EQUAL);
        lanes(dispatcher, "noisy", 100, 1_000);
        lanes(dispatcher, "quiet", 2, 1_000);
        lanes(dispatcher, "third", 3, 1_000);

        loop.advance(Duration.ofSeconds(30));

        assertThat(share("quiet")).isCloseTo(1 / 3.0, within(0.02));
        assertThat(share("noisy")).isCloseTo(1 / 3.0, within(0.02));
        assertThat(share("third")).isCloseTo(1 / 3.0, within(0.02));
    }

    @Test
    void aHeavierTenantGetsAsMuchMoreAsItsWeightSays() {
        Dispatcher dispatcher = dispatcher(100, new Sharing(Map.of("gold", 3.0), OptionalDouble.empty(), Map.of()));
        lanes(dispatcher, "gold", 20, 1_000);
        lanes(dispatcher, "plain", 20, 1_000);

        loop.advance(Duration.ofSeconds(30));

        assertThat(share("gold")).isCloseTo(0.75, within(0.02));
    }

    @Test
    void longBodiesCountForMoreThanShortOnes() {
        Dispatcher dispatcher = dispatcher(100, Sharing.EQUAL);
        lanes(dispatcher, "long", 20, 3 * 64 * 1024);
        lanes(dispatcher, "short", 20, 1);

        loop.advance(Duration.ofSeconds(30));

        assertThat(share("short")).isCloseTo(0.8, within(0.02));
    }

    @Test
    void whatATenantDidNotUseIsNotSavedUp() {
        Dispatcher dispatcher = dispatcher(100, Sharing.EQUAL);
        lanes(dispatcher, "busy", 20, 1_000);
        loop.advance(Duration.ofSeconds(60));
        sent.clear();
        lanes(dispatcher, "late", 20, 1_000);

        loop.advance(Duration.ofSeconds(2));

        assertThat(share("busy")).isCloseTo(0.5, within(0.05));
    }

    @Test
    void aTenantsLimitHoldsThoughTheHubIsIdle() {
        Dispatcher dispatcher = dispatcher(100, new Sharing(Map.of(), OptionalDouble.of(10), Map.of()));
        lanes(dispatcher, "noisy", 20, 1_000);

        loop.advance(Duration.ofSeconds(20));

        assertThat(sent).hasSizeBetween(195, 205);
    }

    @Test
    void aTenantThatHasToWaitKeepsNobodyElseWaiting() {
        Dispatcher dispatcher = dispatcher(100, new Sharing(Map.of(), OptionalDouble.of(10), Map.of()));
        lanes(dispatcher, "noisy", 50, 1_000);
        lanes(dispatcher, "quiet", 1, 1_000);

        loop.advance(Duration.ofSeconds(20));

        assertThat(count("quiet")).isBetween(195L, 205L);
        assertThat(count("noisy")).isBetween(195L, 205L);
    }

    @Test
    void aKindsLimitHoldsForThatKindAlone() {
        Dispatcher dispatcher =
                dispatcher(1_000, new Sharing(Map.of(), OptionalDouble.empty(), Map.of(Target.Kind.USER, 20.0)));
        for (int i = 0; i < 10; i++) {
            new Repeating(dispatcher, new Row("users", "u", Target.Kind.USER)).start();
        }
        new Repeating(dispatcher, new Row("groups", "g")).start();

        loop.advance(Duration.ofSeconds(10));

        assertThat(count("users")).isBetween(195L, 205L);
        assertThat(count("groups")).isGreaterThan(900L);
    }

    @Test
    void theUrgentOfATenantComeFirst() {
        Dispatcher dispatcher = dispatcher(10, Sharing.EQUAL);
        for (int i = 0; i < 5; i++) {
            dispatcher.ready(new Row("a", "ordinary " + i));
        }
        Row urgent = new Row("a", "urgent");
        urgent.urgent = true;
        dispatcher.ready(urgent);

        loop.advance(Duration.ofSeconds(1));

        assertThat(sent).hasSize(6);
        assertThat(sent.indexOf("a urgent")).isLessThan(sent.indexOf("a ordinary 1"));
    }

    @Test
    void everNewTenantsDoNotStarveOneThatWaits() {
        Dispatcher dispatcher = dispatcher(100, Sharing.EQUAL);
        lanes(dispatcher, "old", 1, 1_000);
        for (int tick = 0; tick < 2_000; tick++) {
            dispatcher.ready(new Row("new " + tick, "x"));
            loop.advance(Duration.ofMillis(10));
        }

        assertThat(count("old")).isGreaterThan(30);
    }

    @Test
    void tenantsWithoutEndLeaveNothingBehind() {
        FairShares shares = new FairShares(tenant -> 1);
        Turns<String> turns = new Turns<>(shares);
        for (int i = 0; i < 100_000; i++) {
            String tenant = "t" + i;
            turns.add(tenant, tenant, false);
            assertThat(turns.poll()).isEqualTo(tenant);
            shares.charge(tenant, 100);
        }

        assertThat(shares.remembered()).isLessThan(3_000);
    }

    @Test
    void aWeightOfZeroIsRefused() {
        assertThatThrownBy(() -> new Sharing(Map.of("a", 0.0), OptionalDouble.empty(), Map.of()))
                .hasMessage("The weight of tenant 'a' must be above zero, but is 0.0");
    }

    private void lanes(Dispatcher dispatcher, String tenant, int count, int bytes) {
        for (int i = 0; i < count; i++) {
            new Repeating(dispatcher, new Row(tenant, "x".repeat(bytes))).start();
        }
    }

    private double share(String tenant) {
        return count(tenant) / (double) sent.size();
    }

    private long count(String tenant) {
        return sent.stream().filter(entry -> entry.startsWith(tenant + " ")).count();
    }

    private Dispatcher dispatcher(double requestsPerSecond, Sharing sharing) {
        Transport transport = (lane, body) -> {
            String text = new String(body, StandardCharsets.UTF_8);
            sent.add(lane.target().name() + " " + text.substring(0, Math.min(20, text.length())));
            CompletableFuture<Outcome> call = new CompletableFuture<>();
            loop.after(LATENCY.toNanos(), () -> call.complete(new Outcome.Accepted()));
            return call;
        };
        return new Dispatcher(
                "updates",
                transport,
                new PublishSettings(requestsPerSecond, 64, 4, Duration.ofMillis(100), Duration.ofSeconds(30), sharing),
                Budget.limiter("updates", requestsPerSecond, loop::nanoTime),
                loop::nanoTime,
                loop::after,
                loop,
                new Random(1),
                new WeirMetrics(new SimpleMeterRegistry()),
                new NoWatch());
    }

    /** A lane that always has something to send. */
    private static final class Repeating implements Outlet {
        private final Dispatcher dispatcher;
        private final Row row;

        Repeating(Dispatcher dispatcher, Row row) {
            this.dispatcher = dispatcher;
            this.row = row;
        }

        void start() {
            dispatcher.ready(this);
        }

        @Override
        public LaneKey lane() {
            return row.lane();
        }

        @Override
        public String tenant() {
            return row.tenant();
        }

        @Override
        public boolean isUrgent() {
            return row.isUrgent();
        }

        @Override
        public Optional<byte[]> cut() {
            return row.cut();
        }

        @Override
        public void accepted() {
            dispatcher.ready(this);
        }

        @Override
        public boolean isStale() {
            return false;
        }

        @Override
        public void givenUp(String why, boolean maybeDelivered, boolean othersPass) {
            throw new AssertionError("Nothing fails here, but a batch was given up: " + why);
        }

        @Override
        public void refused(Outcome.Rejected why, boolean maybeDelivered) {
            throw new AssertionError("Nothing is refused here, but was: " + why);
        }
    }
}
