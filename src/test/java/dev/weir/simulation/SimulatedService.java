package dev.weir.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.publish.Outcome;
import dev.weir.publish.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private final Set<String> onTheWire = new HashSet<>();
    private boolean down;

    SimulatedService(World world) {
        this.world = world;
    }

    void goDownFor(Duration time) {
        down = true;
        world.loop.after(time.toNanos(), () -> down = false);
    }

    Transport of(Replica replica) {
        return (lane, body) -> send(replica, read(body));
    }

    private CompletionStage<Outcome> send(Replica replica, JsonNode batch) {
        watch(replica, batch);
        String wire = replica + " " + batch.path("lane").asText();
        Outcome outcome = outcome();
        boolean delivers = outcome instanceof Outcome.Accepted
                || (outcome instanceof Outcome.Unavailable && outcome.maybeDelivered() && world.random.nextBoolean());
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        world.loop.after(world.weather.upTo(SLOWEST), () -> {
            onTheWire.remove(wire);
            if (delivers) {
                world.receive(batch);
            }
            answer.complete(outcome);
        });
        return answer;
    }

    private void watch(Replica replica, JsonNode batch) {
        String lane = batch.path("lane").asText();
        if (!onTheWire.add(replica + " " + lane)) {
            world.evidence.violation("order: lane " + lane + " has two batches on the wire");
        }
        for (JsonNode update : batch.path("updates")) {
            Long lostAt = replica.lostAt.get(update.at("/version/0").asText());
            if (lostAt != null && world.loop.nanoTime() > lostAt) {
                world.evidence.violation(
                        "hand-over: " + replica + " sent " + update + " of what it does not own any more");
            }
        }
    }

    private Outcome outcome() {
        if (down) {
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
