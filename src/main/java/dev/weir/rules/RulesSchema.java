package dev.weir.rules;

import static dev.weir.yaml.JsonSchema.anything;
import static dev.weir.yaml.JsonSchema.bool;
import static dev.weir.yaml.JsonSchema.duration;
import static dev.weir.yaml.JsonSchema.list;
import static dev.weir.yaml.JsonSchema.map;
import static dev.weir.yaml.JsonSchema.object;
import static dev.weir.yaml.JsonSchema.oneOrList;
import static dev.weir.yaml.JsonSchema.only;
import static dev.weir.yaml.JsonSchema.pattern;
import static dev.weir.yaml.JsonSchema.text;
import static dev.weir.yaml.JsonSchema.word;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.yaml.JsonSchema;
import java.util.List;
import java.util.Map;

/** The JSON Schema of rules files, for editors; made of the very keys that the readers know. */
public final class RulesSchema {
    private RulesSchema() {}

    /** The schema: of files with rules, and of that with everybody's defaults, which has none. */
    public static ObjectNode json() {
        Map<String, ObjectNode> rule = rule();
        ObjectNode fragment = object(RuleParts.FRAGMENT_KEYS, only(rule, RuleParts.FRAGMENT_KEYS), List.of());
        return JsonSchema.root(
                "Weir routing rules",
                object(
                        RulesFileReader.KEYS,
                        Map.of(
                                "version", JsonSchema.number(1, "The version of the language."),
                                "tenant", tenant(),
                                "match",
                                        word(
                                                "Whether all rules of the file may take an event, or the first that holds.",
                                                "all",
                                                "first"),
                                "unmatched",
                                        word("What becomes of events that no rule takes.", "settle", "dead-letter"),
                                "schemas", schemas(),
                                "defaults",
                                        described(
                                                "What holds for rules that say nothing.",
                                                object(
                                                        RuleParts.DEFAULT_KEYS,
                                                        only(rule, RuleParts.DEFAULT_KEYS),
                                                        List.of())),
                                "fragments", map(fragment, "Parts of rules, by name, for 'use'."),
                                "rules", list(object(RuleReader.KEYS, rule, List.of("name")), "The rules.")),
                        List.of("version")));
    }

    private static ObjectNode tenant() {
        return described(
                "Whose events these are.",
                object(
                        RulesFileReader.TENANT_KEYS,
                        Map.of(
                                "from", text("CEL: text or an integer, data.organization.login."),
                                "pattern", text("RE2: what a tenant must match as a whole."),
                                "case", word("What becomes of its letters.", "as-written", "lower")),
                        List.of("from")));
    }

    private static ObjectNode schemas() {
        ObjectNode file = text("A JSON Schema beside the file: order.schema.json.");
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        either.putArray("anyOf")
                .add(file)
                .add(object(
                        SchemasReader.KEYS,
                        Map.of(
                                "file",
                                file,
                                "invalid",
                                word("What becomes of events that break it.", "count", "dead-letter")),
                        List.of("file")));
        return map(
                either,
                "JSON Schemas by types of events: order.placed, order.* for those that begin so, or * for all others.");
    }

    private static Map<String, ObjectNode> rule() {
        return Map.ofEntries(
                Map.entry("name", pattern("Unique over all files.", RuleReader.NAME.pattern())),
                Map.entry("use", oneOrList(text("A fragment's name."), "Fragments that the rule is put together of.")),
                Map.entry("source", oneOrList(text("A configured source's name."), "Left out: every source.")),
                Map.entry("when", text("CEL: true or false. Left out: every event.")),
                Map.entry("to", oneOrList(target(), "Where updates go; an empty list filters.")),
                Map.entry("shared", bool("Whether the rule has no tenant.")),
                Map.entry("entity", text("A name, what the update is about: order/{data.id}.")),
                Map.entry("version", oneOrList(text("CEL: a number, text or a list."), "Higher is newer.")),
                Map.entry(
                        "data",
                        anything("What clients see, with {expressions} in its texts; left out: the event's data.")),
                Map.entry("coalesce", coalesce()),
                Map.entry("onMissing", word("What becomes of events that lack a field.", "dead-letter", "skip")),
                Map.entry("hub", hub()),
                Map.entry("format", format()),
                Map.entry("ttl", ttl()),
                Map.entry("priority", word("Before others of the lane and the tenant.", "normal", "high")));
    }

    private static ObjectNode target() {
        ObjectNode everybody = JsonNodeFactory.instance
                .objectNode()
                .put("description", "Every connection of the hub.")
                .put("const", true);
        return object(
                TargetReader.KEYS,
                Map.ofEntries(
                        Map.entry("group", text("A group's name, with {tenant}.")),
                        Map.entry("user", text("A user's name, with {tenant}.")),
                        Map.entry("connection", text("A connection's id.")),
                        Map.entry("groups", text("CEL: a list, which gives a group for each item.")),
                        Map.entry("users", text("CEL: a list, which gives a user for each item.")),
                        Map.entry("connections", text("CEL: a list, which gives a connection for each item.")),
                        Map.entry("all", everybody),
                        Map.entry("as", text("The name of an item's target: user:{tenant}:{item}.")),
                        Map.entry("hub", hub()),
                        Map.entry("format", format()),
                        Map.entry("ttl", ttl()),
                        Map.entry("filter", text("OData over userId, connectionId and groups."))),
                List.of());
    }

    private static ObjectNode coalesce() {
        return described(
                "How updates may wait for newer ones.",
                object(
                        CoalescingReader.KEYS,
                        Map.of(
                                "every", duration("How long, counted from the first that waits: 250ms."),
                                "keep",
                                        word(
                                                "The newest, the fields of partial updates merged, or each.",
                                                "latest",
                                                "merge",
                                                "all"),
                                "send", word("The whole, or what has changed.", "full", "delta"),
                                "barrier", text("CEL: true or false. Ends the entity's window."),
                                "remove", text("CEL: true or false. Clients forget the entity."),
                                "expire", duration("Clients forget it this long after its last update."),
                                "leave",
                                        word(
                                                "What becomes of the entity in targets that it has left.",
                                                "stay",
                                                "remove")),
                        List.of()));
    }

    private static ObjectNode hub() {
        return pattern("A hub's name; left out: the configured one.", TargetReader.HUB.pattern());
    }

    private static ObjectNode format() {
        return word("What a message is.", "weir", "cloudevents", "raw");
    }

    private static ObjectNode ttl() {
        return duration("How long the service may keep a message: 1s to 5m.");
    }

    private static ObjectNode described(String description, ObjectNode schema) {
        ObjectNode described = JsonNodeFactory.instance.objectNode().put("description", description);
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            described.set(entry.getKey(), entry.getValue());
        }
        return described;
    }
}
