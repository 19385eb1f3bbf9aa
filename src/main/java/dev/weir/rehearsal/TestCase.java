package dev.weir.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.End;
import dev.weir.yaml.Place;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Events that come in, and what has to come of them.
 *
 * @param name what it shows
 * @param place where it stands
 * @param events in order of their time
 * @param until how long to go on; absent until all events are settled
 * @param published what has to be published, in order within each lane; nothing else may be
 */
public record TestCase(
        String name, Place place, List<Given> events, Optional<Duration> until, List<Expected> published) {
    public TestCase {
        events = List.copyOf(events);
        published = List.copyOf(published);
    }

    /**
     * An event that comes in.
     *
     * @param place where it stands
     * @param at when it comes, from the start of the test
     * @param end how it has to end, where that is said; an event that is dead-lettered and doesn't say so fails the test
     * @param reason why it has to be dead-lettered; empty for any reason
     */
    public record Given(Place place, Duration at, RecordedEvent event, Optional<End> end, String reason) {}

    /**
     * An update that has to be published.
     *
     * @param place where it stands
     * @param at when it has to be, from the start of the test; absent for any time
     * @param hub empty for any hub
     * @param to the lane, {@code group:tenant:acme}
     * @param entity empty for any entity
     * @param op {@code set}, {@code merge}, {@code patch}, {@code add}, {@code remove}; empty for any
     * @param data absent for any
     */
    public record Expected(
            Place place,
            Optional<Duration> at,
            String hub,
            String to,
            String entity,
            String op,
            Optional<JsonNode> data) {

        boolean matches(PublishedUpdate update) {
            return to.equals(update.to())
                    && (hub.isEmpty() || hub.equals(update.hub()))
                    && (entity.isEmpty() || entity.equals(update.entity()))
                    && (op.isEmpty() || op.equals(update.op()))
                    && (at.isEmpty() || at.get().equals(update.at()))
                    && (data.isEmpty() || YamlJson.same(data.get(), update.data()));
        }
    }
}
