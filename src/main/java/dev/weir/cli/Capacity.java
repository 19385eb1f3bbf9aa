package dev.weir.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a load takes, if it grows by more tenants like those that were simulated: then publishes grow with the events. More events
 * of the same tenants cost less, because they merge.
 *
 * @param simulated what a trace cost
 * @param load what is planned for
 * @param publishes a second, over all hubs
 * @param outbound message units a second that clients get: 2,048 bytes or a part of them, for each client reached
 * @param needs what that takes, in the order of what is nearest to its limit
 */
record Capacity(Simulated simulated, Load load, double publishes, double outbound, List<Need> needs) {
    /** Sends to users or groups that a unit of Web PubSub takes a second; as its performance guide has it, at 2 KB. */
    private static final double UNIT_PUBLISHES = 180;
    /** Copies that a unit hands out a second: three broadcasts to a thousand clients, by the same guide. */
    private static final double UNIT_OUTBOUND = 3000;

    private static final double UNIT_CONNECTIONS = 1000;
    private static final double MOST_UNITS = 1000;
    /** Of what a service can take, what it should be given. */
    private static final double UTILISATION = 0.7;
    /** A throughput unit of Event Hubs takes a thousand events, and a mebibyte, a second. */
    private static final double UNIT_EVENTS = 1000;

    private static final double UNIT_BYTES = 1 << 20;
    private static final double MOST_THROUGHPUT_UNITS = 40;
    private static final double MOST_PARTITIONS = 32;
    /** A messaging unit of Service Bus Premium moves some four mebibytes a second; most namespaces end at sixteen. */
    private static final double MESSAGING_UNIT_BYTES = 4 << 20;

    private static final double MOST_MESSAGING_UNITS = 16;
    /** What a rollout and a crash leave room for. */
    private static final double REASONABLE_REPLICAS = 32;

    Capacity {
        needs = List.copyOf(needs);
    }

    /**
     * What a trace cost, a second.
     *
     * @param units message units of publishes that reach one client each
     * @param tenants how many had updates; 0 where rules know none
     */
    record Simulated(double eventsPerSecond, double publishes, double bytes, double units, long tenants) {
        /** The clients that a publish reaches, where they are evenly spread over tenants that grow with the events. */
        double reach(double events, int connections) {
            double grown = Math.max(1, tenants * events / eventsPerSecond);
            return Math.max(1, connections / grown);
        }
    }

    /**
     * @param events a second
     * @param connections at once
     * @param reach clients that a publish reaches
     * @param eventBytes size of an event at the broker
     * @param replicaEvents events a second that one replica takes
     */
    record Load(double events, int connections, double reach, int eventBytes, int replicaEvents) {}

    /**
     * @param what is needed, in the plural
     * @param number how many
     * @param limit how many there can be in one service
     * @param because what asks for so many
     */
    record Need(String what, double number, double limit, String because) {
        double used() {
            return number / limit;
        }
    }

    static Capacity of(Simulated simulated, Load load) {
        double growth = load.events() / simulated.eventsPerSecond();
        double publishes = simulated.publishes() * growth;
        double outbound = simulated.units() * growth * load.reach();
        double bytes = load.events() * load.eventBytes();
        double replicas = Math.ceil(load.events() / load.replicaEvents());

        List<Need> needs = new ArrayList<>();
        needs.add(units(load.connections(), publishes, outbound));
        needs.add(new Need("replicas", replicas, REASONABLE_REPLICAS, "events"));
        needs.add(most(
                "throughput units of Event Hubs",
                MOST_THROUGHPUT_UNITS,
                List.of(
                        new Need("", Math.ceil(load.events() / UNIT_EVENTS), 1, "events"),
                        new Need("", Math.ceil(bytes / UNIT_BYTES), 1, "bytes"))));
        needs.add(most(
                "partitions of the Event Hub",
                MOST_PARTITIONS,
                List.of(
                        new Need("", Math.ceil(bytes / UNIT_BYTES), 1, "bytes"),
                        new Need("", replicas, 1, "replicas, one each at the least"))));
        needs.add(new Need(
                "messaging units of Service Bus, in place of the hub",
                Math.ceil(bytes / MESSAGING_UNIT_BYTES),
                MOST_MESSAGING_UNITS,
                "bytes"));
        needs.sort(Comparator.comparingDouble(Need::used).reversed());
        return new Capacity(simulated, load, publishes, outbound, needs);
    }

    private static Need units(int connections, double publishes, double outbound) {
        return most(
                "units of Web PubSub",
                MOST_UNITS,
                List.of(
                        new Need("", size(connections / UNIT_CONNECTIONS), 1, "connections"),
                        new Need("", size(publishes / UNIT_PUBLISHES / UTILISATION), 1, "publishes"),
                        new Need("", size(outbound / UNIT_OUTBOUND / UTILISATION), 1, "copies to clients")));
    }

    /** Units come singly up to ten, in tens up to a hundred, in hundreds above; Premium P2 begins at a hundred. */
    private static double size(double units) {
        double step = units <= 10 ? 1 : units <= 100 ? 10 : 100;
        return Math.max(1, Math.ceil(units / step) * step);
    }

    private static Need most(String what, double limit, List<Need> reasons) {
        Need most =
                reasons.stream().max(Comparator.comparingDouble(Need::number)).orElseThrow();
        return new Need(what, most.number(), limit, most.because());
    }

    /** The replicas. */
    double replicas() {
        return needs.stream()
                .filter(need -> need.what().equals("replicas"))
                .findFirst()
                .orElseThrow()
                .number();
    }

    /** What {@code weir.web-pubsub.requests-per-second} should be of each replica, with room for busy seconds. */
    double requestsPerSecondOfReplica() {
        return Math.ceil(publishes / UTILISATION / replicas());
    }
}
