package dev.weir.source;

import static dev.weir.event.DeadLetter.Reason.INVALID_CLOUD_EVENT;
import static dev.weir.event.DeadLetter.Reason.INVALID_JSON;
import static dev.weir.event.DeadLetter.Reason.MISSING_TYPE;
import static dev.weir.event.DeadLetter.Reason.TOO_LARGE;
import static dev.weir.event.DeadLetter.Reason.TOO_MANY_EVENTS;
import static dev.weir.event.DeadLetter.Reason.UNSUPPORTED_CONTENT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.DeadLetter.Reason;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't become events, and what the dead letter says. */
class EventDecoderRefusalTest {
    private static final Origin ORIGIN = new Origin(new Scope("ci", "", "0"), 815, Instant.EPOCH);
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";

    private final EventDecoder decoder =
            new EventDecoder(new EventDecoder.Settings(1500, 3, List.of("type", "eventType")));

    static Stream<Arguments> notJson() {
        return Stream.of(
                row("white space", " \n ", "nothing but white space was found; expected a JSON value"),
                row(
                        "a word",
                        "hello",
                        "line 1, column 1: Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"),
                row(
                        "cut off",
                        "{\"a\":1,\n \"b\":",
                        "line 2, column 6: Unexpected end-of-input within/between Object entries"),
                row(
                        "an open object",
                        "{\"a\":[1,2",
                        "line 1, column 10: Unexpected end-of-input: expected close marker for Array (start marker at line 1, column 6)"),
                row(
                        "garbage after",
                        "{\"a\":1} x",
                        "line 1, column 9: Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"),
                row(
                        "a second value",
                        "{\"a\":1}\n{\"a\":2}",
                        "line 2, column 1: more was found after the JSON value; expected the end"),
                row(
                        "a comma too many",
                        "[1,]",
                        "line 1, column 4: Unexpected character (']' (code 93)): expected a value"),
                row("not a number", "[NaN]", "line 1, column 5: Non-standard token 'NaN'"),
                row(
                        "a long token",
                        "x".repeat(200),
                        "line 1, column 1: Unrecognized token 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"),
                row(
                        "deep",
                        "[".repeat(101) + "]".repeat(101),
                        "Document nesting depth (101) exceeds the maximum allowed (100)"),
                row("a long number", "1".repeat(301), "Number value length (301) exceeds the maximum allowed (300)"),
                row(
                        "a number beyond a double",
                        "{\"a\":[1e400]}",
                        "the number at '/a/0' is beyond the range of a double"),
                row("half a surrogate pair", "{\"a\":\"\\ud83d\"}", "the text at '/a' holds half of a surrogate pair"),
                row(
                        "half a surrogate pair in a name",
                        "{\"\\uDE86\":1}",
                        "line 1, column 9: Unexpected low surrogate in field name: 0xde86"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void notJson(String name, String body, String description) {
        assertThat(decode("application/json", body))
                .isEqualTo(refused(INVALID_JSON, "the body is not valid JSON: " + description));
    }

    @Test
    void wantsABody() {
        assertThat(decode("application/json", "")).isEqualTo(refused(INVALID_JSON, "the body is empty; expected JSON"));
    }

    static Stream<Arguments> notUtf8() {
        return Stream.of(
                Arguments.of(
                        "Latin 1", "{\"a\":\"Zürich\"}".getBytes(ISO_8859_1), "byte 0xFC at offset 7 is not UTF-8"),
                Arguments.of(
                        "overlong",
                        new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'},
                        "byte 0xC0 at offset 1 is not UTF-8"),
                Arguments.of(
                        "an encoded surrogate",
                        new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
                        "byte 0xED at offset 1 is not UTF-8"),
                Arguments.of(
                        "cut off in a character", new byte[] {'"', (byte) 0xC3}, "byte 0xC3 at offset 1 is not UTF-8"),
                Arguments.of(
                        "UTF-16",
                        "{\"a\":1}".getBytes(UTF_16LE),
                        "line 1, column 3: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between tokens"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void notUtf8(String name, byte[] body, String fault) {
        assertThat(decoder.decode(ORIGIN, new RawMessage(body, "", "t", "", Map.of())))
                .isEqualTo(refused(INVALID_JSON, "the body is not valid JSON: " + fault));
    }

    static Stream<Arguments> notACloudEvent() {
        return Stream.of(
                Arguments.of("[]", INVALID_CLOUD_EVENT, "a CloudEvent must be an object, but is an array"),
                Arguments.of(
                        "{'id':'1','source':'/','type':'t'}",
                        INVALID_CLOUD_EVENT,
                        "CloudEvents attribute 'specversion' is missing or empty; every CloudEvent must have it"),
                Arguments.of(
                        "{'specversion':'0.3','id':'1','source':'/','type':'t'}",
                        INVALID_CLOUD_EVENT,
                        "CloudEvents attribute 'specversion' must be '1.0', but is '0.3'"),
                Arguments.of(
                        "{'specversion':1.0,'id':'1','source':'/','type':'t'}",
                        INVALID_CLOUD_EVENT,
                        "CloudEvents attribute 'specversion' must be text, but is the number 1.0"),
                Arguments.of(
                        "{'specversion':'1.0','source':'/','type':'t'}",
                        INVALID_CLOUD_EVENT,
                        "CloudEvents attribute 'id' is missing or empty; every CloudEvent must have it"),
                Arguments.of(
                        "{'specversion':'1.0','id':17,'source':'/','type':'t'}",
                        INVALID_CLOUD_EVENT,
                        "CloudEvents attribute 'id' must be text, but is the number 17"),
                Arguments.of(
                        "{'specversion':'1.0','id':'1','source':'','type':'t'}",
                        INVALID_CLOUD_EVENT,
                        "CloudEvents attribute 'source' is missing or empty; every CloudEvent must have it"),
                Arguments.of(
                        "{'specversion':'1.0','id':'1','source':'/'}",
                        MISSING_TYPE,
                        "CloudEvents attribute 'type' is missing; expected the event's type"),
                Arguments.of(
                        "{'specversion':'1.0','id':'1','source':'/','type':true}",
                        INVALID_CLOUD_EVENT,
                        "CloudEvents attribute 'type' must be text, but is the boolean true"),
                Arguments.of(
                        "{'specversion':'1.0','id':'1','source':'/','type':'t','ext':{}}",
                        INVALID_CLOUD_EVENT,
                        "CloudEvents attribute 'ext' must be text, a number or a boolean, but is an object"),
                Arguments.of(
                        "{'specversion':'1.0','id':'1','source':'/','type':'t','data':1,'data_base64':'MQ=='}",
                        INVALID_CLOUD_EVENT,
                        "a CloudEvent must have 'data' or 'data_base64', but has both"),
                Arguments.of(
                        "{'specversion':'1.0','id':'1','source':'/','type':'t','data_base64':1}",
                        INVALID_CLOUD_EVENT,
                        "'data_base64' must be text, but is a number"),
                Arguments.of(
                        "{'specversion':'1.0','id':'1','source':'/','type':'t','data_base64':'*'}",
                        INVALID_CLOUD_EVENT,
                        "'data_base64' is not base64: '*'"),
                Arguments.of(
                        "{'specversion':'1.0','id':'1','source':'/','type':'t','data_base64':'PGEvPg=='}",
                        INVALID_JSON,
                        "'data_base64' is not valid JSON: line 1, column 1: Unexpected character ('<' (code 60)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"),
                Arguments.of(
                        "{'specversion':'1.0','id':'1','source':'/','type':'t','datacontenttype':'image/png','data_base64':'MQ=='}",
                        UNSUPPORTED_CONTENT,
                        "'data_base64' holds 'image/png', which is not supported; expected JSON in UTF-8"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void notACloudEvent(String body, Reason reason, String description) {
        assertThat(decode(STRUCTURED, body.replace('\'', '"'))).isEqualTo(refused(reason, description));
    }

    @Test
    void namesTheEventOfABatch() {
        String good = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/\",\"type\":\"t\"}";

        assertThat(decode(BATCHED, "[" + good + ",5]"))
                .isEqualTo(
                        refused(INVALID_CLOUD_EVENT, "event 2 of 2: a CloudEvent must be an object, but is a number"));
    }

    @Test
    void wantsABatchToBeAnArray() {
        assertThat(decode(BATCHED, "{}"))
                .isEqualTo(refused(INVALID_CLOUD_EVENT, "a batch of CloudEvents must be an array, but is an object"));
    }

    @Test
    void namesThePropertyThatABinaryCloudEventLacks() {
        Map<String, Object> properties = Map.of("ce-specversion", "1.0", "ce-source", "/", "ce-type", "t");

        assertThat(decoder.decode(ORIGIN, new RawMessage("1".getBytes(UTF_8), "", "", "m", properties)))
                .isEqualTo(refused(
                        INVALID_CLOUD_EVENT,
                        "CloudEvents attribute 'ce-id' is missing or empty; every CloudEvent must have it"));
    }

    @Test
    void takesOneRequiredAttributeForTheIntentOfACloudEvent() {
        assertThat(decoder.decode(
                        ORIGIN, new RawMessage("1".getBytes(UTF_8), "", "label", "m", Map.of("cloudEvents:type", "t"))))
                .isEqualTo(refused(
                        INVALID_CLOUD_EVENT,
                        "CloudEvents attribute 'cloudEvents:specversion' is missing or empty; every CloudEvent must have"
                                + " it"));
    }

    static Stream<Arguments> unsupported() {
        return Stream.of(
                Arguments.of("application/xml", "'application/xml'"),
                Arguments.of("avro/binary", "'avro/binary'"),
                Arguments.of("application/cloudevents+avro", "'application/cloudevents+avro'"),
                Arguments.of("application/json; charset=utf-16", "'application/json; charset=utf-16'"),
                Arguments.of("x".repeat(61) + "\n", "'" + "x".repeat(60) + "…'"),
                Arguments.of("a\u202e\nb", "'a??b'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void unsupported(String contentType, String quoted) {
        assertThat(decode(contentType, "{}"))
                .isEqualTo(refused(
                        UNSUPPORTED_CONTENT,
                        "the content type " + quoted
                                + " is not supported; expected JSON in UTF-8: application/json, text/json, a type that"
                                + " ends in +json, text/plain, application/octet-stream, or none"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"{\"type\":\"t\"}", "17", "[1]"})
    void wantsATypeOfPlainJson(String body) {
        RawMessage message = new RawMessage(body.getBytes(UTF_8), "", "", "m", Map.of("kind", "t", "type", ""));

        assertThat(decoder.decode(ORIGIN, message))
                .isEqualTo(refused(
                        MISSING_TYPE,
                        "the event has no type; expected it in the message's subject or in one of the application"
                                + " properties [type, eventType]"));
    }

    @Test
    void refusesALargeBodyWithoutLookingIntoIt() {
        assertThat(decode("application/xml", "x".repeat(1501)))
                .isEqualTo(refused(TOO_LARGE, "the body has 1,501 bytes; at most 1,500 are taken"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"application/json", BATCHED})
    void refusesTooManyEvents(String contentType) {
        assertThat(decode(contentType, "[1,2,3,4]"))
                .isEqualTo(refused(TOO_MANY_EVENTS, "the body holds 4 events; at most 3 are taken"));
    }

    @Test
    void neverThrowsWhateverTheBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] sample =
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/\",\"type\":\"t\",\"data\":[1e3,\"\\ud83d\\ude86é\"]}"
                        .getBytes(UTF_8);

        for (int i = 0; i < 20_000; i++) {
            byte[] body = sample.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            assertThat(decoder.decode(ORIGIN, new RawMessage(body, STRUCTURED, "", "", Map.of())))
                    .as("seed %d, round %d", seed, i)
                    .satisfies(decoded -> {
                        if (decoded instanceof Decoded.Undecodable undecodable) {
                            assertThat(undecodable.description()).hasSizeLessThan(400);
                        }
                    });
        }
    }

    private Decoded decode(String contentType, String body) {
        return decoder.decode(ORIGIN, new RawMessage(body.getBytes(UTF_8), contentType, "t", "m", Map.of()));
    }

    private static Decoded refused(Reason reason, String description) {
        return new Decoded.Undecodable(reason, description);
    }

    private static Arguments row(String name, String body, String description) {
        return Arguments.of(name, body, description);
    }
}
