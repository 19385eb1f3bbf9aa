package dev.weir.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.message.LaneKey;
import dev.weir.publish.Outcome;
import dev.weir.publish.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Web PubSub with one client that joined everything: throttles, fails, times out after delivering, and is down for a while. */
final class SimulatedService {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SLOWEST = Duration.ofMillis(400);

    private final World world;
    private final Set<Wire> onTheWire = new HashSet<>();
    private final Gate gate = new Gate();
    private long downUntil;

    private record Wire(Replica replica, LaneKey lane) {}

    SimulatedService(World world) {
        this.world = world;
    }

    void goDownFor(Duration time) {
        downUntil = Math.max(downUntil, world.loop.nanoTime() + time.toNanos());
    }

    /** How long it will be down still. */
    Duration downFor() {
        return Duration.ofNanos(Math.max(0, downUntil - world.loop.nanoTime()));
    }

    Transport of(Replica replica) {
        return (lane, body) -> send(new Wire(replica, lane), body);
    }

    private CompletionStage<Outcome> send(Wire wire, byte[] body) {
        watch(wire, body);
        Outcome outcome = outcome();
        boolean delivers = outcome instanceof Outcome.Accepted
                || (outcome instanceof Outcome.Unavailable && outcome.maybeDelivered() && world.random.nextBoolean());
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        world.loop.after(world.weather.upTo(SLOWEST), () -> {
            onTheWire.remove(wire);
            if (delivers) {
                JsonNode batch = read(body);
                gate.late(batch).filter(late -> world.roomy).ifPresent(world.evidence::violation);
                world.receive(batch);
                if (outcome instanceof Outcome.Accepted) {
                    gate.accepted(batch);
                }
            }
            answer.complete(outcome);
        });
        return answer;
    }

    private void watch(Wire wire, byte[] body) {
        if (!onTheWire.add(wire)) {
            world.evidence.violation("order: lane " + wire.lane.target().laneName() + " has two batches on the wire");
        }
        if (wire.replica.lostAt.isEmpty()) {
            return;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        wire.replica.lostAt.forEach((scope, lostAt) -> {
            // To read each batch as JSON would take a third of the simulation's time.
            if (world.loop.nanoTime() > lostAt && text.contains("\"version\":[\"" + scope + "\"")) {
                world.evidence.violation(
                        "hand-over: " + wire.replica + " sent " + text + ", but does not own " + scope + " any more");
            }
        });
    }

    private Outcome outcome() {
        if (world.loop.nanoTime() < downUntil) {
            return new Outcome.Unavailable("down", false);
        }
        if (!world.weather.strikes(world.weather.publishesFail)) {
            return new Outcome.Accepted();
        }
        return switch (world.random.nextInt(3)) {
            case 0 -> new Outcome.Throttled(Optional.of(Duration.ofMillis(world.random.nextInt(3000))), "429");
            case 1 -> new Outcome.Unavailable("refused", false);
            default -> new Outcome.Unavailable("timed out", true);
        };
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException("A batch is not JSON", e);
        }
    }
}
