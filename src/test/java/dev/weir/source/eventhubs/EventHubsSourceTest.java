package dev.weir.source.eventhubs;

import static dev.weir.source.eventhubs.HubFixture.answer;
import static dev.weir.source.eventhubs.HubFixture.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.event.Delivery;
import dev.weir.event.Settlement;
import dev.weir.source.CheckpointSettings;
import dev.weir.source.Source;
import dev.weir.source.eventhubs.HubFixture.Taken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventHubsSourceTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Taken taken = new Taken();
    private HubFixture hub;

    @BeforeEach
    void startHub() {
        hub = new HubFixture(2);
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    @Test
    void takesWhatAllPartitionsHoldWithTheirOrigins() {
        hub.send(0, 0, 3);
        hub.send(1, 10, 2);

        EventHubsSource source = hub.start(taken);

        await().atMost(SOON).until(() -> taken.size() == 5);
        assertThat(taken.deliveries)
                .extracting(delivery -> delivery.origin().text())
                .containsExactlyInAnyOrder("fleet/0/0", "fleet/0/1", "fleet/0/2", "fleet/1/0", "fleet/1/1");
        Delivery last = taken.of("1").get(1);
        assertThat(new String(last.message().body(), StandardCharsets.UTF_8)).isEqualTo("{\"n\":11}");
        assertThat(last.attempt()).isEqualTo(1);
        assertThat(last.origin().enqueuedAt())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        assertThat(source.state()).isEqualTo(Source.State.READY);
    }

    @Test
    void keepsEachPartitionsOrder() {
        hub.send(0, 0, 500);
        hub.send(1, 0, 500);

        hub.start(taken, hub.settings(5_000));

        await().atMost(SOON).until(() -> taken.size() == 1_000);
        for (String partition : List.of("0", "1")) {
            assertThat(taken.of(partition))
                    .extracting(delivery -> delivery.origin().sequence())
                    .isSorted();
        }
    }

    @Test
    void startsWithWhatComesAfterIt() {
        hub.send(0, 0, 3);
        CheckpointSettings checkpoint = new CheckpointSettings(1, Duration.ofMillis(50), 1_000);
        EventHubsSource source = hub.start(taken, hub.settings("weir", 100, new Start.Latest(), checkpoint));
        await().atMost(SOON).until(() -> source.state().ready());

        // Until the link is open, what is sent is before "latest".
        await().atMost(SOON).until(() -> {
            hub.send(0, 100, 1);
            return taken.size() > 0;
        });

        assertThat(body(taken.deliveries.element())).isEqualTo("{\"n\":100}");
    }

    @Test
    void startsAtATime() {
        hub.send(0, 0, 3);
        CheckpointSettings checkpoint = new CheckpointSettings(1, Duration.ofMillis(50), 1_000);

        hub.start(taken, hub.settings("weir", 100, new Start.At(Instant.now().minusSeconds(3600)), checkpoint));

        await().atMost(SOON).until(() -> taken.size() == 3);
    }

    @Test
    void takesNoMoreThanItMayHold() {
        hub.send(0, 0, 300);
        hub.send(1, 0, 300);

        hub.start(taken, hub.settings(40));

        await().atMost(SOON).until(() -> taken.size() == 20);
        await().during(Duration.ofMillis(500)).until(() -> taken.size() == 20);
        List<Delivery> held = new ArrayList<>(taken.deliveries);
        held.forEach(delivery -> delivery.settlement().complete());
        await().atMost(SOON).until(() -> taken.size() == 40);
        await().during(Duration.ofMillis(500)).until(() -> taken.size() == 40);
    }

    @Test
    void takesNothingWhilePaused() {
        EventHubsSource source = hub.start(taken, hub.settings(40));
        await().atMost(SOON).until(() -> source.state().ready());
        source.pause();
        hub.send(0, 0, 200);
        // What had been asked for before the pause may still come.
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> taken.size() <= 20);
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> {
            settleAll();
            return taken.size() <= 20;
        });

        source.resume();

        await().atMost(SOON).until(() -> {
            settleAll();
            return taken.size() == 200;
        });
    }

    @Test
    void checkpointsOnlyWhatIsDoneWithoutAGap() {
        hub.send(0, 0, 5);
        hub.start(taken);
        await().atMost(SOON).until(() -> taken.size() == 5);
        List<Delivery> events = taken.of("0");

        complete(events.get(0));
        complete(events.get(2));
        complete(events.get(3));
        await().atMost(SOON).until(() -> hub.checkpoints().equals(Map.of("0", 0L)));
        await().during(Duration.ofMillis(300)).until(() -> hub.checkpoints().equals(Map.of("0", 0L)));
        complete(events.get(1));

        await().atMost(SOON).until(() -> hub.checkpoints().equals(Map.of("0", 3L)));
    }

    @Test
    void storesItsProgressWhenItCloses() {
        hub.send(0, 0, 10);
        CheckpointSettings seldom = new CheckpointSettings(1_000, Duration.ofHours(1), 1_000);
        EventHubsSource source = hub.start(taken, hub.settings("weir", 100, new Start.Earliest(), seldom));
        await().atMost(SOON).until(() -> taken.size() == 10);
        List<Delivery> events = taken.of("0");
        events.subList(0, 7).forEach(HubFixture::complete);
        complete(events.get(9));
        assertThat(hub.checkpoints()).isEmpty();

        source.stop().toCompletableFuture().join();
        source.close();

        assertThat(hub.checkpoints()).isEqualTo(Map.of("0", 6L));
        Taken next = new Taken();
        hub.start(next, hub.settings("weir", 100, new Start.Earliest(), seldom));
        await().atMost(SOON).until(() -> next.size() == 3);
        assertThat(next.deliveries)
                .extracting(delivery -> delivery.origin().sequence())
                .containsExactly(7L, 8L, 9L);
    }

    @Test
    void whatItHoldsCanStillBeSettledAfterItStopped() {
        hub.send(0, 0, 5);
        EventHubsSource source = hub.start(taken);
        await().atMost(SOON).until(() -> taken.size() == 5);

        source.stop().toCompletableFuture().join();
        hub.send(0, 5, 5);
        taken.of("0").forEach(HubFixture::complete);

        await().atMost(SOON).until(() -> hub.checkpoints().equals(Map.of("0", 4L)));
        assertThat(taken.deliveries).hasSize(5);
    }

    @Test
    void aSecondReplicaTakesItsShareAndAllOnceTheFirstIsGone() {
        EventHubsSource first = hub.start(taken);
        await().atMost(SOON).until(() -> owned() == 2);
        Taken second = new Taken();

        hub.start(second);
        await().atMost(SOON).until(() -> owners().size() == 2);
        await().atMost(SOON).until(() -> taken.lost.size() == 1);
        first.close();

        hub.send(0, 0, 1);
        hub.send(1, 0, 1);
        await().atMost(SOON)
                .until(() -> second.deliveries.stream()
                        .map(delivery -> delivery.origin().scope().partition())
                        .collect(Collectors.toSet())
                        .equals(Set.of("0", "1")));
    }

    @Test
    void withdrawsAPartitionThatSomebodyElseOwnsAndStoresNothingMore() {
        hub.send(0, 0, 5);
        hub.start(taken);
        await().atMost(SOON).until(() -> taken.size() == 5);
        List<Delivery> events = taken.of("0");
        complete(events.get(0));
        await().atMost(SOON).until(() -> hub.checkpoints().equals(Map.of("0", 0L)));

        hub.steal("0");

        await().atMost(SOON).until(() -> !taken.lost.isEmpty());
        assertThat(taken.lost).extracting(Object::toString).containsExactly("fleet/0");
        assertThat(answer(events.get(1).settlement().complete())).isEqualTo(Settlement.Answer.LOST);
        await().during(Duration.ofMillis(300)).until(() -> hub.checkpoints().equals(Map.of("0", 0L)));
    }

    @Test
    void learnsOfALossBeforeItStoresACheckpoint() {
        hub.send(0, 0, 5);
        CheckpointSettings later = new CheckpointSettings(2, Duration.ofHours(1), 1_000);
        // Balancing is seldom: only the checkpoint itself can learn who owns the partition.
        EventHubsSettings settings = seldomBalanced(later);
        hub.start(taken, settings);
        await().atMost(SOON).until(() -> taken.size() == 5);
        List<Delivery> events = taken.of("0");

        hub.steal("0");
        complete(events.get(0));
        events.get(1).settlement().complete();

        await().atMost(SOON).until(() -> taken.lost.size() == 1);
        assertThat(hub.checkpoints()).isEmpty();
    }

    @Test
    void takesThePartitionAgainOnceTheThiefIsGone() {
        hub.start(taken);
        await().atMost(SOON).until(() -> owned() == 2);
        hub.steal("0");
        await().atMost(SOON).until(() -> taken.lost.size() == 1);

        // The thief renews nothing, so its claim expires.
        hub.send(0, 7, 1);

        await().atMost(Duration.ofMinutes(2)).until(() -> taken.of("0").size() == 1);
    }

    @Test
    void tellsHowManyEventsOfEachPartitionWait() {
        hub.send(0, 0, 300);
        EventHubsSource source = hub.start(taken, hub.settings(20));

        await().atMost(Duration.ofSeconds(60)).until(() -> taken.size() == 10);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(source.backlog()).containsEntry("0", 290L));
    }

    @Test
    void aFloodIsTakenWholeAndInBounds() {
        hub.send(0, 0, 10_000);
        hub.send(1, 0, 10_000);
        Taken all = new Taken() {
            @Override
            public void accept(Delivery delivery) {
                super.accept(delivery);
                delivery.settlement().complete();
            }
        };
        CheckpointSettings checkpoint = new CheckpointSettings(500, Duration.ofSeconds(1), 1_000);

        hub.start(all, hub.settings("weir", 1_000, new Start.Earliest(), checkpoint));

        await().atMost(Duration.ofMinutes(3)).until(() -> all.size() == 20_000);
        await().atMost(SOON).until(() -> hub.checkpoints().equals(Map.of("0", 9_999L, "1", 9_999L)));
    }

    private EventHubsSettings seldomBalanced(CheckpointSettings checkpoint) {
        EventHubsSettings often = hub.settings("weir", 100, new Start.Earliest(), checkpoint);
        return new EventHubsSettings(
                often.name(),
                often.incarnation(),
                often.access(),
                often.hub(),
                often.consumerGroup(),
                often.start(),
                often.maxHeldEvents(),
                often.maxHeldBytes(),
                often.prefetch(),
                often.batch(),
                new EventHubsSettings.Balancing(Duration.ofMinutes(10), Duration.ofMinutes(30)),
                often.checkpoint());
    }

    private Set<String> owners() {
        return hub.store
                .listOwnership("127.0.0.1", HubFixture.HUB, "weir")
                .filter(ownership -> !ownership.getOwnerId().isEmpty())
                .map(ownership -> ownership.getOwnerId())
                .collect(Collectors.toSet())
                .blockOptional(Duration.ofSeconds(30))
                .orElseThrow();
    }

    private long owned() {
        return hub.store
                .listOwnership("127.0.0.1", HubFixture.HUB, "weir")
                .filter(ownership -> !ownership.getOwnerId().isEmpty())
                .count()
                .blockOptional(Duration.ofSeconds(30))
                .orElseThrow();
    }

    private void settleAll() {
        taken.deliveries.forEach(delivery -> delivery.settlement().complete());
    }

    private static String body(Delivery delivery) {
        return new String(delivery.message().body(), StandardCharsets.UTF_8);
    }
}
