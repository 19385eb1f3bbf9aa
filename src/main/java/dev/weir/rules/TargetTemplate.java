package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter;
import dev.weir.message.Format;
import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a rule's updates are for: one entry of its {@code to}.
 *
 * @param hub the hub
 * @param kind what is named there
 * @param list a list in the event, for each of whose items there is a target; empty for one target
 * @param name the target's name, perhaps of an item; empty for {@link Target.Kind#ALL}
 * @param filter which of those connections
 * @param format in what form updates go out
 * @param ttl how long the service may keep them
 */
record TargetTemplate(
        String hub,
        Target.Kind kind,
        Optional<Expression> list,
        Optional<NameExpression> name,
        Optional<FilterTemplate> filter,
        Format format,
        Duration ttl) {

    /** The most targets that a list may give. */
    static final int MAX_ITEMS = 1000;

    /** {@code group:tenant:{tenant}}; {@code users:data.watchers as {tenant}:{item}}. */
    String text() {
        String whom = list.map(items -> kind.text() + "s:" + items.text() + " as "
                        + name.map(NameExpression::text).orElse(""))
                .orElseGet(() ->
                        kind.text() + name.map(found -> ":" + found.text()).orElse(""));
        return whom + filter.map(found -> " where " + found.text()).orElse("");
    }

    /** What names it can make; one empty name where it is everybody. */
    NameShape shape() {
        return name.map(found -> found.template().shape()).orElseGet(() -> NameShape.of(List.of(""), List.of()));
    }

    /** The hub and the kind, within which two targets may be one. */
    String hubAndKind() {
        return hub + "/" + kind.text();
    }

    /**
     * The lanes for an event: one, or one for each item.
     *
     * @throws Refusal where a field is missing, or a name can't be made
     */
    List<LaneKey> in(Variables variables) {
        if (list.isEmpty()) {
            return List.of(lane(
                    name.isPresent() ? name.get().in(variables) : "",
                    filter.isPresent() ? filter.get().in(variables) : ""));
        }
        // Somebody may be in the list twice.
        Set<LaneKey> lanes = new LinkedHashSet<>();
        for (JsonNode item : items(list.get(), variables)) {
            variables.item(item);
            lanes.add(lane(
                    name.orElseThrow().in(variables),
                    filter.map(found -> found.in(variables)).orElse("")));
        }
        return List.copyOf(lanes);
    }

    private LaneKey lane(String named, String filtered) {
        return new LaneKey(new Target(hub, kind, named, filtered), format, ttl);
    }

    private JsonNode items(Expression expression, Variables variables) {
        Object value = expression.valueIn(variables);
        String what = kind.text() + "s: ";
        if (value instanceof Missing missing) {
            throw Refusal.ofMissing(DeadLetter.Reason.MISSING_FIELD, what + missing.description());
        }
        JsonNode items = JsonResult.of(value);
        String problem =
                "'" + Shown.of(expression.text()) + "' must be a list of at most 1,000, but is " + Shown.kindOf(items);
        if (items.isNull()) {
            throw Refusal.ofMissing(DeadLetter.Reason.MISSING_FIELD, what + problem);
        }
        if (!items.isArray() || items.size() > MAX_ITEMS) {
            throw new Refusal(DeadLetter.Reason.INVALID_TARGET, what + problem);
        }
        return items;
    }
}
