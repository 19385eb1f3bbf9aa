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
        Envelope envelope = new Envelope("group:tenant:acme", "k3f9", 18, 10_000);

        envelope.addSet(update("job/1", Version.of(ORIGIN, 0), "running"), 40);

        assertThat(text(envelope))
                .isEqualTo("{\"weir\":1,\"lane\":\"group:tenant:acme\",\"epoch\":\"k3f9\",\"seq\":18,\"updates\":["
                        + "{\"entity\":\"job/1\",\"op\":\"set\",\"rev\":40,\"version\":[\"ci/0\",815],"
                        + "\"at\":\"2026-11-23T10:00:00.120Z\",\"data\":{\"status\":\"running\"}}]}");
    }

    @Test
    void namesTheIndexOfAnEventInADeliveryOfSeveral() {
        Envelope envelope = new Envelope("all", "e", 1, 10_000);

        envelope.addSet(update("job/1", Version.of(ORIGIN, 3), "x"), 1);

        assertThat(text(envelope)).contains("\"version\":[\"ci/0\",[815,3]]");
    }

    @Test
    void carriesWhatBreaksTheTiesOfARulesOwnVersion() {
        Envelope envelope = new Envelope("all", "e", 1, 10_000);

        envelope.addSet(update("job/1", Version.ofRule("jobs", List.of(1L, "b", 0.5), ORIGIN, 0), "x"), 1);

        assertThat(text(envelope)).contains("\"version\":[\"jobs\",[1,\"b\",0.5],\"ci/0\",815]");
    }

    @Test
    void anEmptyBatchIsWholeJson() throws Exception {
        String body = text(new Envelope("user:ann", "e", 7, 10_000));

        assertThat(new ObjectMapper().readTree(body).get("updates").size()).isZero();
    }

    @Test
    void whatDoesNotFitStaysOutAndTheRestIsWhole() throws Exception {
        Envelope envelope = new Envelope("all", "e", 1, 400);

        boolean first = envelope.addSet(update("job/1", Version.of(ORIGIN, 0), "x"), 1);
        boolean second = envelope.addSet(update("job/2", Version.of(ORIGIN, 0), "y".repeat(300)), 2);
        boolean third = envelope.addSet(update("job/3", Version.of(ORIGIN, 0), "z"), 3);
        byte[] body = envelope.toBytes();

        assertThat(List.of(first, second, third)).containsExactly(true, false, true);
        assertThat(body.length).isLessThanOrEqualTo(400);
        assertThat(new ObjectMapper().readTree(body).get("updates").size()).isEqualTo(2);
    }

    private static Update update(String entity, Version version, String status) {
        return Update.ofState(
                new Target("updates", Target.Kind.GROUP, "tenant:acme"),
                "acme",
                "jobs",
                entity,
                version,
                ORIGIN.enqueuedAt(),
                JsonNodeFactory.instance.objectNode().put("status", status),
                Coalescing.DEFAULT);
    }

    private static String text(Envelope envelope) {
        return new String(envelope.toBytes(), StandardCharsets.UTF_8);
    }
}
