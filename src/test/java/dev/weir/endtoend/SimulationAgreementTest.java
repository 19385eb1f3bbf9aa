package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.event.Delivery;
import dev.weir.local.LocalServices;
import dev.weir.local.junit.LocalAzure;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.message.LaneKey;
import dev.weir.rehearsal.RecordedEvent;
import dev.weir.rehearsal.RecordedEventReader;
import dev.weir.rehearsal.Rehearsal;
import dev.weir.rehearsal.RehearsalSettings;
import dev.weir.rehearsal.Stage;
import dev.weir.rules.RuleSet;
import dev.weir.rules.RulesFile;
import dev.weir.rules.RulesLoader;
import dev.weir.rules.RulesSettings;
import dev.weir.source.DeliverySink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a simulation says of a trace is what the running bridge does with it, over the real SDKs and sockets. */
@LocalAzure(queues = "things")
class SimulationAgreementTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TENANTS = List.of("acme", "globex", "initech");
    private static final int EVENTS = 600;
    private static final Duration BETWEEN = Duration.ofMillis(15);
    private static final String RULES = """
            version: 1
            tenant: {from: data.tenant}
            rules:
              - name: things
                to: {group: "tenant:{tenant}"}
                entity: "thing/{data.id}"
                data: {n: "{data.n}"}
                coalesce: {every: 500ms}
            """;

    @Test
    void theSameEventsGiveTheSameStatesAndAboutAsManyPublishes(LocalServices services) throws Exception {
        long seed = System.nanoTime();
        RuleSet rules = RulesLoader.load(
                        List.of(new RulesFile("things.yaml", RULES)), new RulesSettings("updates", Optional.empty()))
                .rules()
                .orElseThrow();
        Recorder recorder = new Recorder();
        Map<String, UpdatesClient> clients = new HashMap<>();
        TENANTS.forEach(tenant -> clients.put(
                tenant, UpdatesClient.join(services.connectionStrings().webPubSub(), "tenant:" + tenant)));
        try (EmbeddedBridge bridge = EmbeddedBridge.start(services, 200, rules, recorder::before)) {
            Random random = new Random(seed);
            try (ServiceBusSenderClient sender = new ServiceBusClientBuilder()
                    .connectionString(services.connectionStrings().serviceBus())
                    .sender()
                    .queueName("things")
                    .buildClient()) {
                // The first publish opens connections and loads classes, which no simulation knows of: lanes would wait
                // for it for as long as several windows are.
                TENANTS.forEach(tenant -> sender.sendMessage(event(tenant, random, 0)));
                awaitAllPublished(TENANTS.size(), recorder, services, clients, seed);
                send(sender, random, seed);
            }
            awaitAllPublished(TENANTS.size() + EVENTS, recorder, services, clients, seed);
        }
        Simulated simulated = simulate(rules, recorder.trace);
        Map<String, Long> seen = seen(clients);
        clients.values().forEach(UpdatesClient::close);

        assertThat(seen).as("states, seed %d", seed).isEqualTo(simulated.states);
        assertThat((double) services.webPubSub().sends().latest().size() / simulated.publishes)
                .as("publishes of the bridge by those of the simulation, %d, seed %d", simulated.publishes, seed)
                .isBetween(0.75, 1.25);
    }

    /** Until nothing more is to come: each lane has ended by repeating its last number, in an empty batch. */
    private static void awaitAllPublished(
            int events, Recorder recorder, LocalServices services, Map<String, UpdatesClient> clients, long seed) {
        await("seed " + seed)
                .atMost(Duration.ofSeconds(120))
                .until(() -> recorder.trace.size() == events
                        && services.serviceBus().counts("things").equals(new QueueCounts(0, 0, 0))
                        && clients.values().stream().allMatch(UpdatesClient::lastBatchWasEmpty)
                        && seen(clients).equals(recorder.last));
    }

    private static Map<String, Long> seen(Map<String, UpdatesClient> clients) {
        Map<String, Long> seen = new HashMap<>();
        clients.values().forEach(client -> seen.putAll(client.counters()));
        return seen;
    }

    private static void send(ServiceBusSenderClient sender, Random random, long seed) throws InterruptedException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch left = new CountDownLatch(EVENTS);
        try {
            var unused = clock.scheduleAtFixedRate(
                    () -> {
                        long sent = EVENTS - left.getCount();
                        if (sent < EVENTS) {
                            sender.sendMessage(event(TENANTS.get(random.nextInt(TENANTS.size())), random, sent + 1));
                            left.countDown();
                        }
                    },
                    0,
                    BETWEEN.toMillis(),
                    TimeUnit.MILLISECONDS);
            assertThat(left.await(120, TimeUnit.SECONDS))
                    .as("seed %d: all are sent", seed)
                    .isTrue();
        } finally {
            clock.shutdownNow();
        }
    }

    private static ServiceBusMessage event(String tenant, Random random, long n) {
        return new ServiceBusMessage("{\"tenant\":\"%s\",\"id\":\"%s-%d\",\"n\":%d}"
                        .formatted(tenant, tenant, random.nextInt(10), n))
                .setSubject("thing.changed");
    }

    private static Simulated simulate(RuleSet rules, List<Recorded> trace) {
        Simulated simulated = new Simulated();
        Rehearsal rehearsal = new Rehearsal(
                rules, RehearsalSettings.of("things").latency(Duration.ofMillis(5)), Instant.EPOCH, simulated);
        synchronized (trace) {
            trace.forEach(recorded -> rehearsal.play(recorded.event(), recorded.at()));
        }
        rehearsal.finish();
        return simulated;
    }

    private record Recorded(RecordedEvent event, Duration at) {}

    /** Notes each delivery, and when the bridge got it. */
    private static final class Recorder {
        private final List<Recorded> trace = Collections.synchronizedList(new ArrayList<>());
        private final Map<String, Long> last = new ConcurrentHashMap<>();
        private long start;

        DeliverySink before(DeliverySink bridge) {
            return delivery -> {
                record(delivery);
                bridge.accept(delivery);
            };
        }

        private void record(Delivery delivery) {
            long now = System.nanoTime();
            start = trace.isEmpty() ? now : start;
            ObjectNode event =
                    JSON.createObjectNode().put("type", delivery.message().subject());
            event.put("origin", delivery.origin().text());
            try {
                JsonNode data = JSON.readTree(delivery.message().body());
                event.set("data", data);
                last.put("thing/" + data.get("id").asText(), data.get("n").asLong());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            trace.add(new Recorded(
                    ((RecordedEventReader.Result.Read) RecordedEventReader.read(event)).event(),
                    Duration.ofNanos(now - start)));
        }
    }

    private static final class Simulated implements Stage {
        private final Map<String, Long> states = new HashMap<>();
        private int publishes;

        @Override
        public void sent(LaneKey lane, byte[] body) {
            publishes++;
            try {
                for (JsonNode update : JSON.readTree(body).path("updates")) {
                    states.put(
                            update.path("entity").asText(), update.at("/data/n").asLong());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
