package dev.weir.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import dev.weir.publish.Outcome;
import dev.weir.publish.Transport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A run that publishes and settles nothing: takes the transport's place, and reports what would have gone out, as text and
 * as one line of JSON. Safe on any thread.
 */
final class DryRun implements Transport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String consumerGroup;
    private final Duration every;
    private final PrintWriter out;
    private final Map<Target.Kind, Publishes> publishes = new ConcurrentSkipListMap<>();
    private final Map<String, Publishes> publishesByHub = new ConcurrentSkipListMap<>();

    private record Publishes(LongAdder calls, LongAdder bytes) {
        static Publishes none() {
            return new Publishes(new LongAdder(), new LongAdder());
        }

        void add(byte[] body) {
            calls.increment();
            bytes.add(body.length);
        }

        void put(ObjectNode node) {
            node.put("calls", calls.sum()).put("bytes", bytes.sum());
        }

        String line(String where) {
            return String.format(Locale.ROOT, "  %,12d publishes to %s, %,d bytes%n", calls.sum(), where, bytes.sum());
        }
    }

    /**
     * @param consumerGroup by which hubs are read; empty where no source is one
     * @param every how often to report
     */
    DryRun(String consumerGroup, Duration every, PrintWriter out) {
        this.consumerGroup = consumerGroup;
        this.every = every;
        this.out = out;
        for (Target.Kind kind : Target.Kind.values()) {
            publishes.put(kind, Publishes.none());
        }
    }

    String consumerGroup() {
        return consumerGroup;
    }

    Duration every() {
        return every;
    }

    /** Why a dry run can't be: it must not take partitions or checkpoints from the bridge that runs. */
    static Optional<String> fault(Configuration configuration, String consumerGroup) {
        for (Configuration.Source source : configuration.sources()) {
            if (source.entity() instanceof Configuration.EventHub hub) {
                String where = "source '" + source.name() + "' reads hub '" + hub.hub() + "'";
                if (consumerGroup.isEmpty()) {
                    return Optional.of(
                            where + "; name a consumer group of the dry run's own with --consumer-group, or it"
                                    + " would take partitions from the bridge that runs");
                }
                if (hub.consumerGroup().equalsIgnoreCase(consumerGroup)) {
                    return Optional.of(where + " with the consumer group '" + consumerGroup
                            + "', which is the bridge's; name another with --consumer-group");
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public CompletionStage<Outcome> send(LaneKey lane, byte[] body) {
        publishes
                .computeIfAbsent(lane.target().kind(), kind -> Publishes.none())
                .add(body);
        publishesByHub
                .computeIfAbsent(lane.target().hub(), hub -> Publishes.none())
                .add(body);
        return CompletableFuture.completedFuture(new Outcome.Accepted());
    }

    /** Prints what there was until now. */
    void report(MeterRegistry registry, boolean last) {
        Map<String, Double> received = byTag(registry, "weir.events.received", "source");
        Map<String, Double> ends = byTag(registry, "weir.events.settled", "end");
        Map<String, Double> rules = byTag(registry, "weir.rules.matched", "rule");
        Map<String, Double> deadLetters = byTag(registry, "weir.events.dead.lettered", "reason");
        ObjectNode json = JSON.createObjectNode().put("dryRun", last ? "end" : "running");
        put(json.putObject("received"), received);
        put(json.putObject("ends"), ends);
        put(json.putObject("eventsByRule"), rules);
        ObjectNode wouldPublish = json.putObject("publishes");
        publishes.forEach((kind, sum) -> sum.put(wouldPublish.putObject(kind.text())));
        ObjectNode ofHubs = json.putObject("publishesByHub");
        publishesByHub.forEach((hub, sum) -> sum.put(ofHubs.putObject(hub)));
        put(json.putObject("deadLetters"), deadLetters);
        StringBuilder text = new StringBuilder(last ? "Dry run, all in all" : "Dry run, until now")
                .append(": nothing was settled or published\n");
        lines(text, "deliveries of source", received);
        lines(text, "deliveries ended as", ends);
        lines(text, "events matched by rule", rules);
        publishes.forEach((kind, sum) -> text.append(sum.line("lanes of kind " + kind.text())));
        publishesByHub.forEach((hub, sum) -> text.append(sum.line("hub " + hub)));
        lines(text, "dead letters for", deadLetters);
        try {
            out.print(text);
            out.println(JSON.writeValueAsString(json));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report can't be written as JSON", e);
        }
    }

    private static void lines(StringBuilder text, String what, Map<String, Double> counts) {
        counts.forEach(
                (name, count) -> text.append(String.format(Locale.ROOT, "  %,12.0f %s %s%n", count, what, name)));
    }

    private static void put(ObjectNode node, Map<String, Double> counts) {
        counts.forEach((name, count) -> node.put(name, count.longValue()));
    }

    private static Map<String, Double> byTag(MeterRegistry registry, String name, String tag) {
        Map<String, Double> counts = new TreeMap<>();
        for (Counter counter : registry.find(name).counters()) {
            counts.merge(String.valueOf(counter.getId().getTag(tag)), counter.count(), Double::sum);
        }
        return counts;
    }
}
