package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.LocalServices;
import dev.weir.local.webpubsub.FaultPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is held unsettled stays within its bound, however long the backlog is and Web PubSub is down. {@code
 * -Dweir.backlog=1000000} makes it long; what it measures, it prints.
 */
class BacklogIT {
    private static final int BACKLOG = Integer.getInteger("weir.backlog", 20_000);
    private static final Duration WATCHED = Duration.ofSeconds(Integer.getInteger("weir.backlog.seconds", 10));
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    /** The defaults of a source. */
    private static final int CREDIT_EVENTS = 1000;

    private static final long CREDIT_BYTES = 64L << 20;
    private static final int CHUNK = 10_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"QUEUE", "EVENT_HUB"})
    void whatIsHeldStaysWithinTheCredit(SourceKind kind, TestReporter reporter) throws Exception {
        Project.write(folder);
        Files.writeString(folder.resolve("weir.yaml"), kind.configuration());
        try (LocalServices services = LocalServices.builder().start()) {
            kind.create(services);
            try (Feed feed = kind.feed(services, BACKLOG, 1);
                    UpdatesClient client =
                            UpdatesClient.join(services.connectionStrings().webPubSub(), "tenant:acme")) {
                while (feed.sent() < BACKLOG) {
                    feed.send((int) Math.min(CHUNK, BACKLOG - feed.sent()));
                }
                // Calls that hang keep the breaker closed for longest, and so most is taken.
                services.webPubSub().faults().set(FaultPlan.NONE.neverAnswer(Integer.MAX_VALUE));
                try (BridgeProcess bridge = start(services)) {
                    Levels levels = new Levels(bridge);
                    await("the bridge has taken what it may")
                            .atMost(PATIENCE)
                            .until(() -> bridge.port() > 0 && levels.see() >= CREDIT_EVENTS / 4.0);

                    await().during(WATCHED).atMost(WATCHED.multipliedBy(6)).untilAsserted(() -> {
                        levels.see();
                        assertThat(levels.mostHeld).isLessThanOrEqualTo(CREDIT_EVENTS);
                        assertThat(levels.mostBytes).isLessThanOrEqualTo(CREDIT_BYTES);
                    });
                    services.webPubSub().faults().clear();
                    long before = client.updates();

                    await("it goes on").atMost(PATIENCE).until(() -> client.updates() > before);
                    assertThat(bridge.output()).doesNotContain("OutOfMemory");
                    reporter.publishEntry(
                            kind + ", backlog of " + BACKLOG,
                            "most held %.0f events and %.1f MiB, most heap used %.0f MiB of 128 MiB"
                                    .formatted(
                                            levels.mostHeld,
                                            levels.mostBytes / (1 << 20),
                                            levels.mostHeap / (1 << 20)));
                }
            }
        }
    }

    private BridgeProcess start(LocalServices services) throws Exception {
        return BridgeProcess.between(services, folder, List.of("-Xmx128m"), "run");
    }

    /** The highest of what the bridge says of itself. */
    private static final class Levels {
        private final BridgeProcess bridge;
        private double mostHeld;
        private double mostBytes;
        private double mostHeap;

        Levels(BridgeProcess bridge) {
            this.bridge = bridge;
        }

        double see() throws InterruptedException {
            try {
                mostHeld = Math.max(mostHeld, bridge.metric("weir_events_held", ""));
                mostBytes = Math.max(mostBytes, bridge.metric("weir_events_held_bytes", ""));
                mostHeap = Math.max(mostHeap, bridge.metric("jvm_memory_used_bytes", "area=\"heap\""));
            } catch (IOException e) {
                // A bridge that starts on a busy machine answers late; the next look sees as much.
                return mostHeld;
            }
            return mostHeld;
        }
    }
}
