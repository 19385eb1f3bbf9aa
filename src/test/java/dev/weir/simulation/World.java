package dev.weir.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.event.Scope;
import dev.weir.guarantee.AtLeastOnce;
import dev.weir.guarantee.Guarantee;
import dev.weir.guarantee.NewestStateWins;
import dev.weir.guarantee.NothingSilent;
import dev.weir.guarantee.OrderPerEntity;
import dev.weir.pipeline.VirtualLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * One run: some minutes of events from a queue, sessions and partitions through one or two replicas in bad weather, then calm
 * until everything has settled. All of it follows from the seed.
 */
final class World {
    private static final int STEPS = 60;
    private static final int CALM_MINUTES = 12;
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration LONGEST_CUT = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofMillis(200);
    private static final Duration[] LONGEST_OUTAGES = {
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(40),
        Duration.ofMinutes(2),
        Duration.ofMinutes(15)
    };

    final VirtualLoop loop = new VirtualLoop();
    final Random random;
    final Weather weather;
    final Evidence evidence = new Evidence();
    final SimulatedService service = new SimulatedService(this);
    final boolean oneReplica;
    /** Whether replicas have room for all that they know. */
    final boolean roomy;

    private final long seed;
    private final List<Guarantee> guarantees = List.of(new AtLeastOnce(), new OrderPerEntity(), new NewestStateWins());
    private final SimulatedQueue queue = new SimulatedQueue(this);
    private final List<OwnedStream> streams = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final Map<Thing, Long> counters = new HashMap<>();
    private int lives;

    World(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.weather = new Weather(random);
        this.oneReplica = random.nextBoolean();
        this.roomy = random.nextBoolean();
        for (int i = 0; i < 2; i++) {
            streams.add(new PartitionStream(this, new Scope("hub", "", Integer.toString(i))));
            streams.add(new SessionStream(this, new Scope("rooms", "", "room" + i)));
        }
    }

    /** Runs it all; gives what was broken, with the seed. */
    List<String> run() {
        try {
            return live();
        } catch (RuntimeException e) {
            throw new IllegalStateException("seed " + seed + ": the core failed", e);
        }
    }

    private List<String> live() {
        begin();
        if (!oneReplica) {
            begin();
        }
        for (int step = 0; step < STEPS && evidence.violations().isEmpty(); step++) {
            send();
            mishap();
            loop.advance(Duration.ofNanos(weather.upTo(Duration.ofSeconds(random.nextInt(8) == 0 ? 30 : 2))));
        }
        weather.calmDown();
        // Whoever sits out an outage keeps locks, retries and merges all along.
        loop.advance(service.downFor());
        for (int minute = 0; minute < CALM_MINUTES && evidence.violations().isEmpty(); minute++) {
            claimAll();
            loop.advance(Duration.ofMinutes(1));
        }
        return violations().map(text -> "seed " + seed + ": " + text).toList();
    }

    private Stream<String> violations() {
        if (!evidence.violations().isEmpty()) {
            return evidence.violations().stream().limit(3);
        }
        Stream<String> unsettled = messages.stream()
                .filter(message -> !message.settled)
                .map(message ->
                        "at least once: " + message + " is not settled after " + CALM_MINUTES + " calm minutes");
        Stream<String> sums = replicas.stream()
                .flatMap(replica -> new NothingSilent(replica.toString(), replica::total).violations().stream());
        Stream<String> held = replicas.stream()
                .filter(replica -> replica.total("weir.events.held") > 0)
                .map(replica ->
                        "nothing silent: " + replica + " holds " + replica.total("weir.events.held") + " at the end");
        return Stream.of(
                        guarantees.stream().flatMap(guarantee -> guarantee.violations().stream()),
                        unsettled,
                        sums,
                        held)
                .flatMap(all -> all)
                .limit(3);
    }

    private void begin() {
        Replica replica = new Replica(++lives, this);
        replicas.add(replica);
        queue.join(replica);
        claimAll();
    }

    private void claimAll() {
        for (OwnedStream stream : streams) {
            if (!stream.isOwnedByTheLiving() && !replicas.isEmpty()) {
                stream.claim(anyReplica());
            }
        }
    }

    private Replica anyReplica() {
        return replicas.get(random.nextInt(replicas.size()));
    }

    private void send() {
        int events = random.nextInt(6);
        for (int i = 0; i < events; i++) {
            Thing.Kind kind = Thing.Kind.values()[random.nextInt(Thing.Kind.values().length)];
            int which = random.nextInt(5);
            if (which == 0) {
                OwnedStream stream = streams.get(2 * random.nextInt(2));
                sent(new Thing(kind, "roaming"), stream::send, false);
            } else if (which <= 2) {
                OwnedStream stream = streams.get(random.nextInt(streams.size()));
                sent(new Thing(kind, stream.scope.partition() + "-" + random.nextInt(3)), stream::send, true);
            } else {
                sent(new Thing(kind, "q-" + random.nextInt(4)), queue::send, true);
            }
        }
    }

    private interface Sender {
        Message send(Thing thing, long n, boolean poison);
    }

    private void sent(Thing thing, Sender sender, boolean ofOneScope) {
        boolean poison = random.nextInt(25) == 0;
        long n = poison ? 0 : counters.merge(thing, 1L, Long::sum);
        Message message = sender.send(thing, n, poison);
        messages.add(message);
        evidence.sent(message);
        if (ofOneScope && !poison) {
            thing.lanes().forEach(lane -> guarantees.forEach(guarantee -> guarantee.sent(lane, thing.entity(), n)));
        }
    }

    private void mishap() {
        switch (random.nextInt(30)) {
            case 0 -> crash();
            case 1, 2, 3 -> streams.get(random.nextInt(streams.size())).claim(anyReplica());
            case 4 ->
                service.goDownFor(
                        Duration.ofNanos(weather.upTo(LONGEST_OUTAGES[random.nextInt(LONGEST_OUTAGES.length)])));
            case 5 -> leave();
            case 6 -> queue.cutOff(anyReplica(), weather.upTo(LONGEST_CUT));
            default -> claimAll();
        }
    }

    private void crash() {
        Replica replica = anyReplica();
        replica.die();
        replicas.remove(replica);
        if (oneReplica) {
            // What it held comes back when the locks end, or at once to the next owner; it starts again after a while.
            loop.advance(Duration.ofNanos(weather.upTo(Duration.ofSeconds(40))));
        }
        begin();
    }

    /** A replica goes down in order, and another one takes over. */
    private void leave() {
        Replica replica = anyReplica();
        replicas.remove(replica);
        queue.stop(replica);
        streams.forEach(stream -> stream.stop(replica));
        begin();
        replica.bridge.drain(DRAIN, DRAIN).thenRun(() -> {
            evidence.violations().addAll(new NothingSilent(replica.toString(), replica::total).violations());
            streams.forEach(stream -> stream.handOver(replica));
            loop.after(DRAIN.toNanos(), replica::die);
        });
    }

    private long counterOf(JsonNode version) {
        String scope = version.path(0).asText();
        long sequence = version.path(1).asLong();
        return messages.stream()
                .filter(message ->
                        message.sequence == sequence && message.scope.text().equals(scope))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No message has version " + version))
                .n;
    }

    Instant wall() {
        return Instant.ofEpochMilli(loop.wallMillis());
    }

    /** A client got a batch. */
    void receive(JsonNode batch) {
        for (JsonNode update : batch.path("updates")) {
            if ("remove".equals(update.path("op").asText())) {
                // Guarantees tell events apart by what a removal has not.
                ((ObjectNode) update).putObject("data").put("n", counterOf(update.path("version")));
            }
        }
        guarantees.forEach(guarantee -> guarantee.received(batch));
        evidence.received(batch);
    }

    /** An answer that takes its time. */
    <T> CompletionStage<T> later(T answer) {
        CompletableFuture<T> told = new CompletableFuture<>();
        loop.after(weather.upTo(ANSWER), () -> told.complete(answer));
        return told;
    }
}
