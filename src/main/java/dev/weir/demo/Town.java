package dev.weir.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** A made-up town's street map: the one that the page draws, so that vehicles keep to the streets that one sees. */
final class Town {
    private static final double METRES_PER_DEGREE = 111_320;
    private static final double AVENUE = 50 / 3.6;
    private static final double STREET = 32 / 3.6;

    /** A place on earth, in degrees. */
    record Point(double lat, double lon) {

        double metresTo(Point other) {
            return Math.hypot(north(other), east(other));
        }

        /** Degrees clockwise from north. */
        double headingTo(Point other) {
            return (Math.toDegrees(Math.atan2(east(other), north(other))) + 360) % 360;
        }

        Point towards(Point other, double share) {
            return new Point(lat + (other.lat - lat) * share, lon + (other.lon - lon) * share);
        }

        private double north(Point other) {
            return (other.lat - lat) * METRES_PER_DEGREE;
        }

        private double east(Point other) {
            return (other.lon - lon) * METRES_PER_DEGREE * Math.cos(Math.toRadians(lat));
        }
    }

    /**
     * One way along a street.
     *
     * @param to the junction it leads to
     * @param limit metres per second
     */
    record Road(int to, double metres, double limit) {
        double seconds() {
            return metres / limit;
        }
    }

    private final List<Point> junctions;
    private final List<List<Road>> roads;

    private Town(List<Point> junctions, List<List<Road>> roads) {
        this.junctions = junctions;
        this.roads = roads;
    }

    static Town of(String tenant) {
        try (InputStream in = Town.class.getResourceAsStream("/demo/towns.json")) {
            if (in == null) {
                throw new IllegalStateException("The resource /demo/towns.json must be in the program, but it is not");
            }
            JsonNode town = new ObjectMapper().readTree(in).path(tenant);
            if (town.isMissingNode()) {
                throw new IllegalArgumentException("/demo/towns.json has no town for '" + tenant + "'");
            }
            return parse(town);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Town parse(JsonNode town) {
        List<Point> junctions = new ArrayList<>();
        List<List<Road>> roads = new ArrayList<>();
        for (JsonNode node : town.path("nodes")) {
            junctions.add(new Point(node.path(0).asDouble(), node.path(1).asDouble()));
            roads.add(new ArrayList<>());
        }
        for (JsonNode road : town.path("roads")) {
            int a = road.path(0).asInt();
            int b = road.path(1).asInt();
            double metres = junctions.get(a).metresTo(junctions.get(b));
            double limit = road.path(2).asInt() == 1 ? AVENUE : STREET;
            roads.get(a).add(new Road(b, metres, limit));
            roads.get(b).add(new Road(a, metres, limit));
        }
        return new Town(junctions, roads);
    }

    int size() {
        return junctions.size();
    }

    Point junction(int index) {
        return junctions.get(index);
    }

    Road road(int from, int to) {
        return roads.get(from).stream()
                .filter(road -> road.to() == to)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No road leads from " + from + " to " + to));
    }

    /** The junctions of the quickest way, without {@code from} and with {@code to}; empty where both are the same. */
    List<Integer> way(int from, int to) {
        record Reached(int junction, double seconds) {}
        double[] best = new double[size()];
        int[] previous = new int[size()];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        best[from] = 0;
        PriorityQueue<Reached> frontier = new PriorityQueue<>(Comparator.comparingDouble(Reached::seconds));
        frontier.add(new Reached(from, 0));
        while (!frontier.isEmpty()) {
            Reached here = frontier.remove();
            if (here.seconds() > best[here.junction()]) {
                continue;
            }
            for (Road road : roads.get(here.junction())) {
                double seconds = here.seconds() + road.seconds();
                if (seconds < best[road.to()]) {
                    best[road.to()] = seconds;
                    previous[road.to()] = here.junction();
                    frontier.add(new Reached(road.to(), seconds));
                }
            }
        }
        if (Double.isInfinite(best[to])) {
            throw new IllegalStateException(
                    "The streets of a town must be connected, but none leads from " + from + " to " + to);
        }
        Deque<Integer> way = new ArrayDeque<>();
        for (int at = to; at != from; at = previous[at]) {
            way.addFirst(at);
        }
        return Collections.unmodifiableList(new ArrayList<>(way));
    }
}
