package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.LocalServices;
import dev.weir.local.junit.LocalAzure;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.webpubsub.FaultPlan;
import dev.weir.local.webpubsub.Refusal;
import dev.weir.local.webpubsub.Send;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bridge's core and adapters over real sockets, against a Web PubSub that throttles. */
@LocalAzure(queues = "things")
class ThrottlingTest {
    private static final int REQUESTS_PER_SECOND = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("429 with Retry-After", Refusal.of(429).retryAfter(Duration.ofSeconds(1))),
                Arguments.of("429 without Retry-After", Refusal.of(429)),
                Arguments.of("503 without Retry-After", Refusal.of(503)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void nothingIsLostOrderIsKeptAndTheRateStaysUnderTheLimiters(String name, Refusal refusal, LocalServices services) {
        long seed = System.nanoTime();
        try (EmbeddedBridge bridge = EmbeddedBridge.start(services, REQUESTS_PER_SECOND);
                CounterFeed feed = new CounterFeed(services.connectionStrings().serviceBus(), "things", 30, seed);
                UpdatesClient client =
                        UpdatesClient.join(services.connectionStrings().webPubSub(), "tenant:acme")) {
            feed.send(50);
            await().atMost(PATIENCE).until(() -> client.updates() > 0);

            services.webPubSub().faults().set(FaultPlan.NONE.refuseShare(0.5, refusal));
            for (int burst = 0; burst < 20; burst++) {
                feed.send(100);
            }
            await("seed " + seed)
                    .atMost(PATIENCE)
                    .until(() -> services.webPubSub().sends().throttled() >= 3);
            services.webPubSub().faults().clear();

            await("seed " + seed)
                    .atMost(PATIENCE)
                    .until(() -> services.serviceBus().counts("things").equals(new QueueCounts(0, 0, 0)));
            await("seed " + seed)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.counters()).isEqualTo(feed.last()));
            assertThat(client.regressions()).as("seed %d", seed).isEmpty();
            assertThat(busiestSecond(services.webPubSub().sends().latest()))
                    .as("calls in the busiest second, seed %d", seed)
                    .isLessThanOrEqualTo(REQUESTS_PER_SECOND * 5 / 4);
            // The broker has settled before the bridge hears of it.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(bridge.settled()).isEqualTo(bridge.received()));
        }
    }

    /** Seen at the service, where calls may arrive closer together than they were made: hence the quarter of room. */
    private static int busiestSecond(List<Send> sends) {
        int busiest = 0;
        for (int first = 0; first < sends.size(); first++) {
            int last = first;
            while (last < sends.size()
                    && sends.get(last).atNanos() - sends.get(first).atNanos() < TimeUnit.SECONDS.toNanos(1)) {
                last++;
            }
            busiest = Math.max(busiest, last - first);
        }
        return busiest;
    }
}
