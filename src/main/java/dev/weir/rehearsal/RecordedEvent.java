package dev.weir.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.event.Scope;
import java.time.Instant;
import java.util.Map;

/**
 * An event as a file holds it.
 *
 * @param at when the broker took it; {@link Instant#MIN} where the file doesn't say
 * @param origin {@code SOURCE[/PARTITION[/SEQUENCE]]}, as dead letters carry it; empty where the file doesn't say
 * @param id the CloudEvents id, or empty
 * @param type never empty
 * @param source the CloudEvents source, or empty
 * @param subject the CloudEvents subject, or empty
 * @param time the CloudEvents time, or empty
 * @param properties application properties and CloudEvents extensions
 * @param data the payload
 */
public record RecordedEvent(
        Instant at,
        String origin,
        String id,
        String type,
        String source,
        String subject,
        String time,
        Map<String, Object> properties,
        JsonNode data) {

    /** Whether the file says when it came. */
    public boolean isTimed() {
        return !at.equals(Instant.MIN);
    }

    /** The configured source that it came from; empty where the file doesn't say. */
    public String sourceName() {
        return part(0, "");
    }

    /**
     * The event as rules see it.
     *
     * @param sourceName the source where the file names none
     * @param sequence the sequence number where the file names none
     * @param enqueuedAt when the broker took it
     */
    Event toEvent(String sourceName, long sequence, Instant enqueuedAt) {
        String number = part(2, "");
        Scope scope = new Scope(part(0, sourceName), "", part(1, "0"));
        long order = number.isEmpty() ? sequence : Long.parseLong(number);
        return new Event(new Origin(scope, order, enqueuedAt), 0, id, type, source, subject, time, properties, data);
    }

    private String part(int index, String orElse) {
        String[] parts = origin.split("/", 3);
        return index < parts.length && !parts[index].isEmpty() ? parts[index] : orElse;
    }
}
