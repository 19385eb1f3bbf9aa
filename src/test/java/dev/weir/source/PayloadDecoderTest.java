package dev.weir.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.DeadLetter.Reason;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Media types that the bridge does not know itself, read by a decoder that stands on the class path. */
class PayloadDecoderTest {
    private static final Origin ORIGIN = new Origin(new Scope("ci", "", "0"), 815, Instant.EPOCH);
    private static final byte[] BODY =
            ByteBuffer.allocate(Double.BYTES).putDouble(21.5).array();

    private final EventDecoder decoder = new EventDecoder(
            EventDecoder.Settings.DEFAULT,
            ServiceLoader.load(PayloadDecoder.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList());

    @Test
    void readsAPlainEvent() {
        Event event = one(new RawMessage(BODY, "Application/X-Sensor; v=1", "measured", "m", Map.of("room", "a")));

        assertThat(event.type()).isEqualTo("measured");
        assertThat(event.properties()).containsOnly(Map.entry("room", "a"));
        assertThat(event.data().doubleValue()).isEqualTo(21.5);
    }

    @Test
    void readsTheDataOfABinaryCloudEvent() {
        Event event = one(new RawMessage(
                BODY,
                SensorDecoder.TYPE,
                "",
                "",
                Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/s", "ce-type", "measured")));

        assertThat(event.type()).isEqualTo("measured");
        assertThat(event.data().doubleValue()).isEqualTo(21.5);
    }

    @Test
    void readsTheBase64DataOfAStructuredCloudEvent() {
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"measured\",\"datacontenttype\":\""
                        + SensorDecoder.TYPE + "\",\"data_base64\":\""
                        + Base64.getEncoder().encodeToString(BODY) + "\"}";

        assertThat(one(new RawMessage(event.getBytes(UTF_8), "application/cloudevents+json", "", "", Map.of()))
                        .data()
                        .doubleValue())
                .isEqualTo(21.5);
    }

    @Test
    void leavesJsonToTheBridge() {
        assertThat(one(new RawMessage("[7]".getBytes(UTF_8), "application/json", "t", "", Map.of()))
                        .data()
                        .intValue())
                .isEqualTo(7);
    }

    @Test
    void putsTheDecodersWordsIntoTheDeadLetter() {
        assertThat(decoder.decode(ORIGIN, new RawMessage(new byte[3], SensorDecoder.TYPE, "t", "", Map.of())))
                .isEqualTo(new Decoded.Undecodable(
                        Reason.INVALID_PAYLOAD,
                        "the body is not valid 'application/x-sensor': expected 8 bytes, but there are 3"));
    }

    @Test
    void survivesADecoderThatThrows() {
        assertThat(decoder.decode(ORIGIN, new RawMessage(BODY, SensorDecoder.TYPE, "t", "", Map.of("broken", true))))
                .isEqualTo(new Decoded.Undecodable(
                        Reason.INVALID_PAYLOAD,
                        "the body is not valid 'application/x-sensor': SensorDecoder failed:"
                                + " java.lang.IllegalStateException: no calibration"));
    }

    @Test
    void refusesTheTypeWhereNoDecoderClaimsIt() {
        Decoded decoded = new EventDecoder(EventDecoder.Settings.DEFAULT)
                .decode(ORIGIN, new RawMessage(BODY, SensorDecoder.TYPE, "t", "", Map.of()));

        assertThat(((Decoded.Undecodable) decoded).reason()).isEqualTo(Reason.UNSUPPORTED_CONTENT);
        assertThat(((Decoded.Undecodable) decoded).description())
                .startsWith("the content type 'application/x-sensor' is not supported");
    }

    private Event one(RawMessage message) {
        Decoded decoded = decoder.decode(ORIGIN, message);
        assertThat(decoded).isInstanceOf(Decoded.Events.class);
        List<Event> events = ((Decoded.Events) decoded).events();
        assertThat(events).hasSize(1);
        return events.get(0);
    }
}
