package dev.weir.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One lane at a client, as {@code docs/wire-format.md} has it. */
final class ReferenceLane {
    private static final int MAX_SNAPSHOTS = 3;
    private static final DateTimeFormatter AT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /** Whether the lane is whole, waits for a snapshot, or pauses before it asks again. */
    private enum Phase {
        WHOLE,
        ASKED,
        PAUSED
    }

    /** An epoch's numbers. */
    private static final class Stream {
        long last;
        long covered;
        long owed;
        int heardAtConnect = -1;
    }

    private final boolean canAsk;
    private final Map<String, Held> entities = new LinkedHashMap<>();
    private final Map<String, Stream> streams = new HashMap<>();
    private final List<JsonNode> kept = new ArrayList<>();
    private final List<JsonNode> pushed = new ArrayList<>();
    private Phase phase = Phase.WHOLE;
    private int connects;
    private int unhelpful;

    private final Set<String> given = new HashSet<>();

    ReferenceLane(boolean canAsk) {
        this.canAsk = canAsk;
    }

    /** Begins a connection; true when the lane asks for a snapshot. */
    boolean connected() {
        connects++;
        return ask();
    }

    private boolean ask() {
        if (canAsk) {
            phase = Phase.ASKED;
            pushed.clear();
        }
        return canAsk;
    }

    /** The pause is over; true when the lane asks again. */
    boolean later() {
        return phase == Phase.PAUSED && ask();
    }

    /** Takes a batch; true when it makes the lane ask. */
    boolean batch(JsonNode batch) {
        Stream stream = stream(batch.get("epoch").textValue());
        stream.heardAtConnect = connects;
        if (phase == Phase.ASKED) {
            kept.add(batch);
            return false;
        }
        if (phase == Phase.PAUSED || !canAsk) {
            apply(batch);
            return false;
        }
        if (!noticeGap(batch)) {
            apply(batch);
        }
        if (!isOwed()) {
            return false;
        }
        kept.add(batch);
        return ask();
    }

    /** Takes a page that was pushed. */
    void pushed(JsonNode page) {
        pushed.add(page);
        if (!page.has("next")) {
            answer(List.copyOf(pushed));
            pushed.clear();
        }
    }

    /** Takes the whole snapshot. */
    void answer(List<JsonNode> pages) {
        if (!pages.stream().allMatch(Shape::isPage)) {
            fail();
            return;
        }
        merge(pages);
        applyKept();
        unhelpful = isOwed() ? unhelpful + 1 : 0;
        if (unhelpful == MAX_SNAPSHOTS) {
            unhelpful = 0;
            streams.values().forEach(ReferenceLane::pay);
        }
        phase = isOwed() ? Phase.PAUSED : Phase.WHOLE;
    }

    /** The snapshot does not come. */
    void fail() {
        applyKept();
        phase = Phase.PAUSED;
    }

    private void applyKept() {
        List<JsonNode> batches = List.copyOf(kept);
        kept.clear();
        batches.forEach(this::apply);
    }

    private Stream stream(String epoch) {
        return streams.computeIfAbsent(epoch, e -> new Stream());
    }

    private boolean isOwed() {
        return streams.values().stream().anyMatch(stream -> stream.owed > 0);
    }

    private static void owe(Stream stream, long seq) {
        if (seq > stream.covered) {
            stream.owed = Math.max(stream.owed, seq);
        }
    }

    private static void pay(Stream stream) {
        stream.covered = Math.max(stream.covered, stream.owed);
        stream.owed = 0;
    }

    private boolean noticeGap(JsonNode batch) {
        Stream stream = stream(batch.get("epoch").textValue());
        long seq = batch.get("seq").asLong();
        long reached = batch.get("updates").isEmpty() ? seq : seq - 1;
        boolean isGap = reached > stream.last;
        if (isGap) {
            owe(stream, reached);
        }
        stream.last = Math.max(stream.last, seq);
        return isGap;
    }

    private void apply(JsonNode batch) {
        noticeGap(batch);
        String epoch = batch.get("epoch").textValue();
        long seq = batch.get("seq").asLong();
        JsonNode updates = batch.get("updates");
        for (JsonNode update : updates) {
            if (!Shape.isNamed(update)
                    || !Shape.isCount(update.path("rev"))
                    || !apply(timed(update, updates.get(0).path("at")), epoch, seq)) {
                owe(stream(epoch), seq);
            }
        }
    }

    /** An update whose time is in full, where it was counted from the first update's. */
    private static JsonNode timed(JsonNode update, JsonNode first) {
        if (!update.path("at").isNumber() || !first.isTextual()) {
            return update;
        }
        Instant at =
                Instant.parse(first.textValue()).plusMillis(update.get("at").longValue());
        return ((ObjectNode) update.deepCopy()).put("at", AT.format(at));
    }

    /** Applies an update; false where it is newer and there is no state to show. */
    private boolean apply(JsonNode update, String epoch, long seq) {
        String entity = update.get("entity").textValue();
        long rev = update.get("rev").asLong();
        JsonNode version = update.get("version");
        Held held = held(entity);
        Optional<Held.Base> base = held.base(epoch);
        if (base.isPresent() && rev <= base.get().rev()) {
            return true;
        }
        Held.Source source = new Held.Source(epoch, rev, seq);
        String op = update.path("op").asText();
        JsonNode none = JsonNodeFactory.instance.missingNode();
        if (op.equals("remove") || op.equals("add") && Shape.areItems(update.path("items"))) {
            held.base(new Held.Base(epoch, rev, none));
            if (op.equals("add")) {
                show(entity, held.add(update, source));
            } else if (held.compare(version).applies()) {
                show(entity, true);
                held.remove(update, source);
            }
            return true;
        }
        Optional<JsonNode> state = state(update, held, base);
        boolean isBase = !op.equals("merge") || update.has("base");
        state.ifPresent(made -> held.base(new Held.Base(epoch, rev, isBase ? made : none)));
        if (!held.compare(version).applies()) {
            return true;
        }
        if (state.isPresent()) {
            show(entity, true);
            held.show(state.get(), update, source);
        }
        return state.isPresent();
    }

    private static Optional<JsonNode> state(JsonNode update, Held held, Optional<Held.Base> base) {
        JsonNode data = update.path("data");
        if (data.isMissingNode()) {
            return Optional.empty();
        }
        Optional<JsonNode> start = base.filter(last ->
                        Shape.isCount(update.path("base")) && update.get("base").asLong() == last.rev())
                .map(Held.Base::state)
                .filter(state -> !state.isMissingNode());
        switch (update.path("op").asText()) {
            case "set":
                return Optional.of(data);
            case "merge":
                return update.has("base")
                        ? start.map(state -> Json.merge(state, data))
                        : Optional.of(Json.merge(held.state(), data));
            case "patch":
                try {
                    return start.isPresent() ? Optional.of(JsonPatch.apply(start.get(), data)) : start;
                } catch (JsonPatch.FailedException e) {
                    return Optional.empty();
                }
            default:
                return Optional.empty();
        }
    }

    private void merge(List<JsonNode> pages) {
        JsonNode epochs = pages.get(0).get("epochs");
        boolean complete = pages.stream().allMatch(page -> page.get("complete").booleanValue());
        epochs.properties().forEach(epoch -> {
            Stream stream = stream(epoch.getKey());
            stream.heardAtConnect = connects;
            stream.last = Math.max(stream.last, epoch.getValue().asLong());
            stream.covered = Math.max(stream.covered, epoch.getValue().asLong());
        });
        Set<String> listed = new HashSet<>();
        for (JsonNode page : pages) {
            for (JsonNode entry : page.get("entities")) {
                if (Shape.isNamed(entry)) {
                    listed.add(entry.get("entity").textValue());
                    take(entry, epochs);
                }
            }
        }
        if (complete) {
            entities.forEach((entity, held) -> {
                if (held.isShown() && !listed.contains(entity) && !leavesOut(epochs, held.source())) {
                    show(entity, true);
                    held.miss();
                }
            });
        }
        streams.forEach((epoch, stream) -> {
            if (epochs.has(epoch) ? epochs.get(epoch).asLong() >= stream.owed : !complete) {
                pay(stream);
            }
        });
    }

    private void take(JsonNode entry, JsonNode epochs) {
        String entity = entry.get("entity").textValue();
        JsonNode version = entry.get("version");
        JsonNode data = entry.path("data");
        Held held = held(entity);
        Held.Source source = Held.Source.UNKNOWN;
        if (entry.path("epoch").isTextual() && Shape.isCount(entry.path("rev"))) {
            String epoch = entry.get("epoch").textValue();
            long rev = entry.get("rev").asLong();
            source = new Held.Source(epoch, rev, epochs.path(epoch).asLong());
            Optional<Held.Base> base = held.base(epoch);
            if (base.isEmpty()
                    || rev > base.get().rev()
                    || rev == base.get().rev() && base.get().state().isMissingNode()) {
                held.base(new Held.Base(epoch, rev, data));
            }
        }
        boolean isNewer = isNewer(held, version, source, epochs);
        if (Shape.areItems(entry.path("items")) && (held.isList() || !held.isShown())) {
            show(entity, held.add(entry, source));
        } else if (isNewer) {
            return;
        } else if (Shape.areItems(entry.path("items"))) {
            held.end();
            show(entity, held.add(entry, source));
        } else if (entry.path("removed").booleanValue()) {
            show(entity, true);
            held.remove(entry, source);
        } else if (!data.isMissingNode()) {
            boolean isSame = held.compare(version) == VersionRule.SAME && Json.equal(held.state(), data);
            show(entity, !isSame);
            held.show(data, entry, source);
        }
    }

    private boolean isNewer(Held held, JsonNode version, Held.Source source, JsonNode epochs) {
        return switch (held.compare(version)) {
            case HIGHER -> false;
            case LOWER -> true;
            case SAME -> held.isRemoved();
            case UNRELATED ->
                !source.epoch().isEmpty() && source.epoch().equals(held.source().epoch())
                        ? held.source().rev() > source.rev()
                        : leavesOut(epochs, held.source());
        };
    }

    private boolean leavesOut(JsonNode epochs, Held.Source source) {
        if (source == Held.Source.UNKNOWN) {
            return false;
        }
        return epochs.has(source.epoch())
                ? epochs.get(source.epoch()).asLong() < source.seq()
                : stream(source.epoch()).heardAtConnect == connects;
    }

    private Held held(String entity) {
        return entities.computeIfAbsent(entity, e -> new Held());
    }

    /** Notes an entity before it changes. */
    private void show(String entity, boolean changes) {
        if (changes) {
            given.add(entity);
        }
    }

    /** What is shown, by entity. */
    Map<String, JsonNode> state() {
        Map<String, JsonNode> state = new LinkedHashMap<>();
        entities.forEach((entity, held) -> {
            if (held.isShown()) {
                state.put(entity, held.state());
            }
        });
        return state;
    }

    /** All of it as one page of a snapshot, in the order of names. */
    ObjectNode page(String lane) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.put("weir", 1).put("lane", lane).put("complete", true);
        ObjectNode epochs = page.putObject("epochs");
        streams.forEach((epoch, stream) -> epochs.put(epoch, stream.last));
        ArrayNode states = page.putArray("entities");
        new TreeMap<>(entities).forEach((entity, held) -> states.add(held.page(entity)));
        return page;
    }

    /** Ends a step: the entities that were given a new state or none. */
    Set<String> takeGiven() {
        Set<String> entitiesGiven = Set.copyOf(given);
        given.clear();
        return entitiesGiven;
    }
}
