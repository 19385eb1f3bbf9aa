package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.event.Scope;
import dev.weir.message.Change;
import dev.weir.message.Coalescing;
import dev.weir.message.Coalescing.Priority;
import dev.weir.message.Coalescing.Sending;
import dev.weir.message.Format;
import dev.weir.message.Keep;
import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import dev.weir.message.Update;
import dev.weir.message.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lanes whose clients don't read Weir's envelope. */
class LaneFormatTest {
    private final LaneFixture fixture = new LaneFixture();

    @Test
    void aRawLaneSendsTheDataAloneAndOneMessageAnUpdate() {
        offer(Format.RAW, "job/1", 1, "{\"a\":1}");
        Lane lane = offer(Format.RAW, "job/2", 2, "[7]");

        assertThat(body(lane)).isEqualTo("{\"a\":1}");
        assertThat(lane.isDue(fixture.now)).isTrue();
        assertThat(body(lane)).isEqualTo("[7]");
        fixture.pass(Duration.ofHours(1));
        assertThat(lane.isDue(fixture.now)).as("no empty batches").isFalse();
    }

    @Test
    void aRawLaneSaysNullOfWhatIsGone() {
        Lane lane = fixture.lanes.offer(
                update(Format.RAW, "job/1", 1, new Change.Removal()), fixture.contribution(1), fixture.now);

        assertThat(body(lane)).isEqualTo("null");
    }

    @Test
    void aLaneOfCloudEventsSendsThemInTheBatchFormat() {
        offer(Format.CLOUDEVENTS, "job/1", 1, "{\"a\":1}");
        Lane lane = offer(Format.CLOUDEVENTS, "job/2", 2, "7");

        assertThat(body(lane))
                .isEqualTo("[{\"specversion\":\"1.0\",\"id\":\"id-1\",\"source\":\"/ci\",\"type\":\"job\","
                        + "\"subject\":\"s\",\"time\":\"1970-01-01T00:00:01.000Z\",\"stage\":\"test\","
                        + "\"weirentity\":\"job/1\",\"datacontenttype\":\"application/json\",\"data\":{\"a\":1}},"
                        + "{\"specversion\":\"1.0\",\"id\":\"id-2\",\"source\":\"/ci\",\"type\":\"job\","
                        + "\"subject\":\"s\",\"time\":\"1970-01-01T00:00:02.000Z\",\"stage\":\"test\","
                        + "\"weirentity\":\"job/2\",\"datacontenttype\":\"application/json\",\"data\":7}]");
    }

    @Test
    void aCloudEventOfWhatIsGoneHasNoData() {
        Lane lane = fixture.lanes.offer(
                update(Format.CLOUDEVENTS, "job/1", 1, new Change.Removal()), fixture.contribution(1), fixture.now);

        JsonNode event = LaneFixture.json(body(lane)).get(0);

        assertThat(event.get("weirop").asText()).isEqualTo("remove");
        assertThat(event.has("data")).isFalse();
    }

    @Test
    void otherFormatsSendWholeStatesAlways() {
        offer(Format.CLOUDEVENTS, "job/1", 1, "{\"a\":1,\"text\":\"long enough to make a delta worth while\"}");
        Lane lane = offer(Format.CLOUDEVENTS, "job/1", 1, "{}");
        body(lane);
        offer(Format.CLOUDEVENTS, "job/1", 2, "{\"a\":2,\"text\":\"long enough to make a delta worth while\"}");

        assertThat(LaneFixture.json(body(lane)).at("/0/data/text").asText()).startsWith("long");
    }

    private String body(Lane lane) {
        String body = new String(lane.cut(fixture.now).orElseThrow(), StandardCharsets.UTF_8);
        lane.accepted(fixture.now, update -> {});
        return body;
    }

    private Lane offer(Format format, String entity, long sequence, String data) {
        Change change = new Change.State(LaneFixture.json(data));
        return fixture.lanes.offer(
                update(format, entity, sequence, change), fixture.contribution(sequence), fixture.now);
    }

    private static Update update(Format format, String entity, long sequence, Change change) {
        Origin origin = new Origin(new Scope("ci", "", "0"), sequence, Instant.EPOCH.plusSeconds(sequence));
        Event event = new Event(
                origin,
                0,
                "id-" + sequence,
                "job",
                "/ci",
                "s",
                "",
                Map.of("stage", "test", "Not A Name", "x"),
                LaneFixture.json("{}"));
        return new Update(
                new LaneKey(new Target("updates", Target.Kind.GROUP, "tenant:acme"), format, Duration.ZERO),
                "acme",
                "jobs",
                entity,
                Version.of(origin, 0),
                origin.enqueuedAt(),
                change,
                false,
                new Coalescing(LaneFixture.WINDOW, Keep.LATEST, Sending.DELTA, Duration.ZERO, Priority.NORMAL),
                event);
    }
}
