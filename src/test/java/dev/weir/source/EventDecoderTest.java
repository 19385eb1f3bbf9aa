package dev.weir.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes an event, and which. What does not is in {@link EventDecoderRefusalTest}. */
class EventDecoderTest {
    private static final Origin ORIGIN =
            new Origin(new Scope("ci", "", "0"), 815, Instant.parse("2026-11-23T10:00:00Z"));
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";

    private final EventDecoder decoder = new EventDecoder(EventDecoder.Settings.DEFAULT);

    @Test
    void readsAStructuredCloudEvent() throws IOException {
        byte[] body = resource("/events/github-workflow-job.json");

        Event event = one(new RawMessage(body, STRUCTURED + "; charset=utf-8", "label", "m-1", Map.of("region", "eu")));

        assertThat(event.origin()).isSameAs(ORIGIN);
        assertThat(event.index()).isZero();
        assertThat(event.id()).isEqualTo("9c2f7a10-ce2f-11eb-9d0b-2f6d8f1f9a55");
        assertThat(event.type()).isEqualTo("com.github.workflow_job.in_progress");
        assertThat(event.source()).isEqualTo("https://github.com/octo-org/example-workflow");
        assertThat(event.subject()).isEqualTo("2832853555");
        assertThat(event.time()).isEqualTo("2021-06-15T19:22:27Z");
        assertThat(event.properties()).containsOnly(Map.entry("region", "eu"), Map.entry("githubdelivery", "9c2f7a10"));
        assertThat(event.data().at("/workflow_job/id").longValue()).isEqualTo(2832853555L);
        assertThat(event.data().at("/workflow_job/conclusion").isNull()).isTrue();
    }

    @Test
    void readsDataInBase64() {
        String data = Base64.getEncoder().encodeToString("{\"a\":1}".getBytes(UTF_8));

        Event event = one(message(STRUCTURED, cloudEvent("\"data_base64\":\"" + data + "\"")));

        assertThat(event.data().toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void keepsTextDataOfAnotherTypeAsText() {
        Event event = one(message(STRUCTURED, cloudEvent("\"datacontenttype\":\"text/xml\",\"data\":\"<a/>\"")));

        assertThat(event.data().textValue()).isEqualTo("<a/>");
    }

    @Test
    void takesACloudEventWithoutDataAsNull() {
        assertThat(one(message(STRUCTURED, cloudEvent("\"subject\":null"))).data())
                .isEqualTo(NullNode.getInstance());
    }

    @Test
    void keepsExtensionsAndTheDataSchemaAsProperties() {
        Event event = one(message(
                STRUCTURED,
                cloudEvent("\"dataschema\":\"/s/1\",\"attempt\":3,\"ratio\":0.5,\"urgent\":true,\"none\":null")));

        assertThat(event.properties())
                .containsOnly(
                        Map.entry("dataschema", "/s/1"),
                        Map.entry("attempt", 3L),
                        Map.entry("ratio", 0.5),
                        Map.entry("urgent", true));
    }

    @Test
    void prefersAnExtensionToAnApplicationProperty() {
        Event event = one(new RawMessage(
                cloudEvent("\"region\":\"eu\"").getBytes(UTF_8), STRUCTURED, "", "", Map.of("region", "us")));

        assertThat(event.properties()).containsOnly(Map.entry("region", "eu"));
    }

    @Test
    void readsABatchInItsOrder() {
        String batch = "[" + cloudEvent("\"data\":1") + "," + cloudEvent("\"data\":2") + "]";

        List<Event> events = events(message(BATCHED, batch));

        assertThat(events).extracting(Event::index).containsExactly(0, 1);
        assertThat(events).extracting(event -> event.data().intValue()).containsExactly(1, 2);
        assertThat(events).extracting(Event::id).containsExactly("e1", "e1");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"cloudEvents:", "cloudEvents_", "ce-"})
    void readsABinaryCloudEvent(String prefix) {
        Map<String, Object> properties = Map.of(
                prefix + "specversion",
                "1.0",
                prefix + "id",
                UUID.fromString("00000000-0000-0000-0000-000000000001"),
                prefix + "source",
                "/ci",
                prefix + "type",
                "build.finished",
                prefix + "time",
                new Date(0),
                prefix + "tenant",
                "acme",
                "region",
                "eu");

        Event event = one(new RawMessage("{\"a\":1}".getBytes(UTF_8), "application/json", "label", "m", properties));

        assertThat(event.id()).isEqualTo("00000000-0000-0000-0000-000000000001");
        assertThat(event.source()).isEqualTo("/ci");
        assertThat(event.type()).isEqualTo("build.finished");
        assertThat(event.time()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(event.properties()).containsOnly(Map.entry("tenant", "acme"), Map.entry("region", "eu"));
        assertThat(event.data().toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void takesABinaryCloudEventWithoutBodyWhateverItsContentType() {
        Map<String, Object> properties =
                Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/ci", "ce-type", "ping");

        Event event = one(new RawMessage(new byte[0], "application/xml", "", "", properties));

        assertThat(event.data()).isEqualTo(NullNode.getInstance());
    }

    @Test
    void readsPlainJsonWithItsTypeFromTheSubject() {
        Event event = one(new RawMessage(
                "{\"a\":1}".getBytes(UTF_8), "application/json", "build.finished", "m-1", Map.of("type", "other")));

        assertThat(event.type()).isEqualTo("build.finished");
        assertThat(event.id()).isEqualTo("m-1");
        assertThat(event.source()).isEmpty();
        assertThat(event.subject()).isEmpty();
        assertThat(event.time()).isEmpty();
        assertThat(event.properties()).containsOnly(Map.entry("type", "other"));
    }

    @Test
    void takesTheTypeOfPlainJsonFromTheFirstPropertyThatHoldsText() {
        RawMessage message =
                new RawMessage("1".getBytes(UTF_8), "", "", "", Map.of("type", 5, "eventType", "build.finished"));

        assertThat(one(message).type()).isEqualTo("build.finished");
    }

    @Test
    void takesAnArrayAsSeveralEvents() {
        List<Event> events = events(message("application/json", "[{\"a\":1},[2],null]"));

        assertThat(events).extracting(Event::id).containsExactly("m-1#0", "m-1#1", "m-1#2");
        assertThat(events).extracting(Event::index).containsExactly(0, 1, 2);
        assertThat(events).extracting(event -> event.data().toString()).containsExactly("{\"a\":1}", "[2]", "null");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"application/json", BATCHED})
    void takesAnEmptyArrayAsNoEvents(String contentType) {
        assertThat(events(new RawMessage("[]".getBytes(UTF_8), contentType, "", "", Map.of())))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"\"text\"", "17", "1.5", "true", "null"})
    void takesAScalarAsAnEventWithThatData(String body) {
        assertThat(one(message("application/json", body)).data().toString()).isEqualTo(body);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                "application/json",
                "text/json",
                "application/json;charset=utf-8",
                "Application/JSON; Charset=\"UTF-8\"",
                "application/vnd.acme.build+json",
                "text/plain",
                "text/plain; format=flowed",
                "application/octet-stream",
                "application/json;charset=us-ascii"
            })
    void triesAsJson(String contentType) {
        assertThat(one(message(contentType, "{\"a\":1}")).data().toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void skipsAByteOrderMarkAndTakesTheLastOfDuplicates() {
        assertThat(one(message("", "\uFEFF{\"a\":1,\"a\":\"Zürich 🚆 \\ud83d\\ude86\"}"))
                        .data()
                        .get("a")
                        .textValue())
                .isEqualTo("Zürich 🚆 🚆");
    }

    @Test
    void keepsIntegersExactAndDecimalsAsDoubles() {
        Event event = one(message("", "[[9223372036854775807,9223372036854775808,52.520008,1e3]]"));

        assertThat(event.data().get(0).longValue()).isEqualTo(Long.MAX_VALUE);
        assertThat(event.data().get(1).bigIntegerValue()).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(event.data().get(2).doubleValue()).isEqualTo(52.520008);
        assertThat(event.data().get(2).isDouble()).isTrue();
        assertThat(event.data().get(3).doubleValue()).isEqualTo(1000.0);
    }

    @Test
    void keepsTextNumbersAndBooleansOfPropertiesAndTurnsTheRestIntoText() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("text", "a");
        properties.put("int", 1);
        properties.put("byte", (byte) 2);
        properties.put("big", new BigInteger("9223372036854775808"));
        properties.put("double", 1.5);
        properties.put("infinite", Double.POSITIVE_INFINITY);
        properties.put("boolean", false);
        properties.put("date", new Date(0));
        properties.put("time", OffsetDateTime.parse("2026-11-23T11:00:00+01:00"));
        properties.put("uuid", UUID.fromString("00000000-0000-0000-0000-000000000001"));
        properties.put("char", 'x');
        properties.put("bytes", new byte[] {1, 2});
        properties.put("null", null);

        Event event = one(new RawMessage("1".getBytes(UTF_8), "", "t", "", properties));

        assertThat(event.properties())
                .containsOnly(
                        Map.entry("text", "a"),
                        Map.entry("int", 1L),
                        Map.entry("byte", 2L),
                        Map.entry("big", 9.223372036854775808e18),
                        Map.entry("double", 1.5),
                        Map.entry("infinite", "Infinity"),
                        Map.entry("boolean", false),
                        Map.entry("date", "1970-01-01T00:00:00Z"),
                        Map.entry("time", "2026-11-23T10:00:00Z"),
                        Map.entry("uuid", "00000000-0000-0000-0000-000000000001"),
                        Map.entry("char", "x"),
                        Map.entry("bytes", "AQI="));
        assertThatThrownBy(() -> event.properties().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void takesABodyOfExactlyTheLimit() {
        EventDecoder small = new EventDecoder(new EventDecoder.Settings(4, 1, List.of()));

        assertThat(small.decode(ORIGIN, message("", "1234"))).isInstanceOf(Decoded.Events.class);
    }

    private Event one(RawMessage message) {
        List<Event> events = events(message);
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private List<Event> events(RawMessage message) {
        Decoded decoded = decoder.decode(ORIGIN, message);
        assertThat(decoded).isInstanceOf(Decoded.Events.class);
        return ((Decoded.Events) decoded).events();
    }

    private static RawMessage message(String contentType, String body) {
        return new RawMessage(body.getBytes(StandardCharsets.UTF_8), contentType, "some.type", "m-1", Map.of());
    }

    private static String cloudEvent(String members) {
        return "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"/ci\",\"type\":\"build.finished\"," + members + "}";
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = EventDecoderTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
