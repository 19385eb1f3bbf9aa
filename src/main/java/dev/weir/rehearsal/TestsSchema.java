package dev.weir.rehearsal;

import static dev.weir.yaml.JsonSchema.anything;
import static dev.weir.yaml.JsonSchema.duration;
import static dev.weir.yaml.JsonSchema.list;
import static dev.weir.yaml.JsonSchema.map;
import static dev.weir.yaml.JsonSchema.text;
import static dev.weir.yaml.JsonSchema.word;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.yaml.JsonSchema;
import java.util.List;
import java.util.Map;

/** The JSON Schema of test files, for editors; made of the very keys that the reader knows. */
public final class TestsSchema {
    private TestsSchema() {}

    /** The schema. */
    public static ObjectNode json() {
        ObjectNode test = JsonSchema.object(
                TestFileReader.TEST_KEYS,
                Map.of(
                        "name", text("What it shows."),
                        "events", list(event(), "What comes in, in order of time."),
                        "until", duration("How long to go on; left out: until all events are settled."),
                        "published",
                                list(update(), "What is published, in order within each lane; nothing else may be.")),
                List.of("name", "events", "published"));
        return JsonSchema.root(
                "Weir tests of rules",
                JsonSchema.object(
                        TestFileReader.KEYS,
                        Map.of(
                                "version", JsonSchema.number(1, "The version of the format."),
                                "origin", text("The source of events that name none: ci, or ci/PARTITION/SEQUENCE."),
                                "tests", list(test, "The tests.")),
                        List.of("version", "tests")));
    }

    private static ObjectNode event() {
        return JsonSchema.object(
                TestFileReader.EVENT_KEYS,
                Map.ofEntries(
                        Map.entry("at", duration("When it comes, from the start; left out: with the one above.")),
                        Map.entry("file", text("A JSON file with the event; what stands beside it is merged into it.")),
                        Map.entry("origin", text("Where it came from: ci, or ci/PARTITION/SEQUENCE.")),
                        Map.entry("type", text("The event's type.")),
                        Map.entry("source", text("The CloudEvents source.")),
                        Map.entry("subject", text("The CloudEvents subject.")),
                        Map.entry("id", text("The CloudEvents id.")),
                        Map.entry("time", text("The CloudEvents time.")),
                        Map.entry("properties", map(anything("A property."), "Application properties and extensions.")),
                        Map.entry("data", anything("The payload.")),
                        Map.entry(
                                "end",
                                word(
                                        "How it has to end.",
                                        TestFileReader.ENDS.keySet().stream()
                                                .sorted()
                                                .toArray(String[]::new))),
                        Map.entry("reason", text("Why it has to be dead-lettered: MissingTenant."))),
                List.of());
    }

    private static ObjectNode update() {
        return JsonSchema.object(
                TestFileReader.UPDATE_KEYS,
                Map.of(
                        "at", duration("When it leaves, from the start; left out: any time."),
                        "hub", text("The hub; left out: any."),
                        "to", text("The lane: group:NAME, user:NAME, connection:NAME or all."),
                        "entity", text("What it is about; left out: anything."),
                        "op", word("What it does; left out: anything.", TestFileReader.OPS.toArray(String[]::new)),
                        "data", anything("Its data; left out: any.")),
                List.of("to"));
    }
}
