package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.client.NodeScript;
import dev.weir.client.ReferenceClient;
import dev.weir.event.Origin;
import dev.weir.event.Scope;
import dev.weir.message.Envelope;
import dev.weir.message.JsonWriter;
import dev.weir.message.Operation;
import dev.weir.message.Outgoing;
import dev.weir.message.Version;
import dev.weir.message.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a state becomes, a client that applies the delta has exactly that. */
class DeltaTest {
    private static final int PAIRS = 5_000;
    private static final String LANE = "all";
    private static final String[] KEYS = {
        "a", "b", "c", "", "a.b", "a/b", "~", "~1", "__proto__", "constructor", "ä", "\uD83D\uDE00", "0", "-"
    };

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void aClientThatAppliesTheDeltaHasExactlyTheStateAfterIt() throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<Class<?>, Integer> seen = new HashMap<>();
        for (int i = 0; i < PAIRS; i++) {
            JsonNode before = object(random, 4);
            JsonNode after = next(random, before);
            Operation operation = Delta.between(1, Wire.bytes(before), after, Wire.bytes(after));
            seen.merge(operation.getClass(), 1, Integer::sum);

            ReferenceClient client = new ReferenceClient(List.of(LANE), false);
            client.connected();
            client.receive(batch(1, new Operation.Set(Wire.bytes(before))));
            client.receive(batch(2, operation));

            assertThat(Wire.bytes(client.state(LANE).get("x")).length)
                    .as("seed %d, pair %d: %s to %s by %s", seed, i, before, after, operation)
                    .isEqualTo(Wire.bytes(after).length);
            assertThat(SameJson.test(client.state(LANE).get("x"), json.readTree(Wire.bytes(after))))
                    .as("seed %d, pair %d: %s to %s by %s", seed, i, before, after, operation)
                    .isTrue();
        }
        assertThat(seen).as("all kinds are tried").hasSize(3);
    }

    @Test
    void weirClientShowsWhatJsonParseMakesOfTheStateAfterIt(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> cases = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            JsonNode before = object(random, 4);
            JsonNode after = next(random, before);
            String whole = text(Wire.bytes(after));
            Operation operation = Delta.between(1, Wire.bytes(before), after, Wire.bytes(after));
            ObjectNode one = json.createObjectNode().put("name", "seed " + seed + ", pair " + i);
            one.putArray("batches")
                    .add(text(envelope(1, new Operation.Set(Wire.bytes(before)))))
                    .add(text(envelope(2, operation)));
            cases.add(one.put("after", whole).toString());
        }

        List<String> printed = NodeScript.run("deltas.js", Files.write(folder.resolve("cases"), cases));

        assertThat(printed).as("seed %d", seed).containsExactly(PAIRS + " cases");
    }

    @ParameterizedTest(name = "{0} becomes {1} by {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":1}        | {\"a\":2,\"b\":1}          | {\"a\":2}",
                "{\"a\":1,\"b\":1}        | {\"b\":1}                  | {\"a\":null}",
                "{\"a\":{\"b\":1,\"c\":2}} | {\"a\":{\"b\":1}}          | {\"a\":{\"c\":null}}",
                "{\"a\":[1,2]}            | {\"a\":[1]}                | {\"a\":[1]}",
                "{\"a\":1}                | {\"a\":{\"b\":{}}}         | {\"a\":{\"b\":{}}}",
                "{\"a\":[null]}           | {\"a\":[null],\"b\":1}     | {\"b\":1}",
                "{\"a\":null}             | {\"a\":null,\"b\":1}       | {\"b\":1}",
                "{\"a\":null}             | {\"b\":[null]}             | {\"a\":null,\"b\":[null]}",
                "{}                       | {\"a\":null}               |",
                "{}                       | {\"a\":{\"b\":null}}       |",
                "{\"a\":1}                | {\"a\":{\"b\":null}}       |",
            })
    void aMergePatchIsMadeWhereOneIsExact(String before, String after, String patch) throws Exception {
        var made = MergePatch.between((ObjectNode) json.readTree(before), (ObjectNode) json.readTree(after));

        assertThat(made.map(JsonNode::toString).orElse(null)).isEqualTo(patch);
    }

    @ParameterizedTest(name = "{0} becomes {1} by {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":[1,\"}\"],\"c\":null} | {\"a\":12,\"b\":[1,\"}\"],\"c\":null} | {\"a\":12}",
                "{\"a\":{\"b\":1,\"c\":\"x\"},\"d\":{}} | {\"a\":{\"b\":1,\"c\":\"\\\"\"},\"d\":{}} | {\"a\":{\"c\":\"\\\"\"}}",
                "{\"a\":[[1],2],\"b\":true}  | {\"a\":0,\"b\":false}         | {\"a\":0,\"b\":false}",
                "{\"a\":{\"b\":1}}           | {\"a\":{\"b\":1}}             | {}",
                "{}                          | {}                            | {}",
                "{\"a\":1}                   | {\"a\":1,\"b\":2}             |",
                "{\"a\":1,\"b\":2}           | {\"a\":1}                     |",
                "{\"a\":1,\"b\":2}           | {\"b\":2,\"a\":1}             |",
                "{\"a\":1}                   | {}                            |",
                "{}                          | {\"a\":1}                     |",
                "{\"a\":1}                   | {\"a\":null}                  |",
                "{\"a\":1}                   | {\"a\":{\"b\":1}}             |",
                "{\"a\":[1]}                 | {\"a\":[2]}                   |",
            })
    void statesWithTheSameFieldsAreComparedAsTheyAreWritten(String before, String after, String patch) {
        byte[] made =
                TextMerge.between(before.getBytes(StandardCharsets.UTF_8), after.getBytes(StandardCharsets.UTF_8));

        assertThat(made == null ? null : text(made)).isEqualTo(patch);
    }

    @Test
    void whatIsFoundInTheTextIsWhatTheTreesHave() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < PAIRS; i++) {
            ObjectNode before = object(random, 4);
            ObjectNode after = (ObjectNode) changed(random, before);
            byte[] merge = TextMerge.between(Wire.bytes(before), Wire.bytes(after));
            if (merge != null) {
                found++;
                assertThat(text(merge))
                        .as("seed %d, pair %d: %s to %s", seed, i, before, after)
                        .isEqualTo(text(
                                Wire.bytes(MergePatch.between(before, after).orElseThrow())));
            }
        }
        assertThat(found).as("seed %d", seed).isGreaterThan(PAIRS / 20);
    }

    /** The examples of RFC 7396, appendix A. */
    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":\"b\"}              | {\"a\":\"c\"}                    | {\"a\":\"c\"}",
                "{\"a\":\"b\"}              | {\"b\":\"c\"}                    | {\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}              | {\"a\":null}                     | {}",
                "{\"a\":\"b\",\"b\":\"c\"}  | {\"a\":null}                     | {\"b\":\"c\"}",
                "{\"a\":[\"b\"]}            | {\"a\":\"c\"}                    | {\"a\":\"c\"}",
                "{\"a\":\"c\"}              | {\"a\":[\"b\"]}                  | {\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}}      | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]}    | {\"a\":[1]}                      | {\"a\":[1]}",
                "[\"a\",\"b\"]              | [\"c\",\"d\"]                    | [\"c\",\"d\"]",
                "{\"a\":\"b\"}              | [\"c\"]                          | [\"c\"]",
                "{\"a\":\"foo\"}            | null                             | null",
                "{\"a\":\"foo\"}            | \"bar\"                          | \"bar\"",
                "{\"e\":null}               | {\"a\":1}                        | {\"e\":null,\"a\":1}",
                "[1,2]                      | {\"a\":\"b\",\"c\":null}         | {\"a\":\"b\"}",
                "{}                         | {\"a\":{\"bb\":{\"ccc\":null}}}  | {\"a\":{\"bb\":{}}}",
            })
    void mergesAsTheRfcSays(String state, String patch, String result) throws Exception {
        assertThat(MergePatch.apply(json.readTree(state), json.readTree(patch)).toString())
                .isEqualTo(result);
    }

    @Test
    void aComposedPatchDoesWhatItsPartsDoOneAfterTheOther() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        int composed = 0;
        for (int i = 0; i < PAIRS; i++) {
            JsonNode state = object(random, 3);
            JsonNode first = object(random, 3);
            JsonNode second = object(random, 3);
            var both = MergePatch.compose(first, second);
            if (both.isPresent()) {
                composed++;
                assertThat(MergePatch.apply(state, both.get()))
                        .as("seed %d: %s by %s and %s", seed, state, first, second)
                        .isEqualTo(MergePatch.apply(MergePatch.apply(state, first), second));
            }
        }
        assertThat(composed).isGreaterThan(PAIRS / 10);
    }

    @Test
    void anIntegerThatWasReadBackIsTheSame() throws Exception {
        ObjectNode after = JsonNodeFactory.instance.objectNode().put("n", 1L).put("d", 0.5);

        assertThat(MergePatch.between((ObjectNode) json.readTree("{\"n\":1,\"d\":0.5}"), after))
                .hasValue(JsonNodeFactory.instance.objectNode());
    }

    @Test
    void whatIsNestedTooDeepOrTooLargeIsSentWhole() {
        ObjectNode deep = JsonNodeFactory.instance.objectNode();
        ObjectNode inner = deep;
        for (int i = 0; i < Delta.MAX_DEPTH; i++) {
            inner = inner.putObject("a");
        }
        ObjectNode large = JsonNodeFactory.instance.objectNode().put("a", "x".repeat(Delta.MAX_BYTES));
        byte[] small = Wire.bytes(JsonNodeFactory.instance.objectNode());

        assertThat(Delta.between(1, small, deep, Wire.bytes(deep))).isInstanceOf(Operation.Set.class);
        assertThat(Delta.between(1, small, large, Wire.bytes(large))).isInstanceOf(Operation.Set.class);
        assertThat(Delta.between(1, Wire.bytes(large), large.deepCopy().put("b", 1), Wire.bytes(large)))
                .isInstanceOf(Operation.Set.class);
    }

    @Test
    void ofManyKeysOnlyThoseAreNamedThatChange() throws Exception {
        ObjectNode before = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < 20_000; i++) {
            before.put("k" + i, i % 10);
        }
        ObjectNode after = before.deepCopy();
        after.remove("k1");
        after.put("k2", "new");
        ObjectNode million = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < 1_000_000; i++) {
            million.put("k" + i, i);
        }

        assertThat(Delta.between(7, Wire.bytes(before), after, Wire.bytes(after)))
                .isInstanceOfSatisfying(
                        Operation.Merge.class,
                        merge -> assertThat(text(merge.data())).isEqualTo("{\"k1\":null,\"k2\":\"new\"}"));
        assertThat(Delta.between(7, Wire.bytes(before), million, Wire.bytes(million)))
                .isInstanceOf(Operation.Set.class);
    }

    private JsonNode batch(long number, Operation operation) throws Exception {
        return json.readTree(envelope(number, operation));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static byte[] envelope(long number, Operation operation) {
        Envelope envelope = new Envelope(new JsonWriter(), LANE, "e", number, 10_000_000);
        Version version = Version.of(new Origin(new Scope("ci", "", "0"), number, Instant.EPOCH), 0);
        envelope.add(new Outgoing("x", number, version, Instant.EPOCH, operation, null));
        return envelope.toBytes();
    }

    /** Most often a state that has something in common with the one before. */
    private static JsonNode next(Random random, JsonNode before) {
        return random.nextInt(4) == 0 ? object(random, 4) : changed(random, before);
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        int fields = random.nextInt(6);
        for (int i = 0; i < fields; i++) {
            object.set(KEYS[random.nextInt(KEYS.length)], value(random, depth - 1));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0:
                return nodes.nullNode();
            case 1:
                return nodes.booleanNode(random.nextBoolean());
            case 2:
                return nodes.numberNode(random.nextInt(5));
            case 3:
                return nodes.numberNode(random.nextLong());
            case 4:
                return nodes.numberNode(random.nextInt(10) / 4.0);
            case 5:
                return nodes.textNode("text " + random.nextInt(3));
            case 6:
                return nodes.textNode(
                        "a longer text with \u0000, \u2028 and \uD83D\uDE00, and its end " + random.nextInt(3));
            case 7:
                var array = nodes.arrayNode();
                int size = random.nextInt(5);
                for (int i = 0; i < size; i++) {
                    array.add(value(random, depth - 1));
                }
                return array;
            default:
                return object(random, depth);
        }
    }

    private static JsonNode changed(Random random, JsonNode before) {
        JsonNode after = before.deepCopy();
        change(random, after);
        return after;
    }

    private static void change(Random random, JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String key : KEYS) {
                JsonNode inner = object.get(key);
                if (inner != null && inner.isContainerNode() && random.nextInt(3) > 0) {
                    change(random, inner);
                } else if (inner != null && random.nextInt(4) == 0) {
                    object.remove(key);
                } else if (random.nextInt(10) == 0) {
                    object.set(key, value(random, 2));
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = array.size() - 1; i >= 0; i--) {
                switch (random.nextInt(6)) {
                    case 0 -> array.remove(i);
                    case 1 -> array.insert(i, value(random, 2));
                    case 2 -> change(random, array.get(i));
                    default -> {}
                }
            }
        }
    }
}
