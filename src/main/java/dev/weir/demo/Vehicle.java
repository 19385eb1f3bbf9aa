package dev.weir.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A vehicle on its round: from the depot by a few customers and back, forever, with stops and now and then a charge.
 */
final class Vehicle {
    enum Status {
        MOVING,
        STOPPED,
        CHARGING
    }

    private static final int CUSTOMERS = 4;
    private static final double ACCELERATION = 2.2;
    private static final double PERCENT_PER_METRE = 0.006;
    private static final double PERCENT_PER_SECOND = 1.5;
    private static final double LOW = 25;
    private static final double CHARGED = 90;

    private final String id;
    private final String name;
    private final String kind;
    private final Town town;
    private final RandomGenerator random;
    private final List<Integer> round;
    private final Set<Integer> stops;
    private final int depot;
    /** How much of the speed limit its driver takes. */
    private final double haste;
    /** The place in {@link #round} that it comes from. */
    private int leg;

    private double metres;
    private double speed;
    private double battery;
    private double pause;
    private boolean charging;
    private double heading;

    Vehicle(String id, String name, String kind, Town town, RandomGenerator random) {
        this.id = id;
        this.name = name;
        this.kind = kind;
        this.town = town;
        this.random = random;
        this.depot = random.nextInt(town.size());
        this.stops = new HashSet<>(Set.of(depot));
        this.round = round();
        this.leg = random.nextInt(round.size());
        this.battery = random.nextDouble(LOW + 1, CHARGED);
        this.haste = random.nextDouble(0.72, 1);
        this.heading = here().headingTo(town.junction(next()));
    }

    private List<Integer> round() {
        List<Integer> way = new ArrayList<>();
        int from = depot;
        while (stops.size() <= CUSTOMERS) {
            int customer = random.nextInt(town.size());
            if (stops.add(customer)) {
                way.addAll(town.way(from, customer));
                from = customer;
            }
        }
        way.addAll(town.way(from, depot));
        return way;
    }

    void advance(Duration elapsed) {
        double seconds = elapsed.toMillis() / 1000.0;
        if (charging) {
            battery = Math.min(100, battery + PERCENT_PER_SECOND * seconds);
            charging = battery < CHARGED;
        } else if (pause > 0) {
            pause -= seconds;
        } else {
            drive(seconds);
        }
    }

    private void drive(double seconds) {
        Town.Road road = town.road(round.get(leg), next());
        double left = road.metres() - metres;
        double end = speedAtEnd(road);
        double target = Math.min(haste * road.limit(), Math.sqrt(end * end + 2 * ACCELERATION * left));
        speed += Math.max(-2 * ACCELERATION * seconds, Math.min(ACCELERATION * seconds, target - speed));
        double moved = speed * seconds;
        battery = Math.max(0, battery - moved * PERCENT_PER_METRE);
        heading = here().headingTo(town.junction(next()));
        metres += moved;
        if (metres >= road.metres()) {
            arrive(metres - road.metres());
        }
    }

    /** It brakes before a stop, takes corners slowly, and goes straight on without braking. */
    private double speedAtEnd(Town.Road road) {
        if (stops.contains(next())) {
            return 1.5;
        }
        Town.Point corner = town.junction(next());
        Town.Point after = town.junction(round.get((leg + 2) % round.size()));
        double turn = Math.abs(here().headingTo(corner) - corner.headingTo(after));
        return Math.min(turn, 360 - turn) < 35 ? road.limit() : 4.5;
    }

    private void arrive(double beyond) {
        leg = (leg + 1) % round.size();
        metres = beyond;
        int junction = round.get(leg);
        if (stops.contains(junction)) {
            metres = 0;
            speed = 0;
            charging = junction == depot && battery < LOW;
            pause = random.nextDouble(2, 7);
        }
    }

    private int next() {
        return round.get((leg + 1) % round.size());
    }

    private Town.Point here() {
        return town.junction(round.get(leg));
    }

    Town.Point position() {
        Town.Road road = town.road(round.get(leg), next());
        return here().towards(town.junction(next()), Math.min(1, metres / road.metres()));
    }

    Status status() {
        if (charging) {
            return Status.CHARGING;
        }
        return pause > 0 ? Status.STOPPED : Status.MOVING;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    String kind() {
        return kind;
    }

    double speedKmh() {
        return speed * 3.6;
    }

    double heading() {
        return heading;
    }

    double battery() {
        return battery;
    }
}
