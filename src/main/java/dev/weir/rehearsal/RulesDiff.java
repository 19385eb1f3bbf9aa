package dev.weir.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.weir.event.Event;
import dev.weir.message.Change;
import dev.weir.message.LaneKey;
import dev.weir.message.Update;
import dev.weir.rules.Evaluation;
import dev.weir.rules.RuleSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares what two rule sets make of each event of a trace. Of one thread. */
public final class RulesDiff {
    private final RuleSet before;
    private final RuleSet after;
    private final String sourceName;
    private final int mostExamples;
    private final Map<Kind, Alteration> alterations = new EnumMap<>(Kind.class);
    private long events;
    private long altered;

    /** A way in which two rule sets may differ over an event. */
    public enum Kind {
        END("ends otherwise"),
        MORE("goes to more"),
        FEWER("goes to fewer"),
        DATA("has other data"),
        VERSION("has another version"),
        COALESCING("is coalesced otherwise");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** In words, after "the event". */
        public String text() {
            return text;
        }
    }

    /**
     * An event over which they differ.
     *
     * @param line where it stands in the trace
     * @param lines what goes, each with {@code -}, and what comes, each with {@code +}
     */
    public record Example(long line, String type, List<String> lines) {
        public Example {
            lines = List.copyOf(lines);
        }
    }

    /**
     * How often they differ in one way.
     *
     * @param events how many events
     * @param rules the rules at work, of both sets
     */
    public record Difference(Kind kind, long events, List<String> rules, List<Example> examples) {
        public Difference {
            rules = List.copyOf(rules);
            examples = List.copyOf(examples);
        }
    }

    /** What came of the comparison. */
    public record Result(long events, long altered, List<Difference> differences) {
        public Result {
            differences = List.copyOf(differences);
        }
    }

    private static final class Alteration {
        private long events;
        private final Set<String> rules = new TreeSet<>();
        private final List<Example> examples = new ArrayList<>();
    }

    /** What tells one update of an event from another. */
    private record Key(LaneKey lane, String entity) {}

    /**
     * @param sourceName the source of events that name none
     * @param mostExamples how many events to show of each way in which they differ
     */
    public RulesDiff(RuleSet before, RuleSet after, String sourceName, int mostExamples) {
        this.before = before;
        this.after = after;
        this.sourceName = sourceName;
        this.mostExamples = mostExamples;
    }

    /** Compares what both make of an event. */
    public void compare(RecordedEvent recorded, long line) {
        events++;
        Instant at = recorded.isTimed() ? recorded.at() : Instant.EPOCH;
        Event event = recorded.toEvent(sourceName, events, at);
        Evaluation old = before.evaluate(event);
        Evaluation now = after.evaluate(event);
        Map<Kind, List<String>> differences = new EnumMap<>(Kind.class);
        Set<String> rules = new TreeSet<>();
        if (!end(old).equals(end(now))) {
            add(differences, Kind.END, "- " + end(old));
            add(differences, Kind.END, "+ " + end(now));
        }
        updates(updates(old), updates(now), differences, rules);
        altered += differences.isEmpty() ? 0 : 1;
        differences.forEach((kind, lines) -> {
            Alteration alteration = alterations.computeIfAbsent(kind, unknown -> new Alteration());
            alteration.events++;
            alteration.rules.addAll(rules);
            if (alteration.examples.size() < mostExamples) {
                alteration.examples.add(new Example(line, event.type(), lines));
            }
        });
    }

    private static void updates(
            Map<Key, Update> old, Map<Key, Update> now, Map<Kind, List<String>> differences, Set<String> rules) {
        old.forEach((key, update) -> {
            if (!now.containsKey(key)) {
                rules.add(update.rule());
                add(differences, Kind.FEWER, "- " + line(update));
            }
        });
        now.forEach((key, update) -> {
            Update earlier = old.get(key);
            if (earlier == null) {
                rules.add(update.rule());
                add(differences, Kind.MORE, "+ " + line(update));
                return;
            }
            boolean dataIsSame = note(differences, Kind.DATA, data(earlier), data(update), update);
            boolean versionIsSame = note(
                    differences,
                    Kind.VERSION,
                    earlier.version().order(),
                    update.version().order(),
                    update);
            boolean coalescingIsSame =
                    note(differences, Kind.COALESCING, earlier.coalescing(), update.coalescing(), update);
            boolean barrierIsSame = note(differences, Kind.COALESCING, earlier.barrier(), update.barrier(), update);
            if (!(dataIsSame && versionIsSame && coalescingIsSame && barrierIsSame)) {
                rules.add(earlier.rule());
                rules.add(update.rule());
            }
        });
    }

    /** Notes a difference; true where there is none. */
    private static boolean note(Map<Kind, List<String>> differences, Kind kind, Object old, Object now, Update update) {
        if (old.equals(now)) {
            return true;
        }
        String where = update.target().text() + " " + update.entity() + " ";
        add(differences, kind, "- " + where + old);
        add(differences, kind, "+ " + where + now);
        return false;
    }

    private static void add(Map<Kind, List<String>> differences, Kind kind, String line) {
        differences.computeIfAbsent(kind, unknown -> new ArrayList<>()).add(line);
    }

    private static String line(Update update) {
        return update.target().text() + " " + update.entity() + " " + data(update);
    }

    private static JsonNode data(Update update) {
        return update.change() instanceof Change.State state ? state.data() : NullNode.getInstance();
    }

    private static Map<Key, Update> updates(Evaluation evaluation) {
        Map<Key, Update> updates = new LinkedHashMap<>();
        if (evaluation instanceof Evaluation.Updates made) {
            made.updates().forEach(update -> updates.put(new Key(update.lane(), update.entity()), update));
        }
        return updates;
    }

    private static String end(Evaluation evaluation) {
        if (evaluation instanceof Evaluation.Refused refused) {
            String by = refused.rule().isEmpty() ? "" : " by rule '" + refused.rule() + "'";
            return "dead-lettered as " + refused.reason().text() + by + ": " + refused.description();
        }
        if (evaluation instanceof Evaluation.Filtered filtered) {
            return "filtered by rule '" + filtered.rule() + "'";
        }
        return evaluation instanceof Evaluation.Updates ? "published" : "unmatched";
    }

    /** What has been found until now. */
    public Result result() {
        List<Difference> differences = new ArrayList<>();
        alterations.forEach((kind, alteration) -> differences.add(
                new Difference(kind, alteration.events, List.copyOf(alteration.rules), alteration.examples)));
        return new Result(events, altered, differences);
    }
}
