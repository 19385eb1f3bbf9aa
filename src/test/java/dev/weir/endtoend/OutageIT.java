package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.webpubsub.FaultPlan;
import dev.weir.local.webpubsub.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Web PubSub fails for a while of real time while events go on. {@code -Dweir.outage.seconds=60} makes it a minute; what it
 * measures, it prints.
 */
class OutageIT {
    private static final int SECONDS = Integer.getInteger("weir.outage.seconds", 4);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int BURST = 60;
    private static final Duration BETWEEN_BURSTS = Duration.ofMillis(200);
    private static final int ENTITIES = 20;
    /** The default of a source. */
    private static final int CREDIT = 1000;

    /** How the service fails. */
    enum Failure {
        /** It refuses all. */
        DOWN(FaultPlan.NONE.refuseShare(1, Refusal.of(503))),
        /** It delivers, and never says so. */
        NO_ANSWER(FaultPlan.NONE.neverAnswer(Integer.MAX_VALUE));

        private final FaultPlan plan;

        Failure(FaultPlan plan) {
            this.plan = plan;
        }
    }

    @TempDir
    Path folder;

    /** What the newest of each entity was when so many events had been sent. */
    private final NavigableMap<Long, Map<String, Long>> newest = new TreeMap<>();

    @ParameterizedTest
    @EnumSource
    void memoryStaysFlatTheNewestGoesOutFirstAndNothingIsLost(Failure failure, TestReporter reporter) throws Exception {
        Project.write(folder);
        Files.writeString(
                folder.resolve("weir.yaml"),
                Project.CONFIGURATION.replace(
                        "    requests-per-second:", "    attempt-timeout: 5s\n    requests-per-second:"));
        try (LocalServices services = LocalServices.builder().start()) {
            SourceKind.QUEUE.create(services);
            try (Feed feed = SourceKind.QUEUE.feed(services, ENTITIES, 1);
                    UpdatesClient client =
                            UpdatesClient.join(services.connectionStrings().webPubSub(), "tenant:acme");
                    BridgeProcess bridge = start(services)) {
                bridge.awaitReady();
                send(feed);
                awaitDone(services, feed, client);
                double heapBefore = heap(bridge);
                long sentBefore = feed.sent();

                services.webPubSub().faults().set(failure.plan);
                double mostHeld = 0;
                double mostHeap = 0;
                for (int burst = 0; burst < SECONDS * 1000 / BETWEEN_BURSTS.toMillis(); burst++) {
                    send(feed);
                    // The outage is of real time.
                    await().pollDelay(BETWEEN_BURSTS).until(() -> true);
                    mostHeld = Math.max(mostHeld, bridge.total("weir.events.held"));
                    mostHeap = Math.max(mostHeap, heap(bridge));
                }
                assertThat(mostHeld).isBetween(1.0, (double) CREDIT);
                await("the breaker has opened")
                        .atMost(PATIENCE)
                        .until(() -> bridge.get("/q/health/ready").body().contains("paused"));
                QueueCounts during = services.serviceBus().counts("things");
                Map<String, Long> held =
                        newest.floorEntry(feed.sent() - during.active()).getValue();
                long sent = feed.sent() - sentBefore;

                client.forgetFirst();
                int seenBefore = client.updates();
                services.webPubSub().faults().clear();
                awaitDone(services, feed, client);

                held.forEach((entity, n) -> assertThat(client.first())
                        .as("the first of %s after the outage", entity)
                        .hasEntrySatisfying(entity, first -> assertThat(first).isGreaterThanOrEqualTo(n)));
                int seen = client.updates() - seenBefore;
                assertThat(seen)
                        .as("updates seen of the %d events since: most were superseded", sent)
                        .isLessThan((int) sent / 2);
                await("readiness says that all is well")
                        .atMost(PATIENCE)
                        .until(() -> bridge.status("/q/health/ready") == 200);
                send(feed);
                awaitDone(services, feed, client);
                reporter.publishEntry(
                        failure + " for " + SECONDS + " s",
                        ("%d events came; at most %.0f were held, and %d were left to the broker; %d updates told of them all;"
                                        + " most heap used %.0f MiB of 128 MiB, %.0f MiB before")
                                .formatted(
                                        sent,
                                        mostHeld,
                                        during.active(),
                                        seen,
                                        mostHeap / (1 << 20),
                                        heapBefore / (1 << 20)));
            }
        }
    }

    private void send(Feed feed) {
        feed.send(BURST);
        newest.put(feed.sent(), feed.last());
    }

    private static void awaitDone(LocalServices services, Feed feed, UpdatesClient client) {
        feed.tell(client.guarantees());
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(client.violations()).isEmpty();
            assertThat(services.serviceBus().counts("things")).isEqualTo(new QueueCounts(0, 0, 0));
        });
    }

    private static double heap(BridgeProcess bridge) throws Exception {
        return bridge.metric("jvm_memory_used_bytes", "area=\"heap\"");
    }

    private BridgeProcess start(LocalServices services) throws Exception {
        return BridgeProcess.between(services, folder, List.of("-Xmx128m"), "run");
    }
}
