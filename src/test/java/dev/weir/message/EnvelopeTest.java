package dev.weir.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.event.Origin;
import dev.weir.event.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final Origin ORIGIN =
            new Origin(new Scope("ci", "", "0"), 815, Instant.parse("2026-11-23T10:00:00.120Z"));

    @Test
    void holdsAllThatTheWireFormatNames() {
        Envelope envelope = new Envelope(new JsonWriter(), "group:tenant:acme", "k3f9", 18, 10_000);

        envelope.add(update("job/1", Version.of(ORIGIN, 0), "running", 40));

        assertThat(text(envelope))
                .isEqualTo("{\"weir\":1,\"lane\":\"group:tenant:acme\",\"epoch\":\"k3f9\",\"seq\":18,\"updates\":["
                        + "{\"entity\":\"job/1\",\"op\":\"set\",\"rev\":40,\"version\":[\"ci/0\",815],"
                        + "\"at\":\"2026-11-23T10:00:00.120Z\",\"data\":{\"status\":\"running\"}}]}");
    }

    @Test
    void namesTheBaseOfADeltaAndNoneOfAMergeIntoWhateverIsHeld() {
        Envelope envelope = new Envelope(new JsonWriter(), "all", "e", 1, 10_000);
        byte[] data = "{\"a\":null}".getBytes(StandardCharsets.UTF_8);

        envelope.add(outgoing(new Operation.Merge(33, data), 41));
        envelope.add(outgoing(new Operation.Merge(0, data), 42));
        envelope.add(outgoing(new Operation.Patch(39, "[]".getBytes(StandardCharsets.UTF_8)), 43));
        envelope.add(outgoing(Operation.REMOVE, 44));
        String version = "\"version\":[\"ci/0\",815]";
        String place = version + ",\"at\":0";

        assertThat(text(envelope))
                .contains("{\"entity\":\"job/1\",\"op\":\"merge\",\"rev\":41,\"base\":33," + version
                        + ",\"at\":\"2026-11-23T10:00:00.120Z\",\"data\":{\"a\":null}}")
                .contains("{\"entity\":\"job/1\",\"op\":\"merge\",\"rev\":42," + place + ",\"data\":{\"a\":null}}")
                .contains("{\"entity\":\"job/1\",\"op\":\"patch\",\"rev\":43,\"base\":39," + place + ",\"data\":[]}")
                .endsWith("{\"entity\":\"job/1\",\"op\":\"remove\",\"rev\":44," + place + "}]}");
    }

    @Test
    void timesAreCountedFromTheFirstUpdates() {
        Envelope envelope = new Envelope(new JsonWriter(), "all", "e", 1, 300);

        assertThat(envelope.add(at("2026-11-23T10:00:00.120Z", "x".repeat(1_000))))
                .isFalse();
        envelope.add(at("2026-11-23T10:00:00.500Z", "x"));
        envelope.add(at("2026-11-23T10:00:00.499Z", "x"));

        assertThat(text(envelope))
                .contains("\"at\":\"2026-11-23T10:00:00.500Z\",\"data\":\"x\"},")
                .endsWith("\"at\":-1,\"data\":\"x\"}]}");
    }

    private static Outgoing at(String time, String data) {
        byte[] json = ("\"" + data + "\"").getBytes(StandardCharsets.UTF_8);
        return new Outgoing("a", 1, Version.of(ORIGIN, 0), Instant.parse(time), new Operation.Set(json), null);
    }

    @Test
    void aListsItemsEachHaveTheirPlace() {
        Envelope envelope = new Envelope(new JsonWriter(), "all", "e", 1, 10_000);
        Operation.Item item = new Operation.Item(
                Version.of(ORIGIN, 0), ORIGIN.enqueuedAt(), "7".getBytes(StandardCharsets.UTF_8), null);

        envelope.add(outgoing(new Operation.Add(List.of(item, item)), 43));

        assertThat(text(envelope))
                .contains("\"items\":[{\"version\":[\"ci/0\",815],\"at\":\"2026-11-23T10:00:00.120Z\",\"data\":7},{");
    }

    private static Outgoing outgoing(Operation operation, long rev) {
        return new Outgoing("job/1", rev, Version.of(ORIGIN, 0), ORIGIN.enqueuedAt(), operation, null);
    }

    @Test
    void namesTheIndexOfAnEventInADeliveryOfSeveral() {
        Envelope envelope = new Envelope(new JsonWriter(), "all", "e", 1, 10_000);

        envelope.add(update("job/1", Version.of(ORIGIN, 3), "x", 1));

        assertThat(text(envelope)).contains("\"version\":[\"ci/0\",[815,3]]");
    }

    @Test
    void carriesWhatBreaksTheTiesOfARulesOwnVersion() {
        Envelope envelope = new Envelope(new JsonWriter(), "all", "e", 1, 10_000);

        envelope.add(update("job/1", Version.ofRule("jobs", List.of(1L, "b", 0.5), ORIGIN, 0), "x", 1));

        assertThat(text(envelope)).contains("\"version\":[\"jobs\",[1,\"b\",0.5],\"ci/0\",815]");
    }

    @Test
    void anEmptyBatchIsWholeJson() throws Exception {
        String body = text(new Envelope(new JsonWriter(), "user:ann", "e", 7, 10_000));

        assertThat(new ObjectMapper().readTree(body).get("updates").size()).isZero();
    }

    @Test
    void whatDoesNotFitStaysOutAndTheRestIsWhole() throws Exception {
        Envelope envelope = new Envelope(new JsonWriter(), "all", "e", 1, 400);

        boolean first = envelope.add(update("job/1", Version.of(ORIGIN, 0), "x", 1));
        boolean second = envelope.add(update("job/2", Version.of(ORIGIN, 0), "y".repeat(300), 2));
        boolean third = envelope.add(update("job/3", Version.of(ORIGIN, 0), "z", 3));
        byte[] body = envelope.toBytes();

        assertThat(List.of(first, second, third)).containsExactly(true, false, true);
        assertThat(body.length).isLessThanOrEqualTo(400);
        assertThat(new ObjectMapper().readTree(body).get("updates").size()).isEqualTo(2);
    }

    private static Outgoing update(String entity, Version version, String status, long rev) {
        return new Outgoing(
                entity,
                rev,
                version,
                ORIGIN.enqueuedAt(),
                new Operation.Set(
                        Wire.bytes(JsonNodeFactory.instance.objectNode().put("status", status))),
                null);
    }

    private static String text(Envelope envelope) {
        return new String(envelope.toBytes(), StandardCharsets.UTF_8);
    }
}
