package dev.weir.source.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.SubQueue;
import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpTransport;
import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.Settlement;
import dev.weir.local.LocalAmqp;
import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.amqp.Refusals;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import dev.weir.source.ParallelSource;
import dev.weir.source.Source;
import dev.weir.source.servicebus.ServiceBusSettings.Mode;
import dev.weir.source.servicebus.ServiceBusSettings.Settling;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceBusSourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FLOOD = Duration.ofMinutes(3);
    /** More than {@link Clients#longestAnswer()}, which a source waits for one that never comes. */
    private static final int LONGEST_ANSWER_SECONDS = 90;

    private final Queue<Delivery> taken = new ConcurrentLinkedQueue<>();
    private LocalAmqp broker;
    private ServiceBusSource source;

    @BeforeEach
    void startBroker() {
        broker = LocalAmqp.builder()
                .port(0)
                .queue(QueueSettings.of("ci-events").withMaxDeliveryCount(100).withLockDuration(Duration.ofMinutes(5)))
                .queue(QueueSettings.of("in-sessions").withSessions())
                .topic(TopicSettings.of("news", SubscriptionSettings.of("weir")))
                .start();
    }

    @AfterEach
    void stop() {
        if (source != null) {
            source.close();
        }
        broker.close();
    }

    @Test
    void takesWhatTheQueueHoldsWithItsOrigin() {
        send(3);
        source = start(100, 1 << 20);

        await().atMost(PATIENCE).until(() -> taken.size() == 3);
        Delivery first = taken.peek();

        assertThat(first.origin().text()).isEqualTo("ci/0/1");
        assertThat(first.attempt()).isEqualTo(1);
        assertThat(new String(first.message().body(), StandardCharsets.UTF_8)).isEqualTo("{\"n\":0}");
        assertThat(first.origin().enqueuedAt())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        assertThat(source.state().ready()).isTrue();
    }

    @Test
    void takesNoMoreThanItMayHold() {
        send(50);
        source = start(10, 1 << 20);

        await().atMost(PATIENCE).until(() -> taken.size() == 10);
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> taken.size() == 10);
        for (int i = 0; i < 10; i++) {
            assertThat(answer(taken.remove().settlement().complete())).isEqualTo(Settlement.Answer.SETTLED);
        }

        await().atMost(PATIENCE).until(() -> taken.size() == 10);
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> taken.size() == 10);
    }

    @Test
    void completesAbandonsAndDeadLetters() throws Exception {
        send(3);
        source = start(100, 1 << 20);
        await().atMost(PATIENCE).until(() -> taken.size() == 3);
        Delivery first = taken.remove();
        Delivery second = taken.remove();
        Delivery third = taken.remove();

        assertThat(answer(first.settlement().complete())).isEqualTo(Settlement.Answer.SETTLED);
        assertThat(answer(second.settlement().release())).isEqualTo(Settlement.Answer.SETTLED);
        assertThat(answer(third.settlement().deadLetter(deadLetter(third)))).isEqualTo(Settlement.Answer.SETTLED);

        await().atMost(PATIENCE).until(() -> !taken.isEmpty());
        assertThat(taken.peek().attempt()).isEqualTo(2);
        ServiceBusReceivedMessage dead = deadLetter();
        assertThat(dead.getDeadLetterReason()).isEqualTo("MissingTenant");
        assertThat(dead.getDeadLetterErrorDescription()).isEqualTo("no tenant");
        assertThat(dead.getApplicationProperties())
                .containsEntry("weir-origin", "ci/0/3")
                .containsEntry("weir-source", "ci")
                .containsEntry("weir-rule", "jobs")
                .containsEntry("weir-error", "no tenant")
                .containsEntry("weir-failed-targets", "group:x")
                .containsEntry("weir-time", "2026-01-01T00:00:00Z");
    }

    @Test
    void whatItHoldsCanStillBeSettledAfterItStopped() throws Exception {
        send(5);
        source = start(100, 1 << 20);
        await().atMost(PATIENCE).until(() -> taken.size() == 5);

        source.stop().toCompletableFuture().join();
        // Until its link has ended, the broker may still send to it what comes.
        await().atMost(PATIENCE).until(() -> broker.serviceBus().receivers("ci-events") == 0);
        send(5);
        Delivery first = taken.remove();
        Delivery second = taken.remove();

        assertThat(answer(first.settlement().complete())).isEqualTo(Settlement.Answer.SETTLED);
        assertThat(answer(second.settlement().release())).isEqualTo(Settlement.Answer.SETTLED);
        settleAll();
        assertThat(broker.serviceBus().counts("ci-events").locked()).isZero();
        assertThat(broker.serviceBus().counts("ci-events").active()).isEqualTo(6);
        assertThat(taken).isEmpty();
    }

    @Test
    void saysWhichQueueIsMissingAndTakesFromItOnceItIsThere() {
        source = new ServiceBusSource(settings("absent", 10, 1 << 20), taken::add);
        source.start();
        await().atMost(PATIENCE).until(() -> source.state().reason().contains("no queue"));
        assertThat(source.state())
                .isEqualTo(new Source.State(
                        false, "source 'ci': there is no queue 'absent' in the namespace; create it or mend 'queue'"));

        broker.serviceBus().createQueue(QueueSettings.of("absent"));

        await().atMost(PATIENCE).until(() -> source.state().ready());
    }

    @Test
    void goesOnAfterItsConnectionWasCut() {
        send(2);
        source = start(100, 1 << 20);
        await().atMost(PATIENCE).until(() -> taken.size() == 2);
        settleAll();

        broker.dropConnections();
        send(3);

        await().atMost(PATIENCE).until(() -> taken.size() == 3);
    }

    @Test
    void aFloodNeverOverflowsTheSdksBuffers() {
        send(5000);
        source = new ServiceBusSource(settings("ci-events", 1000, 64 << 20), delivery -> {
            taken.add(delivery);
            delivery.settlement().complete();
        });
        source.start();

        await().atMost(FLOOD).until(() -> taken.size() >= 5000);

        assertThat(taken).hasSize(5000).allMatch(delivery -> delivery.attempt() == 1);
        await().atMost(PATIENCE)
                .until(() -> broker.serviceBus().counts("ci-events").locked() == 0);
    }

    @Test
    void takesFromASubscription() {
        try (ServiceBusSenderClient sender = new ServiceBusClientBuilder()
                .connectionString(broker.connectionString())
                .sender()
                .topicName("news")
                .buildClient()) {
            sender.sendMessage(new ServiceBusMessage("{}"));
        }
        source = new ServiceBusSource(
                ServiceBusSettings.of("ci", access(), new ServiceBusEntity.Subscription("news", "weir")), taken::add);
        source.start();

        await().atMost(PATIENCE).until(() -> taken.size() == 1);
        assertThat(taken.peek().origin().text()).isEqualTo("ci/0/1");
    }

    @Test
    void byReceiveAndDeleteTheBrokerForgetsWhatIsHeldAndDeadLettersGoElsewhere() {
        Queue<DeadLetter> elsewhere = new ConcurrentLinkedQueue<>();
        send(3);
        source = new ServiceBusSource(
                settings("ci-events", 100, 1 << 20)
                        .withSettling(ServiceBusSettings.Settling.DEFAULT.withMode(Mode.RECEIVE_AND_DELETE)),
                (why, message) -> {
                    elsewhere.add(why);
                    return CompletableFuture.completedFuture(Settlement.Answer.SETTLED);
                },
                taken::add);
        source.start();
        await().atMost(PATIENCE).until(() -> taken.size() == 3);

        assertThat(broker.serviceBus().counts("ci-events")).isEqualTo(new QueueCounts(0, 0, 0));
        assertThat(answer(taken.remove().settlement().complete())).isEqualTo(Settlement.Answer.SETTLED);
        Delivery poison = taken.remove();
        assertThat(answer(poison.settlement().deadLetter(deadLetter(poison)))).isEqualTo(Settlement.Answer.SETTLED);
        assertThat(elsewhere).extracting(DeadLetter::description).containsExactly("no tenant");
        assertThat(answer(taken.remove().settlement().release()))
                .as("what can't go back is lost")
                .isEqualTo(Settlement.Answer.LOST);
    }

    @Test
    void severalLinksActAsOneSource() {
        send(40);
        ParallelSource links = new ParallelSource(IntStream.range(0, 4)
                .mapToObj(n -> new ServiceBusSource(settings("ci-events", 5, 1 << 20), taken::add))
                .toList());
        links.start();
        try {
            await().atMost(PATIENCE).until(() -> taken.size() == 20);
            await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> taken.size() == 20);
            for (int i = 0; i < 20; i++) {
                assertThat(answer(taken.remove().settlement().complete())).isEqualTo(Settlement.Answer.SETTLED);
            }
            await().atMost(PATIENCE).until(() -> taken.size() == 20);
            assertThat(links.state().ready()).isTrue();
            assertThat(links.name()).isEqualTo("ci");
            assertThat(links.maxAttempts()).hasValue(10);
            links.stop()
                    .toCompletableFuture()
                    .orTimeout(LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS)
                    .join();
            settleAll();
        } finally {
            links.close();
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        "amqp:unauthorized-access",
                        "source 'ci': the key of 'connection-string' is not accepted for queue 'ci-events'; it needs the"
                                + " right to listen"),
                Arguments.of("com.microsoft:entity-disabled", "source 'ci': queue 'ci-events' is disabled; enable it"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void saysWhyItsLinkIsRefusedAndGoesOnOnceItIsNot(String condition, String reason) {
        broker.listener()
                .faults()
                .set(AmqpFaultPlan.NONE.refuseLinks(Refusals.lasting(Duration.ofMinutes(10))
                        .ofEntity("ci-events")
                        .with(new AmqpError(condition, "No."))));
        source = start(100, 1 << 20);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(source.state()).isEqualTo(new Source.State(false, reason)));

        broker.listener().faults().set(AmqpFaultPlan.NONE);
        send(1);

        await().atMost(PATIENCE).until(() -> taken.size() == 1);
        await().atMost(PATIENCE).until(() -> source.state().ready());
    }

    @Test
    void saysThatAQueueRequiresSessions() {
        source = new ServiceBusSource(settings("in-sessions", 10, 1 << 20), taken::add);
        source.start();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(source.state().reason())
                        .isEqualTo("source 'ci': queue 'in-sessions' requires sessions; add 'sessions: {}' to the"
                                + " source"));
    }

    @Test
    void saysThatNothingAnswersAtItsEndpoint() {
        source = new ServiceBusSource(
                ServiceBusSettings.of(
                        "ci",
                        new AmqpAccess.ByConnectionString(
                                broker.connectionString().replace(":" + broker.port(), ":1"), AmqpTransport.TCP),
                        new ServiceBusEntity.Queue("ci-events")),
                taken::add);
        source.start();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(source.state().reason())
                        .startsWith("source 'ci': Service Bus ")
                        .contains("check the endpoint of 'connection-string' and the network"));
    }

    @Test
    void saysThatItsBrokerAnswersNoMoreUntilItDoes() {
        source = new ServiceBusSource(
                settings("ci-events", 100, 1 << 20)
                        .withSettling(new Settling(Mode.PEEK_LOCK, Duration.ofSeconds(1), 1, 10)),
                taken::add);
        source.start();
        await().atMost(PATIENCE).until(() -> source.state().ready());

        broker.listener().faults().set(AmqpFaultPlan.NONE.delayFrames(Duration.ofMinutes(1)));
        await().atMost(PATIENCE.multipliedBy(2))
                .untilAsserted(() -> assertThat(source.state())
                        .isEqualTo(new Source.State(
                                false,
                                "source 'ci': Service Bus gives no answer; check the endpoint of 'connection-string'"
                                        + " and the network")));
        broker.listener().faults().clear();
        broker.dropConnections();

        await().atMost(PATIENCE.multipliedBy(2)).until(() -> source.state().ready());
        send(1);
        await().atMost(PATIENCE).until(() -> taken.size() == 1);
    }

    private AmqpAccess access() {
        return new AmqpAccess.ByConnectionString(broker.connectionString(), AmqpTransport.TCP);
    }

    private static DeadLetter deadLetter(Delivery delivery) {
        return new DeadLetter(
                DeadLetter.Reason.MISSING_TENANT,
                "no tenant",
                "jobs",
                List.of("group:x"),
                1,
                Instant.parse("2026-01-01T00:00:00Z"),
                delivery.origin());
    }

    private ServiceBusSource start(int events, long bytes) {
        ServiceBusSource started = new ServiceBusSource(settings("ci-events", events, bytes), taken::add);
        started.start();
        return started;
    }

    private ServiceBusSettings settings(String queue, int events, long bytes) {
        return ServiceBusSettings.of("ci", access(), new ServiceBusEntity.Queue(queue))
                .withCredit(events, bytes);
    }

    private void settleAll() {
        for (Delivery delivery = taken.poll(); delivery != null; delivery = taken.poll()) {
            assertThat(answer(delivery.settlement().complete())).isEqualTo(Settlement.Answer.SETTLED);
        }
    }

    private static Settlement.Answer answer(java.util.concurrent.CompletionStage<Settlement.Answer> stage) {
        return stage.toCompletableFuture()
                .orTimeout(LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private void send(int count) {
        try (ServiceBusSenderClient sender = new ServiceBusClientBuilder()
                .connectionString(broker.connectionString())
                .sender()
                .queueName("ci-events")
                .buildClient()) {
            ServiceBusMessageBatch batch = sender.createMessageBatch();
            for (int i = 0; i < count; i++) {
                ServiceBusMessage message = new ServiceBusMessage("{\"n\":" + i + "}");
                if (!batch.tryAddMessage(message)) {
                    sender.sendMessages(batch);
                    batch = sender.createMessageBatch();
                    batch.tryAddMessage(message);
                }
            }
            sender.sendMessages(batch);
        }
    }

    private ServiceBusReceivedMessage deadLetter() {
        try (var receiver = new ServiceBusClientBuilder()
                .connectionString(broker.connectionString())
                .receiver()
                .queueName("ci-events")
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .buildClient()) {
            return receiver.receiveMessages(1, PATIENCE).stream().findFirst().orElseThrow();
        }
    }
}
