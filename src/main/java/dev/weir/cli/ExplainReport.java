package dev.weir.cli;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.weir.event.Event;
import dev.weir.message.Change;
import dev.weir.message.LaneKey;
import dev.weir.message.Update;
import dev.weir.rehearsal.Stage;
import dev.weir.rules.Evaluation;
import dev.weir.rules.Explanation;
import dev.weir.rules.Explanation.Part;
import dev.weir.rules.Explanation.Value;
import dev.weir.rules.Explanation.Verdict;
import dev.weir.rules.RuleSummary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each rule makes of an event, and what leaves for the service.
 *
 * @param event the event
 * @param rules a verdict for each rule, in the order in which they are asked
 * @param whole what all rules together make of it
 * @param sent the publishes
 */
record ExplainReport(Event event, List<Explanation> rules, Evaluation whole, List<Message> sent)
        implements Printed.Report {

    ExplainReport {
        rules = List.copyOf(rules);
        sent = List.copyOf(sent);
    }

    /** A message on the wire. */
    record Message(String hub, String target, String body) {}

    /** Keeps what is sent. */
    static final class Wire implements Stage {
        private final List<Message> sent = new ArrayList<>();

        @Override
        public void sent(LaneKey lane, byte[] body) {
            sent.add(new Message(
                    lane.target().hub(), lane.target().laneName(), new String(body, StandardCharsets.UTF_8)));
        }

        List<Message> sent() {
            return sent;
        }
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("event ").append(event.type());
        if (!event.id().isEmpty()) {
            text.append(", id ").append(event.id());
        }
        text.append(", of source ").append(event.origin().scope().source()).append("\n\n");
        rules.forEach(explanation -> text(explanation, text));
        text.append(ending()).append('\n');
        for (Message message : sent) {
            text.append("  ")
                    .append(message.hub())
                    .append(' ')
                    .append(message.target())
                    .append("\n    ")
                    .append(message.body())
                    .append('\n');
        }
        return text.toString();
    }

    private void text(Explanation explanation, StringBuilder text) {
        RuleSummary rule = explanation.rule();
        text.append(rule.file())
                .append(':')
                .append(rule.line())
                .append(' ')
                .append(rule.name())
                .append(": ");
        Verdict verdict = explanation.verdict();
        text.append(word(verdict)).append('\n');
        if (verdict instanceof Verdict.OtherSource) {
            text.append("  it asks for ")
                    .append(String.join(", ", rule.sources()))
                    .append('\n');
        } else if (verdict instanceof Verdict.NoMatch no) {
            no.because().forEach(part -> text(part, text));
        } else if (verdict instanceof Verdict.Refuses refuses) {
            text.append("  ")
                    .append(refuses.reason().text())
                    .append(": ")
                    .append(refuses.description())
                    .append('\n');
        } else if (verdict instanceof Verdict.Makes makes && !makes.updates().isEmpty()) {
            makes.updates()
                    .forEach(update ->
                            text.append("  to      ").append(target(update)).append('\n'));
            Update first = makes.updates().get(0);
            text.append("  entity  ").append(first.entity()).append('\n');
            text.append("  data    ").append(data(first)).append('\n');
        }
        text.append('\n');
    }

    private static void text(Part part, StringBuilder text) {
        String answer = part.answer().equals("false") ? "is false" : part.answer();
        text.append("  ").append(part.expression()).append("  ").append(answer).append('\n');
        for (Value value : part.values()) {
            text.append("    ")
                    .append(value.path())
                    .append(" = ")
                    .append(value.json())
                    .append('\n');
        }
    }

    private static String target(Update update) {
        return update.target().laneName() + " of hub " + update.target().hub();
    }

    /** What clients see; a removal has nothing. */
    private static Object data(Update update) {
        return update.change() instanceof Change.State state ? state.data() : "(removed)";
    }

    private static String word(Verdict verdict) {
        if (verdict instanceof Verdict.Makes) {
            return "matches";
        }
        if (verdict instanceof Verdict.Filters) {
            return "matches, and sends it to nobody";
        }
        if (verdict instanceof Verdict.Refuses) {
            return "fails";
        }
        return verdict instanceof Verdict.OtherSource ? "is not asked" : "no match";
    }

    private String ending() {
        if (whole instanceof Evaluation.Refused refused) {
            return "Nothing is published: dead-lettered as " + refused.reason().text() + by(refused.rule());
        }
        if (whole instanceof Evaluation.Filtered filtered) {
            return "Nothing is published: filtered by rule '" + filtered.rule() + "'";
        }
        if (whole instanceof Evaluation.Updates updates) {
            String shadowed = updates.shadowed() == 0
                    ? ""
                    : "; " + Counted.of(updates.shadowed(), "update")
                            + " left out, since an earlier rule has one for the same target and entity";
            return "Published" + shadowed + ":";
        }
        return "Nothing is published: unmatched";
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", event.type());
        json.put("id", event.id());
        json.put("origin", event.origin().text());
        json.put("rules", rules.stream().map(ExplainReport::json).toList());
        json.put("end", end());
        if (whole instanceof Evaluation.Refused refused) {
            json.put("reason", refused.reason().text());
        }
        json.put(
                "messages",
                sent.stream()
                        .map(message -> Map.of(
                                "hub", message.hub(),
                                "target", message.target(),
                                "message", new RawValue(message.body())))
                        .toList());
        return json;
    }

    /** No rule is at work where it is just that none takes the event. */
    private static String by(String rule) {
        return rule.isEmpty() ? "" : " by rule '" + rule + "'";
    }

    private String end() {
        if (whole instanceof Evaluation.Refused) {
            return "dead-lettered";
        }
        if (whole instanceof Evaluation.Filtered) {
            return "filtered";
        }
        return whole instanceof Evaluation.Updates ? "published" : "unmatched";
    }

    private static Map<String, Object> json(Explanation explanation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", explanation.rule().name());
        json.put("file", explanation.rule().file());
        json.put("line", explanation.rule().line());
        Verdict verdict = explanation.verdict();
        json.put("verdict", word(verdict));
        if (verdict instanceof Verdict.NoMatch no) {
            json.put("because", no.because());
        } else if (verdict instanceof Verdict.Refuses refuses) {
            json.put("reason", refuses.reason().text());
            json.put("description", refuses.description());
        } else if (verdict instanceof Verdict.Makes makes) {
            json.put(
                    "updates",
                    makes.updates().stream()
                            .map(update -> Map.of(
                                    "hub", update.target().hub(),
                                    "target", update.target().laneName(),
                                    "entity", update.entity(),
                                    "data", data(update)))
                            .toList());
        }
        return json;
    }
}
