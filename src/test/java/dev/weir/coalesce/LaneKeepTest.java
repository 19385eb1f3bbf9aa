package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter;
import dev.weir.message.Change;
import dev.weir.message.Coalescing.Priority;
import dev.weir.message.Keep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of an entity's updates while they wait, and what ends that. */
class LaneKeepTest {
    private final LaneFixture fixture = new LaneFixture(100, 1_500, 50, true);

    @Test
    void mergedUpdatesGoOutAsOneStateAndAreAllPublished() {
        fixture.keep = Keep.MERGE;
        fixture.offer("job/1", 1, "{\"a\":1,\"b\":1}");
        Lane lane = fixture.offer("job/1", 2, "{\"b\":null,\"c\":2}");

        JsonNode updates = fixture.publish(lane);

        assertThat(updates).hasSize(1);
        assertThat(updates.at("/0/op").asText()).isEqualTo("set");
        assertThat(updates.at("/0/data").toString()).isEqualTo("{\"a\":1,\"c\":2}");
        assertThat(updates.at("/0/version/1").asLong()).isEqualTo(2);
        assertThat(fixture.ends).containsExactly("1 published", "2 published");
    }

    @Test
    void aMergeStartsFromWhatWasPublishedBefore() {
        fixture.keep = Keep.MERGE;
        Lane lane = fixture.offer("job/1", 1, "{\"a\":1,\"text\":\"a text that need not be sent again\"}");
        fixture.publish(lane);
        fixture.offer("job/1", 2, "{\"a\":2}");

        JsonNode update = fixture.publish(lane).get(0);

        assertThat(update.at("/op").asText()).isEqualTo("merge");
        assertThat(update.at("/base").asLong()).isEqualTo(1);
        assertThat(update.at("/data").toString()).isEqualTo("{\"a\":2}");
    }

    @Test
    void aMergeIntoAStateThatOnlyClientsKnowHasNoBase() {
        LaneFixture forgetful = new LaneFixture();
        forgetful.keep = Keep.MERGE;
        forgetful.offer("job/1", 1, "{\"a\":1,\"b\":null}");
        Lane lane = forgetful.offer("job/1", 2, "{\"c\":2}");

        JsonNode update = forgetful.publish(lane).get(0);

        assertThat(update.at("/op").asText()).isEqualTo("merge");
        assertThat(update.has("base")).isFalse();
        assertThat(update.at("/data").toString()).isEqualTo("{\"a\":1,\"b\":null,\"c\":2}");
    }

    @Test
    void mergesThatNoSinglePatchCanStandForGoOutOneByOne() {
        LaneFixture forgetful = new LaneFixture();
        forgetful.keep = Keep.MERGE;
        forgetful.offer("job/1", 1, "{\"a\":null}");
        Lane lane = forgetful.offer("job/1", 2, "{\"a\":{\"b\":1}}");

        JsonNode first = forgetful.publish(lane).get(0);
        JsonNode second = forgetful.publish(lane).get(0);

        assertThat(first.at("/data").toString()).isEqualTo("{\"a\":null}");
        assertThat(second.at("/data").toString()).isEqualTo("{\"a\":{\"b\":1}}");
    }

    @Test
    void aRefusedMergeIsRefusedForEveryContributor() {
        fixture.keep = Keep.MERGE;
        fixture.offer("job/1", 1, "{\"a\":1}");
        Lane lane = fixture.offer("job/1", 2, "{\"b\":1}");
        fixture.cut(lane);

        lane.refused(DeadLetter.Reason.REJECTED, "400", false, fixture.now);

        assertThat(fixture.ends).containsExactly("1 refused", "2 refused");
    }

    @Test
    void whatIsWithdrawnFromAMergeIsNotInIt() {
        fixture.keep = Keep.MERGE;
        Contribution first = fixture.contribution(1);
        fixture.offer("job/1", 1, new Change.State(LaneFixture.json("{\"a\":1}")), false, first);
        Lane lane = fixture.offer("job/1", 2, "{\"b\":1}");

        fixture.lanes.withdraw(new EntityKey(LaneFixture.KEY, "job/1"), first);

        assertThat(fixture.publish(lane).at("/0/data").toString()).isEqualTo("{\"b\":1}");
        assertThat(fixture.ends).containsExactly("2 published");
    }

    @Test
    void aMergeInFlightIsStaleOnceAnyOfItIsTakenBackAndTheRestGoesOutWithoutIt() {
        fixture.keep = Keep.MERGE;
        Contribution first = fixture.contribution(1);
        fixture.offer("job/1", 1, new Change.State(LaneFixture.json("{\"a\":1}")), false, first);
        Lane lane = fixture.offer("job/1", 2, "{\"b\":1}");
        fixture.cut(lane);
        fixture.lanes.withdraw(new EntityKey(LaneFixture.KEY, "job/1"), first);
        assertThat(lane.isStaleInFlight()).isTrue();

        lane.givenUp("stale", false, false, fixture.now);

        assertThat(fixture.publish(lane).at("/0/data").toString()).isEqualTo("{\"b\":1}");
    }

    @Test
    void allUpdatesGoOutInOrderAsItems() {
        fixture.keep = Keep.ALL;
        fixture.offer("log/1", 1, "\"a\"");
        Lane lane = fixture.offer("log/1", 2, "\"b\"");
        fixture.offer("log/1", 2, "\"b\"");

        JsonNode update = fixture.publish(lane).get(0);
        fixture.offer("log/1", 1, "\"a\"");

        assertThat(update.at("/op").asText()).isEqualTo("add");
        assertThat(update.findValuesAsText("data")).containsExactly("a", "b");
        assertThat(fixture.ends).containsExactly("1 published", "2 published", "2 published", "1 published");
    }

    @Test
    void aLongListIsSplitAtTheLimitsOfABatch() {
        fixture.keep = Keep.ALL;
        Lane lane = fixture.offer("log/1", 1, "\"first\"");
        for (int i = 2; i <= 60; i++) {
            fixture.offer("log/1", i, "\"line " + i + "\"");
        }
        List<Long> versions = new ArrayList<>();
        while (lane.isDue(fixture.now)) {
            byte[] body = lane.cut(fixture.now).orElseThrow();
            assertThat(body.length).isLessThanOrEqualTo(1_500);
            lane.accepted(
                    fixture.now,
                    update -> versions.add((Long) update.version().order().get(0)));
        }

        assertThat(versions).hasSize(60).isSorted();
    }

    @Test
    void onlyTheItemThatCanNeverFitIsRefused() {
        fixture.keep = Keep.ALL;
        fixture.offer("log/1", 1, "\"a\"");
        fixture.offer("log/1", 2, "\"" + "x".repeat(2_000) + "\"");
        Lane lane = fixture.offer("log/1", 3, "\"c\"");
        while (lane.isDue(fixture.now)) {
            lane.cut(fixture.now).ifPresent(body -> lane.accepted(fixture.now, update -> {}));
        }

        assertThat(fixture.ends).containsExactly("1 published", "2 refused", "3 published");
    }

    @Test
    void aRefusedListIsHalvedUntilTheCulpritIsAlone() {
        fixture.keep = Keep.ALL;
        Lane lane = fixture.offer("log/1", 1, "1");
        for (int i = 2; i <= 8; i++) {
            fixture.offer("log/1", i, Integer.toString(i));
        }
        while (lane.isDue(fixture.now)) {
            if (fixture.cut(lane).findValuesAsText("data").contains("3")) {
                lane.refused(DeadLetter.Reason.REJECTED, "400", false, fixture.now);
            } else {
                lane.accepted(fixture.now, update -> {});
            }
        }

        assertThat(fixture.ends).hasSize(8).contains("3 refused");
        assertThat(fixture.ends).filteredOn(end -> end.endsWith("published")).hasSize(7);
    }

    @Test
    void aBarrierIsDueAtOnceAndWhatComesLaterQueuesBehindIt() {
        Lane lane = fixture.offer("job/0", 1, "0");
        fixture.publish(lane);
        fixture.offer("job/1", 2, "{\"n\":1}");
        fixture.barrier("job/1", 3, "{\"n\":2}");
        fixture.offer("job/1", 4, "{\"n\":3}");
        assertThat(lane.isDue(fixture.now)).isTrue();

        JsonNode first = fixture.publish(lane);
        boolean secondDueAtOnce = lane.isDue(fixture.now);
        fixture.pass(LaneFixture.WINDOW);
        JsonNode second = fixture.publish(lane);

        assertThat(first.at("/0/data/n").asInt()).isEqualTo(2);
        assertThat(secondDueAtOnce).isFalse();
        assertThat(second.at("/0/data/n").asInt()).isEqualTo(3);
        assertThat(fixture.flushes).containsExactly(FlushCause.FIRST, FlushCause.BARRIER, FlushCause.WINDOW);
        assertThat(fixture.ends).containsExactly("1 published", "2 superseded by 3", "3 published", "4 published");
    }

    @Test
    void aBarrierThatIsGivenUpStaysBeforeWhatQueuedBehindIt() {
        fixture.barrier("job/1", 1, "{\"n\":1}");
        Lane lane = fixture.offer("job/1", 2, "{\"n\":2}");
        fixture.cut(lane);
        lane.givenUp("down", true, false, fixture.now);

        JsonNode again = fixture.publish(lane);
        fixture.pass(LaneFixture.WINDOW);
        JsonNode next = fixture.publish(lane);

        assertThat(again.at("/0/data/n").asInt()).isEqualTo(1);
        assertThat(next.at("/0/data/n").asInt()).isEqualTo(2);
    }

    @Test
    void aRemovalTakesTheStatePlaceAndLateUpdatesOfIt() {
        fixture.offer("job/1", 1, "{}");
        Lane lane = fixture.remove("job/1", 3);

        JsonNode updates = fixture.publish(lane);
        fixture.offer("job/1", 2, "{}");

        assertThat(updates.at("/0/op").asText()).isEqualTo("remove");
        assertThat(fixture.ends).containsExactly("1 superseded by 3", "3 published", "2 superseded by 3");
    }

    @Test
    void aRemovedEntityIsForgottenAfterAWhile() {
        Lane lane = fixture.remove("job/1", 3);
        fixture.publish(lane);
        fixture.pass(Duration.ofMinutes(10));

        fixture.lanes.expire(fixture.now);
        fixture.offer("job/1", 2, "{}");

        assertThat(lane.isDue(fixture.now)).isTrue();
    }

    @Test
    void anEntityExpiresAfterItsLastUpdateAndComesBackWithTheNext() {
        fixture.expire = Duration.ofHours(24);
        Lane lane = fixture.offer("job/1", 1, "{}");
        fixture.publish(lane);
        fixture.pass(Duration.ofHours(23));
        fixture.offer("job/1", 2, "{}");
        fixture.publish(lane);
        fixture.pass(Duration.ofHours(23));
        assertThat(fixture.lanes.expire(fixture.now)).isEmpty();
        fixture.pass(Duration.ofHours(1));

        assertThat(fixture.lanes.expire(fixture.now)).containsExactly(lane);
        JsonNode removal = fixture.publish(lane);
        fixture.offer("job/1", 3, "{}");
        JsonNode next = fixture.publish(lane);

        assertThat(removal.at("/0/op").asText()).isEqualTo("remove");
        assertThat(removal.at("/0/version").toString()).isEqualTo("[\"ci/0\",[2,9007199254740991]]");
        assertThat(next.at("/0/op").asText()).isEqualTo("set");
        assertThat(fixture.ends).containsExactly("1 published", "2 published", "3 published");
    }

    @Test
    void highPriorityOvertakesOtherEntitiesAndNeverItsOwn() {
        LaneFixture small = new LaneFixture(2, 100_000, 50, false);
        Lane lane = small.offer("job/0", 1, "0");
        small.cut(lane);
        small.offer("job/1", 2, "1");
        small.offer("job/2", 3, "2");
        small.barrier("job/3", 4, "3");
        small.priority = Priority.HIGH;
        small.offer("job/3", 5, "33");
        lane.accepted(small.now, update -> {});

        JsonNode first = small.publish(lane);
        JsonNode second = small.publish(lane);

        assertThat(lane.isUrgent()).isFalse();
        assertThat(first.findValuesAsText("entity")).containsExactly("job/3", "job/1");
        assertThat(first.at("/0/data").asInt()).isEqualTo(3);
        assertThat(second.findValuesAsText("entity")).containsExactly("job/3", "job/2");
        assertThat(second.at("/0/data").asInt()).isEqualTo(33);
    }

    @Test
    void aFullBatchIsDueBeforeItsWindowEnds() {
        LaneFixture small = new LaneFixture(3, 100_000, 50, false);
        Lane lane = small.offer("job/0", 1, "0");
        small.publish(lane);
        small.offer("job/1", 2, "1");
        small.offer("job/2", 3, "2");
        assertThat(lane.isDue(small.now)).isFalse();

        small.offer("job/3", 4, "3");

        assertThat(lane.isDue(small.now)).isTrue();
        small.publish(lane);
        assertThat(small.flushes).containsExactly(FlushCause.FIRST, FlushCause.SIZE);
    }
}
