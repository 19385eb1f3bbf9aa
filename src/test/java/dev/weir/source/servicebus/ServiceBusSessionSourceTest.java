package dev.weir.source.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpTransport;
import dev.weir.event.Delivery;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.local.LocalAmqp;
import dev.weir.local.control.LocalClock;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import dev.weir.source.DeliverySink;
import dev.weir.source.servicebus.ServiceBusSettings.Sessions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of a queue and of a subscription, over real sockets. */
class ServiceBusSessionSourceTest {
    /** Far longer than a lock of a minute that is granted too late, when nobody waits for it any more. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration SHORT_LOCK = Duration.ofSeconds(5);

    private final Taken taken = new Taken();
    private final List<ServiceBusSessionSource> sources = new ArrayList<>();
    private final Map<String, ServiceBusSenderClient> senders = new HashMap<>();
    private LocalAmqp broker;

    /** What was handed over, by session, and what was withdrawn. */
    private static class Taken implements DeliverySink {
        final Map<String, Queue<Delivery>> bySession = new ConcurrentHashMap<>();
        final Queue<Scope> lost = new ConcurrentLinkedQueue<>();

        @Override
        public void accept(Delivery delivery) {
            bySession
                    .computeIfAbsent(delivery.origin().scope().partition(), id -> new ConcurrentLinkedQueue<>())
                    .add(delivery);
        }

        @Override
        public void lost(Scope scope) {
            lost.add(scope);
        }

        int size() {
            return bySession.values().stream().mapToInt(Queue::size).sum();
        }

        int size(String session) {
            return bySession.containsKey(session) ? bySession.get(session).size() : 0;
        }
    }

    @BeforeEach
    void startBroker() {
        startBroker(Clock.systemUTC());
    }

    private void startBroker(Clock clock) {
        broker = LocalAmqp.builder()
                .port(0)
                .clock(clock)
                .queue(QueueSettings.of("jobs").withSessions().withMaxDeliveryCount(1_000))
                .queue(QueueSettings.of("short-jobs")
                        .withSessions()
                        .withLockDuration(SHORT_LOCK)
                        .withMaxDeliveryCount(1_000))
                .queue(QueueSettings.of("plain"))
                .topic(TopicSettings.of("news", SubscriptionSettings.of("weir").with(entity -> entity.withSessions())))
                .start();
    }

    @AfterEach
    void stop() {
        senders.values().forEach(ServiceBusSenderClient::close);
        sources.forEach(ServiceBusSessionSource::close);
        broker.close();
    }

    @Test
    void takesHundredsOfSessionsAtOnceEachInItsOrder() {
        for (int round = 0; round < 3; round++) {
            send("jobs", round, IntStream.range(0, 280).mapToObj(n -> "s" + n).toArray(String[]::new));
        }

        ServiceBusSessionSource source = start(settings("jobs", 2_000, longSessions(300)), taken);

        await().atMost(PATIENCE).until(() -> taken.size() == 840);
        assertThat(source.held()).isEqualTo(280);
        assertThat(taken.bySession).hasSize(280).allSatisfy((session, deliveries) -> {
            assertThat(deliveries).extracting(ServiceBusSessionSourceTest::body).containsExactly("0", "1", "2");
            assertThat(deliveries)
                    .allSatisfy(delivery ->
                            assertThat(delivery.origin().scope().text()).isEqualTo("ci/" + session));
            deliveries.forEach(delivery ->
                    assertThat(answer(delivery.settlement().complete())).isEqualTo(Settlement.Answer.SETTLED));
        });
        assertThat(taken.lost).isEmpty();
        await().until(() -> broker.serviceBus().counts("jobs").active() == 0);
    }

    @Test
    void takesFromTheSessionsOfASubscription() {
        send("news", 0, "a", "b");

        start(
                ServiceBusSettings.of("ci", access(), new ServiceBusEntity.Subscription("news", "weir"))
                        .withSessions(longSessions(10)),
                taken);

        await().atMost(PATIENCE).until(() -> taken.size("a") == 1 && taken.size("b") == 1);
        assertThat(taken.bySession.get("a").peek().settlement().lockedUntil()).isEqualTo(Instant.MAX);
    }

    @Test
    void aSessionWithALongBacklogDoesNotKeepTheOthersFromTheirTurn() {
        for (int n = 0; n < 300; n++) {
            send("jobs", n, "busy");
        }
        start(settings("jobs", 20, longSessions(5)), taken);
        await().atMost(PATIENCE).until(() -> taken.size("busy") > 10);

        // Nothing of the busy one is settled, so that it holds what it may; the other four have their places still.
        send("jobs", 0, "a", "b", "c", "d");

        await().atMost(PATIENCE)
                .until(() -> List.of("a", "b", "c", "d").stream().allMatch(id -> taken.size(id) == 1));
        await().during(Duration.ofMillis(500)).atMost(PATIENCE).until(() -> taken.size() <= 20);
    }

    @Test
    void givesAnIdleSessionBackSoThatAnotherReplicaMayHaveIt() {
        send("jobs", 0, "a");
        ServiceBusSessionSource first =
                start(settings("jobs", 100, new Sessions(5, Duration.ofSeconds(1), Duration.ofHours(1))), taken);
        await().atMost(PATIENCE).until(() -> taken.size("a") == 1);

        // While something of it is held, it is not idle.
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> first.held() == 1);
        settle(taken);

        await().atMost(PATIENCE).until(() -> first.held() == 0);
        assertThat(taken.lost).isEmpty();
        // It still waits for sessions, and gives back what it gets.
        first.stop().toCompletableFuture().join();
        Taken others = new Taken();
        start(settings("jobs", 100, longSessions(5)), others);
        send("jobs", 1, "a");
        await().atMost(PATIENCE).until(() -> others.size("a") == 1);
    }

    @Test
    void sessionsHeldForLongMakeRoomForThoseThatWait() {
        for (int n = 0; n < 400; n++) {
            send("jobs", n, "busy-1", "busy-2");
        }
        send("jobs", 0, "waits");

        // The busy ones never run idle.
        start(settings("jobs", 100, new Sessions(2, Duration.ofMinutes(5), Duration.ofSeconds(1))), settling(taken));

        await().atMost(PATIENCE).until(() -> taken.size("waits") == 1);
        await().atMost(PATIENCE).until(() -> taken.size("busy-1") == 400 && taken.size("busy-2") == 400);
        assertThat(taken.bySession.get("busy-1"))
                .extracting(ServiceBusSessionSourceTest::body)
                .containsExactlyElementsOf(
                        IntStream.range(0, 400).mapToObj(Integer::toString).toList());
        assertThat(taken.lost).isEmpty();
    }

    @Test
    void renewsALockForAsLongAsSomethingIsHeld() {
        // Moved by this test alone, so that no lock ends because a machine is slow.
        LocalClock clock = new LocalClock(Clock.fixed(Instant.now(), ZoneOffset.UTC));
        broker.close();
        startBroker(clock);
        clock.onAdvance(broker::timeMoved);
        send("short-jobs", 0, "a", "b");
        start(settings("short-jobs", 100, longSessions(5)), taken);
        await().atMost(PATIENCE).until(() -> taken.size() == 2);

        // The first lock would end in the third round.
        for (int round = 0; round < 3; round++) {
            clock.advance(Duration.ofSeconds(2));
            Optional<Instant> renewed =
                    Optional.of(clock.instant().plus(SHORT_LOCK).truncatedTo(ChronoUnit.MILLIS));
            await().atMost(PATIENCE)
                    .until(() -> broker.serviceBus().sessions("short-jobs", 10).stream()
                            .allMatch(session -> session.lockedUntil().equals(renewed)));
        }

        assertThat(taken.lost).isEmpty();
        taken.bySession
                .values()
                .forEach(deliveries -> assertThat(
                                answer(deliveries.peek().settlement().complete()))
                        .isEqualTo(Settlement.Answer.SETTLED));
    }

    @Test
    void aLostLockWithdrawsTheSessionAndItsMessagesComeAgainInOrder() {
        send("jobs", 0, "a");
        send("jobs", 1, "a");
        ServiceBusSessionSource source = start(settings("jobs", 100, longSessions(5)), taken);
        await().atMost(PATIENCE).until(() -> taken.size("a") == 2);
        Delivery first = taken.bySession.get("a").peek();

        broker.serviceBus().expireLocks();
        Settlement.Answer answer = answer(first.settlement().complete());

        assertThat(answer).isEqualTo(Settlement.Answer.LOST);
        await().atMost(PATIENCE).until(() -> taken.lost.size() == 1);
        assertThat(taken.lost.peek().text()).isEqualTo("ci/a");
        await().atMost(PATIENCE).until(() -> taken.size("a") == 4);
        assertThat(taken.bySession.get("a"))
                .extracting(ServiceBusSessionSourceTest::body)
                .containsExactly("0", "1", "0", "1");
        assertThat(source.state().ready()).isTrue();
    }

    @Test
    void goesOnAfterItsConnectionsWereCut() {
        send("jobs", 0, "a", "b");
        start(settings("jobs", 100, longSessions(5)), taken);
        await().atMost(PATIENCE).until(() -> taken.size() == 2);

        broker.dropConnections();
        broker.serviceBus().expireLocks();
        send("jobs", 1, "a", "b");

        await().atMost(PATIENCE).until(() -> taken.lost.size() == 2);
        await().atMost(PATIENCE).until(() -> taken.size("a") == 3 && taken.size("b") == 3);
        assertThat(taken.bySession.get("a"))
                .extracting(ServiceBusSessionSourceTest::body)
                .containsExactly("0", "0", "1");
    }

    @Test
    void asksForNothingWhilePaused() {
        ServiceBusSessionSource source = start(settings("jobs", 100, longSessions(2)), taken);
        await().atMost(PATIENCE).until(() -> source.state().ready());

        source.pause();
        send("jobs", 0, "a");
        await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> taken.size() == 0);
        source.resume();

        await().atMost(PATIENCE).until(() -> taken.size("a") == 1);
    }

    @Test
    void whatItHoldsCanBeSettledAfterItStopped() {
        send("jobs", 0, "a");
        send("jobs", 1, "a");
        ServiceBusSessionSource source = start(settings("jobs", 100, longSessions(2)), taken);
        await().atMost(PATIENCE).until(() -> taken.size("a") == 2);

        source.stop().toCompletableFuture().orTimeout(90, TimeUnit.SECONDS).join();
        send("jobs", 2, "a", "b");
        Queue<Delivery> held = taken.bySession.get("a");

        assertThat(answer(held.remove().settlement().complete())).isEqualTo(Settlement.Answer.SETTLED);
        assertThat(answer(held.remove().settlement().release())).isEqualTo(Settlement.Answer.SETTLED);
        assertThat(taken.size()).isZero();
        source.close();
        await().atMost(PATIENCE).until(() -> broker.serviceBus().counts("jobs").active() == 3);
    }

    @Test
    void saysThatAQueueHasNoSessions() {
        ServiceBusSessionSource source = start(settings("plain", 100, longSessions(2)), taken);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(source.state().reason())
                        .isEqualTo("source 'ci': queue 'plain' has no sessions; leave 'sessions' out, or make it anew"
                                + " with sessions"));
    }

    @Test
    void saysWhichQueueIsMissingAndTakesFromItOnceItIsThere() {
        ServiceBusSessionSource source = start(settings("absent", 100, longSessions(2)), taken);
        await().atMost(PATIENCE)
                .until(() -> source.state()
                        .reason()
                        .equals("source 'ci': there is no queue 'absent' in the namespace; create it or mend 'queue'"));

        broker.serviceBus().createQueue(QueueSettings.of("absent").withSessions());
        send("absent", 0, "a");

        await().atMost(PATIENCE).until(() -> taken.size("a") == 1);
        assertThat(source.state().ready()).isTrue();
    }

    private ServiceBusSessionSource start(ServiceBusSettings settings, DeliverySink sink) {
        ServiceBusSessionSource source = new ServiceBusSessionSource(settings, sink);
        sources.add(source);
        source.start();
        return source;
    }

    private ServiceBusSettings settings(String queue, int events, Sessions sessions) {
        return ServiceBusSettings.of("ci", access(), new ServiceBusEntity.Queue(queue))
                .withCredit(events, 64 << 20)
                .withSessions(sessions);
    }

    private static Sessions longSessions(int max) {
        return new Sessions(max, Duration.ofMinutes(5), Duration.ofHours(1));
    }

    private AmqpAccess access() {
        return new AmqpAccess.ByConnectionString(broker.connectionString(), AmqpTransport.TCP);
    }

    private static DeliverySink settling(Taken taken) {
        return new DeliverySink() {
            @Override
            public void accept(Delivery delivery) {
                taken.accept(delivery);
                delivery.settlement().complete();
            }

            @Override
            public void lost(Scope scope) {
                taken.lost(scope);
            }
        };
    }

    private static void settle(Taken taken) {
        taken.bySession
                .values()
                .forEach(deliveries -> deliveries.forEach(delivery ->
                        assertThat(answer(delivery.settlement().complete())).isEqualTo(Settlement.Answer.SETTLED)));
    }

    private static Settlement.Answer answer(CompletionStage<Settlement.Answer> stage) {
        // The SDK may never say what became of a call whose link broke; the source says so once all its tries must be
        // over.
        return stage.toCompletableFuture().orTimeout(90, TimeUnit.SECONDS).join();
    }

    private static String body(Delivery delivery) {
        return new String(delivery.message().body(), StandardCharsets.UTF_8);
    }

    /** One message to each session. */
    private void send(String entity, int n, String... ids) {
        ServiceBusSenderClient sender = senders.computeIfAbsent(
                entity,
                path -> new ServiceBusClientBuilder()
                        .connectionString(broker.connectionString())
                        .sender()
                        .queueName(path)
                        .buildClient());
        sender.sendMessages(List.of(ids).stream()
                .map(id -> new ServiceBusMessage(Integer.toString(n)).setSessionId(id))
                .toList());
    }
}
