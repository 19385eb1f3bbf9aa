package dev.weir.rehearsal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a trace costs with a window.
 *
 * @param every the window of all rules; absent for what each rule says
 * @param events how many came
 * @param span from the first event to the last
 * @param ends how many events came to which end
 * @param updates how many updates were published
 * @param publishes how many calls it took; {@code tails} among them
 * @param tails calls that only repeat a lane's last number
 * @param bytes the bodies' bytes
 * @param units message units that clients get: 2,048 bytes or a part of them, for each connection
 * @param busiestSecond the most publishes in a second
 * @param staleness how long updates took from the broker to the service's answer
 * @param hubs what went to each hub, the dearest first
 * @param rules what each rule cost, the dearest first
 * @param tenants what each tenant cost, the dearest first
 * @param came events a second over time
 * @param left publishes a second over time
 * @param unsettled how many events had come to no end when the simulation gave up waiting
 */
public record SimulationResult(
        Optional<Duration> every,
        long events,
        Duration span,
        Map<String, Long> ends,
        long updates,
        long publishes,
        long tails,
        long bytes,
        long units,
        long busiestSecond,
        Staleness staleness,
        List<Share> hubs,
        List<Share> rules,
        List<Share> tenants,
        TimeSeries came,
        TimeSeries left,
        long unsettled) {
    public SimulationResult {
        ends = Map.copyOf(ends);
        hubs = List.copyOf(hubs);
        rules = List.copyOf(rules);
        tenants = List.copyOf(tenants);
    }

    /** In milliseconds. */
    public record Staleness(long p50, long p90, long p95, long p99, long max) {}

    /**
     * What a hub, a rule or a tenant cost. A publish that carries updates of several is divided among them, by their number.
     *
     * @param name the hub, the rule or the tenant; empty for what has none: lanes that are shared, and tails among the rules
     */
    public record Share(String name, long updates, double publishes, double bytes, double units) {}
}
