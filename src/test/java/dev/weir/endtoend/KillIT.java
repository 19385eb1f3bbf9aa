package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.webpubsub.FaultPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * At least once, order per entity and newest state, through SIGKILL in mid-flow. More rounds in the profile {@code kills}.
 */
class KillIT {
    private static final int KILLS = Integer.getInteger("weir.kills", 3);
    private static final int ENTITIES = 40;

    /** When the bridge is killed, in turn. */
    private enum Moment {
        /** Amid a backlog. */
        SOME_IS_SEEN,
        /** All is with the bridge, and most of it unpublished. */
        ALL_IS_TAKEN,
        /** The broker has nothing left: whatever clients have not got by now is lost. */
        ALL_IS_SETTLED;

        boolean hasCome(QueueCounts counts, boolean someIsSeen) {
            return switch (this) {
                case SOME_IS_SEEN -> someIsSeen;
                case ALL_IS_TAKEN -> counts.active() == 0;
                case ALL_IS_SETTLED -> counts.active() == 0 && counts.locked() == 0;
            };
        }
    }

    @TempDir
    Path folder;

    @Test
    void everyEntityEndsInItsLastStateHoweverOftenTheBridgeIsKilled() throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        Project.write(folder);
        QueueSettings things = QueueSettings.of("things")
                .withLockDuration(Duration.ofSeconds(5))
                .withMaxDeliveryCount(10_000);
        try (LocalServices services = LocalServices.builder().queue(things).start();
                CounterFeed feed =
                        new CounterFeed(services.connectionStrings().serviceBus(), "things", ENTITIES, seed);
                UpdatesClient client =
                        UpdatesClient.join(services.connectionStrings().webPubSub(), "tenant:acme")) {
            // Slow answers, so that at each kill there is much that was taken and is not published yet.
            services.webPubSub().faults().set(FaultPlan.NONE.delayAnswers(Duration.ofSeconds(1)));
            for (int kill = 1; kill <= KILLS; kill++) {
                try (BridgeProcess bridge = start(services)) {
                    bridge.awaitReady();
                    int enough = client.updates() + 1 + random.nextInt(ENTITIES / 2);
                    int bursts = 5 + random.nextInt(10);
                    for (int burst = 0; burst < bursts; burst++) {
                        // Entities of this round alone: what it loses, no later round covers.
                        feed.send("r" + kill + "-", 50 + random.nextInt(200));
                    }
                    Moment moment = Moment.values()[kill % Moment.values().length];
                    await("seed " + seed + ", " + moment)
                            .pollInterval(Duration.ofMillis(2))
                            .atMost(Duration.ofSeconds(30))
                            .until(() ->
                                    moment.hasCome(services.serviceBus().counts("things"), client.updates() >= enough));
                    bridge.kill();
                }
            }
            services.webPubSub().faults().clear();
            try (BridgeProcess bridge = start(services)) {
                bridge.awaitReady();
                feed.send(10);

                await("seed " + seed)
                        .atMost(Duration.ofSeconds(90))
                        .until(() -> services.serviceBus().counts("things").equals(new QueueCounts(0, 0, 0)));
                await("seed " + seed)
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(client.counters()).isEqualTo(feed.last()));
                assertThat(client.regressions()).as("seed %d", seed).isEmpty();
                assertThat(client.gaps()).as("seed %d", seed).isEmpty();
                assertThat(services.serviceBus().counts("things"))
                        .as("seed %d", seed)
                        .isEqualTo(new QueueCounts(0, 0, 0));
                assertAllAddsUp(bridge);
            }
        }
    }

    private static void assertAllAddsUp(BridgeProcess bridge) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(bridge.metric("weir_events_received_total", ""))
                        .isPositive()
                        .isEqualTo(bridge.metric("weir_events_settled_total", "")
                                + bridge.metric("weir_events_returned_total", "")
                                + bridge.metric("weir_events_held", "")));
    }

    private BridgeProcess start(LocalServices services) throws Exception {
        return BridgeProcess.start(
                folder,
                Map.of(
                        "SERVICE_BUS_CONNECTION_STRING",
                                services.connectionStrings().serviceBus(),
                        "WEB_PUBSUB_CONNECTION_STRING",
                                services.connectionStrings().webPubSub()),
                List.of("-Xmx256m"),
                "run");
    }
}
