package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference client does with the test vectors what they say. */
class WireVectorsTest {
    static final Path VECTORS = Path.of("src/test/resources/wire");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicContainer> vectors() throws IOException {
        List<DynamicContainer> files = new ArrayList<>();
        for (Path file : files()) {
            List<DynamicTest> tests = new ArrayList<>();
            for (JsonNode vector : JSON.readTree(file.toFile())) {
                tests.add(DynamicTest.dynamicTest(vector.get("name").textValue(), () -> run(vector)));
            }
            files.add(DynamicContainer.dynamicContainer(file.getFileName().toString(), tests));
        }
        return files.stream();
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(VECTORS)) {
            return files.sorted().toList();
        }
    }

    private static void run(JsonNode vector) {
        List<String> lanes = new ArrayList<>();
        vector.path("lanes").forEach(lane -> lanes.add(lane.textValue()));
        ReferenceClient client =
                new ReferenceClient(lanes, vector.path("snapshots").asBoolean(true));
        int number = 0;
        for (JsonNode step : vector.get("steps")) {
            number++;
            ReferenceClient.Step made = take(client, step);
            String what = "step " + number + ", " + step;
            assertThat(made.asks()).as("asks of " + what).isEqualTo(texts(step.path("asks")));
            assertThat(made.removed()).as("removed by " + what).isEqualTo(texts(step.path("removed")));
            assertStates("changed by " + what, made.changed(), members(step.path("changed")));
        }
        Set<String> named = new TreeSet<>(client.lanes());
        named.addAll(members(vector.get("state")).keySet());
        for (String lane : named) {
            assertStates(
                    "in the end, lane " + lane,
                    client.state(lane),
                    members(vector.get("state").path(lane)));
        }
    }

    private static ReferenceClient.Step take(ReferenceClient client, JsonNode step) {
        if (step.has("connect")) {
            return client.connected();
        }
        if (step.has("receive") && step.path("fromUserId").asText().isEmpty()) {
            return client.receive(step.get("receive"));
        }
        if (step.has("answer")) {
            List<JsonNode> pages = new ArrayList<>();
            step.get("answer").forEach(pages::add);
            return client.answered(pages.get(0).get("lane").textValue(), pages);
        }
        if (step.has("fail")) {
            return client.failed(step.get("fail").textValue());
        }
        if (step.has("later")) {
            return client.later();
        }
        assertThat(step.has("recover") || step.has("receive"))
                .as("a known step: " + step)
                .isTrue();
        return new ReferenceClient.Step(Set.of(), Map.of(), Set.of());
    }

    private static void assertStates(String what, Map<String, JsonNode> actual, Map<String, JsonNode> expected) {
        assertThat(actual.keySet()).as(what).isEqualTo(expected.keySet());
        expected.forEach((entity, state) -> assertThat(Json.equal(actual.get(entity), state))
                .as("%s, %s: expected %s, but was %s", what, entity, state, actual.get(entity))
                .isTrue());
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private static Map<String, JsonNode> members(JsonNode object) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }
}
