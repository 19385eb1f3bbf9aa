package dev.weir.coalesce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.message.Change;
import dev.weir.message.Coalescing;
import dev.weir.message.Format;
import dev.weir.message.Keep;
import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import dev.weir.message.Update;
import dev.weir.message.Version;
import java.time.Duration;
import java.time.Instant;

/** What is needed of an entity's last update to say its removal once it expires, perhaps in another life of the bridge. */
record Expiry(LaneKey lane, String tenant, String rule, Coalescing coalescing) {

    static Expiry of(Update last) {
        return new Expiry(last.lane(), last.tenant(), last.rule(), last.coalescing());
    }

    /** The removal of the entity, which is newer than its last update and older than the next. */
    Update removal(String entity, Version last, Instant at) {
        return new Update(
                lane,
                tenant,
                rule,
                entity,
                last.after(),
                at.plus(coalescing.expire()),
                new Change.Removal(),
                false,
                coalescing,
                null);
    }

    ObjectNode json() {
        Target target = lane.target();
        return JsonNodeFactory.instance
                .objectNode()
                .put("hub", target.hub())
                .put("kind", target.kind().name())
                .put("name", target.name())
                .put("filter", target.filter())
                .put("format", lane.format().name())
                .put("ttl", lane.ttl().toMillis())
                .put("tenant", tenant)
                .put("rule", rule)
                .put("every", coalescing.every().toMillis())
                .put("keep", coalescing.keep().name())
                .put("send", coalescing.send().name())
                .put("expire", coalescing.expire().toMillis())
                .put("priority", coalescing.priority().name());
    }

    static Expiry parse(JsonNode json) {
        Target target = new Target(
                text(json, "hub"), Target.Kind.valueOf(text(json, "kind")), text(json, "name"), text(json, "filter"));
        return new Expiry(
                new LaneKey(target, Format.valueOf(text(json, "format")), millis(json, "ttl")),
                text(json, "tenant"),
                text(json, "rule"),
                new Coalescing(
                        millis(json, "every"),
                        Keep.valueOf(text(json, "keep")),
                        Coalescing.Sending.valueOf(text(json, "send")),
                        millis(json, "expire"),
                        Coalescing.Priority.valueOf(text(json, "priority"))));
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).asText();
    }

    private static Duration millis(JsonNode json, String name) {
        return Duration.ofMillis(json.path(name).asLong());
    }
}
