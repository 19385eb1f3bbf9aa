package dev.weir.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Positions: the vehicles of a few organisations, each five times a second, as plain JSON with the type in the
 * message's subject.
 */
final class FleetFeed extends Feed {
    static final String QUEUE = "fleet-positions";
    static final String TYPE = "fleet.position";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> KINDS = List.of("van", "truck", "bike");

    private record Owned(String tenant, Vehicle vehicle) {}

    private final List<Owned> vehicles = new ArrayList<>();
    private long event;
    private long steps;

    FleetFeed(List<Organization> organizations, Instant start, long seed) {
        super(start);
        this.event = start.toEpochMilli() * 1_000;
        SplittableRandom random = new SplittableRandom(seed);
        for (Organization organization : organizations) {
            Town town = Town.of(organization.login());
            for (String name : organization.vehicles()) {
                int number = vehicles.size() % organization.vehicles().size() + 1;
                String id = String.format(Locale.ROOT, "v-%02d", number);
                String kind = KINDS.get(number % KINDS.size());
                vehicles.add(new Owned(organization.login(), new Vehicle(id, name, kind, town, random.split())));
            }
        }
    }

    @Override
    String queue() {
        return QUEUE;
    }

    /** Every vehicle moves in each step; one half of them reports in the even steps, the other in the odd ones. */
    @Override
    void step(Instant now, Consumer<FeedMessage> out) {
        steps++;
        for (int i = 0; i < vehicles.size(); i++) {
            Owned owned = vehicles.get(i);
            owned.vehicle().advance(STEP);
            if ((steps + i) % 2 == 0) {
                out.accept(message(owned));
            }
        }
    }

    private FeedMessage message(Owned owned) {
        Vehicle vehicle = owned.vehicle();
        Town.Point position = vehicle.position();
        ObjectNode node = JSON.createObjectNode();
        node.putObject("organization").put("login", owned.tenant());
        node.putObject("vehicle")
                .put("id", vehicle.id())
                .put("name", vehicle.name())
                .put("kind", vehicle.kind());
        node.putObject("position").put("lat", round(position.lat(), 1e6)).put("lon", round(position.lon(), 1e6));
        node.put("speedKmh", round(vehicle.speedKmh(), 10));
        node.put("heading", Math.round(vehicle.heading()) % 360);
        node.put("status", vehicle.status().name().toLowerCase(Locale.ROOT));
        node.put("battery", Math.round(vehicle.battery()));
        return new FeedMessage(
                owned.tenant(), "fleet-" + Long.toString(++event, 36), "application/json", TYPE, JobEvent.bytes(node));
    }

    private static double round(double value, double unit) {
        return Math.round(value * unit) / unit;
    }
}
