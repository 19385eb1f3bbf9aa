package dev.weir.rehearsal;

import dev.weir.message.LaneKey;
import dev.weir.message.Update;
import dev.weir.metrics.Spending;
import dev.weir.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Plays a trace with one window, and adds up what it costs. Of one thread. */
public final class Simulation {
    private static final long LONGEST_STALENESS = Duration.ofDays(2).toMillis();

    private final Optional<Duration> every;
    private final int connections;
    private final Rehearsal rehearsal;
    private final Histogram staleness = new Histogram(LONGEST_STALENESS, 3);
    private final Map<LaneKey, Batch> open = new HashMap<>();
    private final Map<String, Cost> hubs = new HashMap<>();
    private final Map<String, Cost> rules = new HashMap<>();
    private final Map<String, Cost> tenants = new HashMap<>();
    private final Map<LaneKey, String> tenantOfLane = new HashMap<>();
    private final TimeSeries came = new TimeSeries();
    private final TimeSeries left = new TimeSeries();
    private final Instant start;
    private long events;
    private Duration last = Duration.ZERO;
    private long publishes;
    private long tails;
    private long bytes;
    private long units;
    private long second = -1;
    private long inSecond;
    private long busiestSecond;

    /**
     * @param every the window of all rules; absent for what each rule says
     * @param connections how many clients each publish reaches
     * @param start when the trace starts
     */
    public Simulation(
            RuleSet rules, Optional<Duration> every, RehearsalSettings settings, int connections, Instant start) {
        this.every = every;
        this.connections = connections;
        this.start = start;
        this.rehearsal = new Rehearsal(every.map(rules::every).orElse(rules), settings, start, new Watching());
    }

    /** An event comes, not before the one before it. */
    public void play(RecordedEvent event, Duration at) {
        events++;
        last = at;
        came.add(at.toMillis(), 1);
        rehearsal.play(event, at);
    }

    /** No more events come: what is held leaves. */
    public SimulationResult finish() {
        rehearsal.finish();
        open.values().forEach(this::close);
        open.clear();
        long updates = staleness.getTotalCount();
        return new SimulationResult(
                every,
                events,
                last,
                rehearsal.ends(),
                updates,
                publishes,
                tails,
                bytes,
                units,
                Math.max(busiestSecond, inSecond),
                new SimulationResult.Staleness(
                        staleness.getValueAtPercentile(50),
                        staleness.getValueAtPercentile(90),
                        staleness.getValueAtPercentile(95),
                        staleness.getValueAtPercentile(99),
                        staleness.getMaxValue()),
                shares(hubs),
                shares(rules),
                shares(tenants),
                came,
                left,
                rehearsal.held());
    }

    private static List<SimulationResult.Share> shares(Map<String, Cost> costs) {
        List<SimulationResult.Share> shares = new ArrayList<>();
        costs.forEach((name, cost) ->
                shares.add(new SimulationResult.Share(name, cost.updates, cost.publishes, cost.bytes, cost.units)));
        shares.sort(Comparator.comparingDouble(SimulationResult.Share::units)
                .reversed()
                .thenComparing(SimulationResult.Share::name));
        return shares;
    }

    private void close(Batch batch) {
        double share = 1.0 / Math.max(1, batch.updates.size());
        cost(hubs, batch.lane.target().hub()).add(batch.updates.size(), 1, (double) batch.bytes, (double) batch.units);
        if (batch.updates.isEmpty()) {
            tails++;
            cost(rules, "").add(0, 1, (double) batch.bytes, (double) batch.units);
            cost(tenants, tenantOfLane.getOrDefault(batch.lane, ""))
                    .add(0, 1, (double) batch.bytes, (double) batch.units);
        }
        for (Update update : batch.updates) {
            cost(rules, update.rule()).add(1, share, batch.bytes * share, batch.units * share);
            cost(tenants, update.tenant()).add(1, share, batch.bytes * share, batch.units * share);
        }
    }

    private static Cost cost(Map<String, Cost> costs, String name) {
        return costs.computeIfAbsent(name, unknown -> new Cost());
    }

    private void count(long atMillis) {
        if (atMillis / 1000 != second) {
            second = atMillis / 1000;
            busiestSecond = Math.max(busiestSecond, inSecond);
            inSecond = 0;
        }
        inSecond++;
    }

    private final class Watching implements Stage {
        @Override
        public void sent(LaneKey lane, byte[] body) {
            long at = rehearsal.elapsed().toMillis();
            long ofBody = connections * Spending.messageUnits(body.length);
            publishes++;
            bytes += body.length;
            units += ofBody;
            left.add(at, 1);
            count(at);
            // A lane has one publish in flight at most: what was open before has been answered.
            Batch before = open.put(lane, new Batch(lane, body.length, ofBody));
            if (before != null) {
                close(before);
            }
        }

        @Override
        public void published(Update update) {
            Batch batch = open.get(update.lane());
            if (batch != null) {
                batch.updates.add(update);
            }
            tenantOfLane.putIfAbsent(update.lane(), update.tenant());
            long answered = start.toEpochMilli() + rehearsal.elapsed().toMillis();
            staleness.recordValue(Math.min(
                    LONGEST_STALENESS, Math.max(0, answered - update.at().toEpochMilli())));
        }
    }

    private static final class Batch {
        private final LaneKey lane;
        private final long bytes;
        private final long units;
        private final List<Update> updates = new ArrayList<>(1);

        Batch(LaneKey lane, long bytes, long units) {
            this.lane = lane;
            this.bytes = bytes;
            this.units = units;
        }
    }

    private static final class Cost {
        private long updates;
        private double publishes;
        private double bytes;
        private double units;

        void add(long moreUpdates, double morePublishes, double moreBytes, double moreUnits) {
            updates += moreUpdates;
            publishes += morePublishes;
            bytes += moreBytes;
            units += moreUnits;
        }
    }
}
