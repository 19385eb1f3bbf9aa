package dev.weir.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Traces for simulations: what the demo's feeds send, a recorded event a line. The same whenever it is made. */
public final class DemoTrace {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private DemoTrace() {}

    /** Writes so many events of builds and vehicles, and gives the time that they take. */
    public static Duration write(Path file, int events) throws IOException {
        CiFeed ci = new CiFeed(Organization.ALL, START, 42);
        FleetFeed fleet = new FleetFeed(Organization.ALL, START, 42);
        Instant now = START;
        int written = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            while (written < events) {
                now = now.plus(Feed.STEP);
                written += write(out, "ci", ci.advance(Feed.STEP), now, events - written);
                written += write(out, "fleet", fleet.advance(Feed.STEP), now, events - written);
            }
        }
        return Duration.between(START, now);
    }

    private static int write(BufferedWriter out, String source, List<FeedMessage> messages, Instant now, int most)
            throws IOException {
        int count = Math.min(most, messages.size());
        for (int i = 0; i < count; i++) {
            // The feeds move in steps of 100 ms; events of one step are spread over it, as a broker would get them.
            Instant at = now.plusNanos(Feed.STEP.toNanos() * i / messages.size());
            out.write(JSON.writeValueAsString(event(source, messages.get(i), at)));
            out.newLine();
        }
        return count;
    }

    private static ObjectNode event(String source, FeedMessage message, Instant at) throws IOException {
        JsonNode body = JSON.readTree(message.body());
        ObjectNode event = JSON.createObjectNode().put("at", at.toString()).put("origin", source);
        if (message.subject().isEmpty()) {
            for (String field : List.of("type", "source", "id", "subject", "time", "data")) {
                if (body.has(field)) {
                    event.set(field, body.get(field));
                }
            }
        } else {
            event.put("type", message.subject()).put("id", message.id()).set("data", body);
        }
        return event;
    }
}
