package dev.weir.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What a client holds of one entity of a lane: what is shown, and the bases. */
final class Held {
    private static final int MAX_BASES = 4;

    /** The last update of an epoch; {@code state} is missing where there is none to start from. */
    record Base(String epoch, long rev, JsonNode state) {}

    /** Where what is shown came from: a batch of an epoch, or a snapshot that said nothing of it. */
    record Source(String epoch, long rev, long seq) {
        static final Source UNKNOWN = new Source("", 0, 0);
    }

    private final Deque<Base> bases = new ArrayDeque<>();
    private JsonNode version;
    private JsonNode at;
    private Source source = Source.UNKNOWN;
    private JsonNode data;
    private List<JsonNode> items;
    private boolean missed;

    boolean isShown() {
        return data != null || items != null;
    }

    /** The state that is shown, missing where none is. */
    JsonNode state() {
        if (items != null) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> list.add(item.get("data")));
            return list;
        }
        return data == null ? JsonNodeFactory.instance.missingNode() : data;
    }

    Source source() {
        return source;
    }

    /** How a version relates to the one that is held, whether something is shown or gone. */
    VersionRule compare(JsonNode next) {
        return version == null ? VersionRule.HIGHER : VersionRule.compare(next, version);
    }

    Optional<Base> base(String epoch) {
        return bases.stream().filter(base -> base.epoch().equals(epoch)).findFirst();
    }

    void base(Base base) {
        bases.removeIf(other -> other.epoch().equals(base.epoch()));
        bases.addLast(base);
        if (bases.size() > MAX_BASES) {
            bases.removeFirst();
        }
    }

    void show(JsonNode state, JsonNode update, Source from) {
        missed = false;
        data = state;
        items = null;
        version = update.get("version");
        at = update.path("at");
        source = from;
    }

    void remove(JsonNode update, Source from) {
        show(null, update, from);
        remove();
    }

    /** It is on no page of a complete snapshot: gone at the version that it had, unless a later one has it. */
    void miss() {
        remove();
        missed = true;
    }

    /** Whether something said that it is gone; not only that a snapshot had it not. */
    boolean isRemoved() {
        return !isShown() && !missed;
    }

    private void remove() {
        data = null;
        items = null;
        List<Base> stateless = bases.stream()
                .map(base -> new Base(base.epoch(), base.rev(), JsonNodeFactory.instance.missingNode()))
                .toList();
        bases.clear();
        bases.addAll(stateless);
    }

    /** What a page of a snapshot says of it. */
    ObjectNode page(String entity) {
        ObjectNode page = JsonNodeFactory.instance.objectNode().put("entity", entity);
        if (!source.epoch().isEmpty()) {
            page.put("epoch", source.epoch()).put("rev", source.rev());
        }
        page.set("version", version);
        page.set("at", at);
        if (items != null) {
            items.forEach(page.putArray("items")::add);
        } else if (data != null) {
            page.set("data", data);
        } else {
            page.put("removed", true);
        }
        return page;
    }

    /** Whether the list that is held, or what is held instead of one, leaves anything of these items to be added. */
    boolean add(JsonNode update, Source from) {
        List<JsonNode> added = new ArrayList<>();
        for (JsonNode item : update.get("items")) {
            VersionRule relation = compare(item.get("version"));
            boolean repeated = items == null
                    ? !relation.applies()
                    : items.stream()
                            .anyMatch(held ->
                                    VersionRule.compare(item.get("version"), held.get("version")) == VersionRule.SAME);
            if (!repeated) {
                added.add(item);
            }
        }
        if (added.isEmpty()) {
            return false;
        }
        if (items == null) {
            items = new ArrayList<>();
            data = null;
        }
        items.addAll(added);
        if (compare(update.get("version")).applies()) {
            version = update.get("version");
            at = update.path("at");
        }
        source = from;
        return true;
    }

    /** A list of a snapshot takes the place of what is held. */
    void end() {
        data = null;
        version = null;
    }

    boolean isList() {
        return items != null;
    }
}
