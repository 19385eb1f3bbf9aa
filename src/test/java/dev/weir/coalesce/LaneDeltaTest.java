package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.message.Coalescing.Sending;
import org.junit.jupiter.api.Test;

/** When clients get what has changed of an entity, and when its whole state. */
class LaneDeltaTest {
    private static final String TEXT = "\"text\":\"long enough that a change is worth more than the whole\"";

    private final LaneFixture fixture = new LaneFixture(100, 100_000, 4, false);

    LaneDeltaTest() {
        fixture.send = Sending.DELTA;
    }

    @Test
    void theFirstStateIsWholeAndTheNextSaysWhatHasChanged() {
        Lane lane = fixture.offer("job/1", 1, "{\"n\":1," + TEXT + "}");
        JsonNode first = fixture.publish(lane).get(0);
        fixture.offer("job/1", 2, "{\"n\":2," + TEXT + "}");
        JsonNode second = fixture.publish(lane).get(0);

        assertThat(first.get("op").asText()).isEqualTo("set");
        assertThat(second.get("op").asText()).isEqualTo("merge");
        assertThat(second.get("base").asLong()).isEqualTo(first.get("rev").asLong());
        assertThat(second.get("data").toString()).isEqualTo("{\"n\":2}");
    }

    @Test
    void whatAMergePatchCannotSayAJsonPatchDoes() {
        Lane lane = fixture.offer("job/1", 1, "{\"n\":1," + TEXT + "}");
        fixture.publish(lane);
        fixture.offer("job/1", 2, "{\"n\":null," + TEXT + "}");

        JsonNode update = fixture.publish(lane).get(0);

        assertThat(update.get("op").asText()).isEqualTo("patch");
        assertThat(update.get("data").toString()).isEqualTo("[{\"op\":\"replace\",\"path\":\"/n\",\"value\":null}]");
    }

    @Test
    void oneElementOfALongListIsAPatch() {
        String steps = "[" + "\"a step that is done\",".repeat(20) + "\"last\"]";
        Lane lane = fixture.offer("job/1", 1, "{\"steps\":" + steps + "}");
        fixture.publish(lane);
        fixture.offer("job/1", 2, "{\"steps\":" + steps.replace("last", "done") + "}");

        JsonNode update = fixture.publish(lane).get(0);

        assertThat(update.get("op").asText()).isEqualTo("patch");
        assertThat(update.at("/data/0/path").asText()).isEqualTo("/steps/20");
    }

    @Test
    void everyFourthUpdateIsAKeyframe() {
        StringBuilder ops = new StringBuilder();
        Lane lane = fixture.offer("job/1", 1, "{\"n\":1," + TEXT + "}");
        ops.append(fixture.publish(lane).at("/0/op").asText()).append(' ');
        for (int n = 2; n <= 9; n++) {
            fixture.offer("job/1", n, "{\"n\":" + n + "," + TEXT + "}");
            ops.append(fixture.publish(lane).at("/0/op").asText()).append(' ');
        }

        assertThat(ops).hasToString("set merge merge merge set merge merge merge set ");
    }

    @Test
    void afterAnUnknownOutcomeTheStateIsWhole() {
        Lane lane = fixture.offer("job/1", 1, "{\"n\":1," + TEXT + "}");
        fixture.publish(lane);
        fixture.offer("job/1", 2, "{\"n\":2," + TEXT + "}");
        fixture.cut(lane);
        lane.givenUp("timed out", true, false, fixture.now);

        assertThat(fixture.publish(lane).at("/0/op").asText()).isEqualTo("set");
    }

    @Test
    void whatCertainlyReachedNobodyLeavesTheBaseAsItWas() {
        Lane lane = fixture.offer("job/1", 1, "{\"n\":1," + TEXT + "}");
        fixture.publish(lane);
        fixture.offer("job/1", 2, "{\"n\":2," + TEXT + "}");
        fixture.cut(lane);
        lane.givenUp("refused", false, false, fixture.now);

        JsonNode again = fixture.publish(lane).get(0);

        assertThat(again.get("op").asText()).isEqualTo("merge");
        assertThat(again.get("base").asLong()).isEqualTo(1);
    }

    @Test
    void afterARemovalTheStateIsWhole() {
        Lane lane = fixture.offer("job/1", 1, "{\"n\":1," + TEXT + "}");
        fixture.publish(lane);
        fixture.remove("job/1", 2);
        fixture.publish(lane);
        fixture.offer("job/1", 3, "{\"n\":1," + TEXT + "}");

        assertThat(fixture.publish(lane).at("/0/op").asText()).isEqualTo("set");
    }

    @Test
    void whatIsNoObjectIsAlwaysWhole() {
        Lane lane = fixture.offer("job/1", 1, "[1,2,3]");
        fixture.publish(lane);
        fixture.offer("job/1", 2, "[1,2,4]");

        assertThat(fixture.publish(lane).at("/0/op").asText()).isEqualTo("set");
    }
}
