package dev.weir.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.DeadLetter.Reason;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that were encoded after they were written. */
class ContentEncodingTest {
    private static final Origin ORIGIN = new Origin(new Scope("ci", "", "0"), 815, Instant.EPOCH);
    private static final int MAX_BYTES = 2_000;

    private final EventDecoder decoder = new EventDecoder(new EventDecoder.Settings(MAX_BYTES, 10, List.of("type")));

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"gzip", "GZIP", " x-gzip "})
    void inflates(String encoding) {
        assertThat(data(message(encoding, gzip("{\"a\":1}".getBytes(UTF_8))))).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"", "identity", "UTF-8", "utf8", "us-ascii"})
    void takesTheBodyAsItIs(String encoding) {
        assertThat(data(message(encoding, "{\"a\":1}".getBytes(UTF_8)))).isEqualTo("{\"a\":1}");
    }

    @Test
    void findsTheEncodingInAPropertyOfASenderOverHttp() {
        RawMessage message = new RawMessage(
                gzip("[1]".getBytes(UTF_8)), "application/json", "t", "", Map.of("Content-Encoding", "gzip"));

        assertThat(data(message)).isEqualTo("1");
    }

    @Test
    void inflatesACloudEvent() {
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":{\"a\":1}}";
        RawMessage message =
                new RawMessage(gzip(event.getBytes(UTF_8)), "application/cloudevents+json", "gzip", "", "", Map.of());

        assertThat(data(message)).isEqualTo("{\"a\":1}");
    }

    @Test
    void takesAsManyBytesAsMayBe() {
        byte[] longest = text(MAX_BYTES);

        assertThat(data(message("gzip", gzip(longest)))).hasSize(MAX_BYTES);
    }

    @Test
    void stopsInflatingAtTheBound() {
        assertThat(refusal(message("gzip", gzip(text(MAX_BYTES + 1)))))
                .isEqualTo(new Decoded.Undecodable(
                        Reason.TOO_LARGE,
                        "the body of " + gzip(text(MAX_BYTES + 1)).length
                                + " bytes in gzip inflates to more than the 2,000 that are taken"));
    }

    @Test
    void aBombIsRefusedWithoutBeingInflated() {
        // A thousand times its size: inflated whole, a bomb of a few megabytes would not fit into the memory.
        byte[] bomb = gzip(new byte[1_500_000]);
        assertThat(bomb).hasSizeLessThan(MAX_BYTES);

        assertThat(((Decoded.Undecodable) refusal(message("gzip", bomb))).reason())
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void boundsWhatIsEncodedToo() {
        assertThat(refusal(message("gzip", new byte[MAX_BYTES + 1])))
                .isEqualTo(
                        new Decoded.Undecodable(Reason.TOO_LARGE, "the body has 2,001 bytes; at most 2,000 are taken"));
    }

    @Test
    void saysThatABodyIsNotGzip() {
        assertThat(refusal(message("gzip", "{\"a\":1}".getBytes(UTF_8))))
                .isEqualTo(new Decoded.Undecodable(
                        Reason.INVALID_ENCODING,
                        "the body is not gzip, as its content encoding says: Not in GZIP format"));
    }

    @Test
    void saysThatABodyIsCutOff() {
        byte[] whole = gzip(text(500));

        assertThat(((Decoded.Undecodable) refusal(message("gzip", Arrays.copyOf(whole, whole.length / 2)))).reason())
                .isEqualTo(Reason.INVALID_ENCODING);
    }

    @Test
    void namesAnEncodingThatItDoesNotKnow() {
        assertThat(refusal(message("br", new byte[1])))
                .isEqualTo(new Decoded.Undecodable(
                        Reason.UNSUPPORTED_CONTENT,
                        "the content encoding 'br' is not supported; expected gzip, utf-8, identity, or none"));
    }

    private static RawMessage message(String encoding, byte[] body) {
        return new RawMessage(body, "application/json", encoding, "t", "", Map.of());
    }

    private String data(RawMessage message) {
        Decoded decoded = decoder.decode(ORIGIN, message);
        assertThat(decoded).isInstanceOf(Decoded.Events.class);
        return ((Decoded.Events) decoded).events().get(0).data().toString();
    }

    private Decoded refusal(RawMessage message) {
        return decoder.decode(ORIGIN, message);
    }

    /** A JSON text of so many bytes that does not compress to nothing. */
    private static byte[] text(int bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; text.length() < bytes - 1; i++) {
            text.append((char) ('a' + (i * i + i / 7) % 26));
        }
        return text.append('"').toString().getBytes(UTF_8);
    }

    private static byte[] gzip(byte[] plain) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(plain);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
