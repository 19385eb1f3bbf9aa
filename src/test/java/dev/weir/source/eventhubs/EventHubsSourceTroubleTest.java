package dev.weir.source.eventhubs;

import static dev.weir.source.eventhubs.HubFixture.answer;
import static dev.weir.source.eventhubs.HubFixture.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.Settlement;
import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.amqp.Refusals;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.source.CheckpointSettings;
import dev.weir.source.Source;
import dev.weir.source.eventhubs.HubFixture.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.core.Disposable;

/** What a hub's source says and does when the broker, its rights or its dead letters fail it. */
@Execution(ExecutionMode.CONCURRENT)
class EventHubsSourceTroubleTest {
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
    void waitsWhileDeadLettersCannotBeWrittenAndSaysSo() {
        hub.send(0, 0, 2);
        EventHubsSource source = hub.start(taken);
        await().atMost(SOON).until(() -> taken.size() == 2);
        Delivery poison = taken.of("0").get(0);
        hub.deadLettersDown.put("reason", "the disk is full");

        assertThat(answer(poison.settlement().deadLetter(deadLetter(poison))))
                .isEqualTo(new Settlement.Answer.Unavailable("the disk is full"));
        assertThat(source.state())
                .isEqualTo(new Source.State(
                        false,
                        "source 'fleet': partition 0 waits, since its dead letters can't be written: the disk is"
                                + " full"));
        complete(taken.of("0").get(1));
        hub.send(0, 2, 5);
        hub.send(1, 0, 5);
        await().atMost(SOON).until(() -> taken.of("1").size() == 5);
        assertThat(taken.of("0")).hasSize(2);
        assertThat(hub.checkpoints()).isEmpty();

        hub.deadLettersDown.clear();
        assertThat(answer(poison.settlement().deadLetter(deadLetter(poison)))).isEqualTo(Settlement.Answer.SETTLED);

        await().atMost(SOON).until(() -> taken.of("0").size() == 7);
        await().atMost(SOON)
                .until(() -> Long.valueOf(1).equals(hub.checkpoints().get("0")));
        assertThat(source.state()).isEqualTo(Source.State.READY);
        assertThat(hub.deadLetters).extracting(dead -> dead.origin().text()).containsExactly("fleet/0/0");
    }

    @Test
    void saysWhichHubIsMissingAndTakesFromItOnceItIsThere() {
        CheckpointSettings checkpoint = new CheckpointSettings(1, Duration.ofMillis(50), 1_000);
        EventHubsSource source =
                hub.start(taken, hub.settings("absent", "$Default", 100, new Start.Earliest(), checkpoint));
        await().atMost(SOON).until(() -> source.state().reason().contains("no hub"));
        assertThat(source.state())
                .isEqualTo(new Source.State(
                        false, "source 'fleet': there is no hub 'absent' in the namespace; create it or mend 'hub'"));

        hub.broker.eventHubs().createHub(HubSettings.of("absent", 1));

        await().atMost(SOON).until(() -> source.state().ready());
    }

    @Test
    void saysThatItMayNotReadAndStartsOnceItMay() {
        hub.broker
                .listener()
                .faults()
                .set(AmqpFaultPlan.NONE.refuseLinks(Refusals.lasting(Duration.ofMinutes(10))
                        .with(new AmqpError("amqp:unauthorized-access", "No."))));
        EventHubsSource source = hub.start(taken);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(source.state().reason())
                        .startsWith("source 'fleet': the key of 'connection-string' is not accepted for hub 'fleet'; it"
                                + " needs the right to listen"));

        hub.broker.listener().faults().set(AmqpFaultPlan.NONE);
        hub.send(0, 0, 1);

        await().atMost(SOON).until(() -> taken.size() == 1);
        await().atMost(SOON).until(() -> source.state().ready());
    }

    @Test
    void saysThatAnotherProgramReadsItsConsumerGroup() {
        EventHubsSource source = hub.start(taken);
        await().atMost(SOON).until(() -> source.state().ready());

        // It keeps coming back with the highest epoch, as no replica does.
        try (EventHubConsumerAsyncClient other = new EventHubClientBuilder()
                .connectionString(hub.broker.connectionString(), HubFixture.HUB)
                .consumerGroup("weir")
                .buildAsyncConsumerClient()) {
            Disposable reading = other.receiveFromPartition(
                            "0", EventPosition.latest(), new ReceiveOptions().setOwnerLevel(1_000L))
                    .repeat()
                    .retry()
                    .subscribe();
            try {
                // That is said after three times.
                await().atMost(SOON.multipliedBy(4))
                        .untilAsserted(() -> assertThat(source.state().reason())
                                .contains("another reader keeps taking partition 0 of consumer group 'weir'")
                                .contains("give the source a consumer group of its own"));
            } finally {
                reading.dispose();
            }
        }
    }

    @Test
    void saysWhichConsumerGroupIsMissing() {
        CheckpointSettings checkpoint = new CheckpointSettings(1, Duration.ofMillis(50), 1_000);
        EventHubsSource source = hub.start(taken, hub.settings("absent", 100, new Start.Earliest(), checkpoint));

        await().atMost(SOON)
                .until(() -> source.state()
                        .equals(new Source.State(
                                false,
                                "source 'fleet': there is no consumer group 'absent' of hub 'fleet'; create it or mend"
                                        + " 'consumer-group'")));
    }

    @Test
    void goesOnAfterItsConnectionsWereCut() {
        hub.send(0, 0, 2);
        hub.start(taken);
        await().atMost(SOON).until(() -> taken.size() == 2);
        taken.of("0").forEach(HubFixture::complete);
        await().atMost(SOON).until(() -> hub.checkpoints().equals(Map.of("0", 1L)));

        hub.broker.dropConnections();
        hub.send(0, 2, 3);
        hub.send(1, 0, 3);

        await().atMost(SOON)
                .until(() -> taken.of("0").size() >= 5 && taken.of("1").size() >= 3);
        assertThat(taken.of("0").stream()
                        .map(delivery -> delivery.origin().sequence())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }

    private static DeadLetter deadLetter(Delivery delivery) {
        return new DeadLetter(
                DeadLetter.Reason.MISSING_TENANT, "no tenant", "jobs", List.of(), 1, Instant.EPOCH, delivery.origin());
    }
}
