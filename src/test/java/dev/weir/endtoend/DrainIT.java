package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.webpubsub.FaultPlan;
import dev.weir.local.webpubsub.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Ctrl-C does. */
class DrainIT {
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @BeforeEach
    void writeProject() throws Exception {
        Project.write(folder);
        Files.writeString(
                folder.resolve("weir.yaml"), Project.CONFIGURATION + "  drain-timeout: " + DRAIN.toSeconds() + "s\n");
    }

    @Test
    void whatCannotBePublishedInTimeGoesBackToTheBroker() throws Exception {
        try (LocalServices services = LocalServices.builder()
                        .queue(QueueSettings.of("things"))
                        .start();
                CounterFeed feed = new CounterFeed(services.connectionStrings().serviceBus(), "things", 20, 1);
                BridgeProcess bridge = start(services)) {
            bridge.awaitReady();
            services.webPubSub().faults().set(FaultPlan.NONE.refuseShare(1, Refusal.of(503)));
            feed.send(100);
            await().atMost(PATIENCE)
                    .until(() -> services.serviceBus().counts("things").active() == 0
                            && bridge.metric("weir_events_received_total", "") == 100);

            bridge.interrupt();
            // What is more is for the container to go down on a busy machine.
            bridge.awaitExit(DRAIN.plusSeconds(30));

            // Of each entity the newest event came back; the older ones are covered by it and were settled.
            assertThat(services.serviceBus().counts("things").active())
                    .as(bridge.output())
                    .isEqualTo(feed.last().size());
            assertThat(services.serviceBus().counts("things").locked()).isZero();
            assertThat(services.serviceBus().counts("things").deadLettered()).isZero();
        }
    }

    private BridgeProcess start(LocalServices services) throws Exception {
        return BridgeProcess.between(services, folder, List.of("-Xmx256m"), "run");
    }
}
