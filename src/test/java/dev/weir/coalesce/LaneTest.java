package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.event.DeadLetter;
import dev.weir.event.Origin;
import dev.weir.event.Scope;
import dev.weir.message.Coalescing;
import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import dev.weir.message.Update;
import dev.weir.message.Version;
import dev.weir.metrics.WeirMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final Target TARGET = new Target("updates", Target.Kind.GROUP, "tenant:acme");
    private static final long WINDOW = Duration.ofMillis(250).toNanos();

    private final List<FlushCause> flushes = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Lanes lanes = lanes(100, 100);
    private long now = 1_000;

    @Test
    void theFirstUpdateOfAnIdleLaneIsDueAtOnce() {
        Lane lane = offer("job/1", 1);

        assertThat(lane.isDue(now)).isTrue();
    }

    @Test
    void whatComesAfterItWaitsForTheWindowOfTheFirstThatWaits() {
        Lane lane = offer("job/1", 1);
        publish(lane);
        now += 1_000;
        long firstWaits = now;
        offer("job/1", 2);
        now += WINDOW / 2;
        offer("job/1", 3);

        assertThat(lane.dueAt()).isEqualTo(firstWaits + WINDOW);
    }

    @Test
    void aLaneThatWasQuietForAWindowSendsAtOnceAgain() {
        Lane lane = offer("job/1", 1);
        publish(lane);
        now += WINDOW;

        offer("job/1", 2);

        assertThat(lane.isDue(now)).isTrue();
    }

    @Test
    void laterUpdateReplacesTheEarlierOne() throws Exception {
        offer("job/1", 1);
        Lane lane = offer("job/1", 2);

        JsonNode batch = cut(lane);

        assertThat(batch.get("updates")).hasSize(1);
        assertThat(batch.at("/updates/0/data/n").asInt()).isEqualTo(2);
        assertThat(ends).containsExactly("1 superseded");
    }

    @Test
    void anOlderUpdateNeverReplacesAWaitingNewerOne() throws Exception {
        offer("job/1", 5);
        Lane lane = offer("job/1", 4);

        JsonNode batch = cut(lane);

        assertThat(batch.at("/updates/0/data/n").asInt()).isEqualTo(5);
        assertThat(ends).containsExactly("4 superseded");
    }

    @Test
    void nothingIsPublishedBeforeTheServiceAccepts() throws Exception {
        Lane lane = offer("job/1", 1);
        cut(lane);
        assertThat(ends).isEmpty();

        lane.accepted(now, update -> {});

        assertThat(ends).containsExactly("1 published");
    }

    @Test
    void atMostOneBatchIsInFlight() throws Exception {
        Lane lane = offer("job/1", 1);
        cut(lane);
        offer("job/2", 2);
        now += 10 * WINDOW;

        assertThat(lane.isDue(now)).isFalse();
        assertThatThrownBy(() -> lane.cut(now)).hasMessage("Lane group:tenant:acme has a batch in flight already");
    }

    @Test
    void whatComesWhileABatchIsInFlightJoinsTheNext() throws Exception {
        Lane lane = offer("job/1", 1);
        cut(lane);
        offer("job/1", 2);
        offer("job/2", 3);
        offer("job/1", 4);
        lane.accepted(now, update -> {});
        now += WINDOW;

        JsonNode batch = cut(lane);

        assertThat(batch.get("seq").asLong()).isEqualTo(2);
        assertThat(batch.findValuesAsText("entity")).containsExactly("job/1", "job/2");
        assertThat(batch.at("/updates/0/data/n").asInt()).isEqualTo(4);
    }

    @Test
    void aRepeatOfWhatWasPublishedIsNotSentAgain() {
        Lane lane = offer("job/1", 1);
        publish(lane);
        now += WINDOW;

        offer("job/1", 1);

        assertThat(lane.isDue(now)).isFalse();
        assertThat(ends).containsExactly("1 published", "1 published");
    }

    @Test
    void aLateRedeliveryOfSomethingOlderIsSuperseded() {
        Lane lane = offer("job/1", 5);
        publish(lane);

        offer("job/1", 4);

        assertThat(ends).containsExactly("5 published", "4 superseded");
    }

    @Test
    void aRepeatOfWhatIsInFlightSharesItsFate() throws Exception {
        Lane lane = offer("job/1", 5);
        cut(lane);
        offer("job/1", 5);
        offer("job/1", 4);
        assertThat(ends).isEmpty();

        lane.accepted(now, update -> {});

        assertThat(ends).containsExactly("5 published", "5 published", "4 superseded");
    }

    @Test
    void acrossScopesTheLaterArrivalWins() throws Exception {
        offer("job/1", 9);
        Lane lane = lanes.offer(update("job/1", "other", 1), contribution("other"), now);

        JsonNode batch = cut(lane);

        assertThat(batch.at("/updates/0/version/0").asText()).isEqualTo("other/0");
        assertThat(ends).containsExactly("9 superseded");
    }

    @Test
    void anAttemptThatIsGivenUpWithAnUnknownOutcomeBurnsItsNumber() throws Exception {
        Lane lane = offer("job/1", 1);
        cut(lane);
        lane.givenUp("down", true, false, now);

        JsonNode again = cut(lane);

        assertThat(again.get("seq").asLong()).isEqualTo(2);
        assertThat(again.at("/updates/0/rev").asLong()).isEqualTo(2);
    }

    @Test
    void aBatchThatCertainlyWentNowhereGivesItsNumberBack() throws Exception {
        Lane lane = offer("job/1", 1);
        cut(lane);
        lane.givenUp("down", false, false, now);

        assertThat(cut(lane).get("seq").asLong()).isEqualTo(1);
    }

    @Test
    void afterGivingUpOnlyTheNewestStateGoesOut() throws Exception {
        Lane lane = offer("job/1", 1);
        cut(lane);
        offer("job/1", 2);
        lane.givenUp("down", true, false, now);

        JsonNode batch = cut(lane);

        assertThat(batch.get("updates")).hasSize(1);
        assertThat(batch.at("/updates/0/data/n").asInt()).isEqualTo(2);
        assertThat(ends).containsExactly("1 superseded");
    }

    @Test
    void aRefusedBatchIsSplitUntilTheCulpritIsAlone() throws Exception {
        Lane lane = offer("job/1", 1);
        for (int i = 2; i <= 8; i++) {
            offer("job/" + i, i);
        }
        List<Integer> sizes = new ArrayList<>();
        while (lane.isDue(now)) {
            JsonNode batch = cut(lane);
            List<String> names = batch.findValuesAsText("entity");
            sizes.add(names.size());
            if (names.contains("job/3")) {
                lane.refused(DeadLetter.Reason.REJECTED, "Web PubSub answered 400", false, now);
            } else {
                lane.accepted(now, update -> {});
            }
        }

        assertThat(ends)
                .contains("3 refused Rejected: Web PubSub answered 400 (jobs, updates/group:tenant:acme)")
                .hasSize(8);
        assertThat(ends).filteredOn(end -> end.endsWith("published")).hasSize(7);
        assertThat(sizes).startsWith(8, 4, 2);
    }

    @Test
    void anUpdateThatCanNeverFitIsRefusedAndTheOthersGo() throws Exception {
        lanes = lanes(100, 100);
        lanes.offer(update("job/1", "ci", 1, "x".repeat(2000)), contribution("1"), now);
        Lane lane = offer("job/2", 2);

        JsonNode batch = cut(lane);

        assertThat(batch.findValuesAsText("entity")).containsExactly("job/2");
        assertThat(ends)
                .containsExactly(
                        "1 refused TooLarge: The update of 'job/1' alone makes a batch of more than 1500 bytes; "
                                + "let the rule's 'data' pick what clients need (jobs, updates/group:tenant:acme)");
    }

    @Test
    void aBatchNeverPassesItsLimits() throws Exception {
        Lane lane = offer("job/1", 1);
        for (int i = 2; i <= 30; i++) {
            offer("job/" + i, i);
        }
        int updates = 0;
        while (lane.isDue(now)) {
            byte[] body = lane.cut(now).orElseThrow();
            assertThat(body.length).isLessThanOrEqualTo(1500);
            updates += lane.updatesInFlight();
            lane.accepted(now, update -> {});
        }

        assertThat(updates).isEqualTo(30);
        assertThat(flushes).contains(FlushCause.SIZE);
    }

    @Test
    void anIdleLaneRepeatsItsLastNumberOnceInAnEmptyBatch() throws Exception {
        Lane lane = offer("job/1", 1);
        publish(lane);
        assertThat(lane.isDue(now)).isFalse();
        now += Duration.ofSeconds(2).toNanos();

        JsonNode tail = cut(lane);
        lane.accepted(now, update -> {});
        now += Duration.ofHours(1).toNanos();

        assertThat(tail.get("seq").asLong()).isEqualTo(1);
        assertThat(tail.get("updates")).isEmpty();
        assertThat(lane.isDue(now)).isFalse();
        assertThat(flushes).containsExactly(FlushCause.FIRST, FlushCause.TAIL);
    }

    @Test
    void theNumberGoesOnAfterATail() throws Exception {
        Lane lane = offer("job/1", 1);
        publish(lane);
        now += Duration.ofSeconds(2).toNanos();
        cut(lane);
        lane.accepted(now, update -> {});
        offer("job/1", 2);
        now += WINDOW;

        assertThat(cut(lane).get("seq").asLong()).isEqualTo(2);
    }

    @Test
    void aWithdrawnUpdateIsNotSent() {
        Contribution taken = contribution("1");
        Lane lane = lanes.offer(update("job/1", "ci", 1), taken, now);

        lanes.withdraw(new EntityKey(LaneKey.of(TARGET), "job/1"), taken);

        assertThat(lane.cut(now)).isEqualTo(Optional.empty());
        assertThat(ends).isEmpty();
    }

    @Test
    void aRepeatKeepsAnUpdateWhoseFirstDeliveryWasWithdrawn() throws Exception {
        Contribution first = contribution("first");
        lanes.offer(update("job/1", "ci", 1), first, now);
        Lane lane = lanes.offer(update("job/1", "ci", 1), contribution("repeat"), now);

        lanes.withdraw(new EntityKey(LaneKey.of(TARGET), "job/1"), first);
        cut(lane);
        lane.accepted(now, update -> {});

        assertThat(ends).containsExactly("repeat published");
    }

    @Test
    void idleEntitiesAreForgottenOldestFirstAndWaitingOnesNever() throws Exception {
        lanes = lanes(2, 100);
        Lane lane = offer("job/1", 1);
        publish(lane);
        for (int i = 2; i <= 4; i++) {
            offer("job/" + i, i);
            now += WINDOW;
            publish(lane);
        }

        offer("job/4", 3);
        offer("job/1", 1);
        now += WINDOW;

        assertThat(cut(lane).findValuesAsText("entity")).containsExactly("job/1");
        assertThat(registry.counter("weir.entities.evicted").count()).isEqualTo(2);
    }

    @Test
    void aLaneWithNothingLeftIsLetGo() throws Exception {
        lanes = lanes(1, 100);
        Lane first = offer("job/1", 1);
        publish(first);
        now += Duration.ofSeconds(2).toNanos();
        cut(first);
        first.accepted(now, update -> {});
        Target other = new Target("updates", Target.Kind.GROUP, "tenant:globex");
        Lane second = lanes.offer(update(other, "job/9", "ci", 9, ""), contribution("9"), now);
        publish(second);

        assertThat(registry.get("weir.lanes").gauge().value()).isEqualTo(1);
    }

    private Lanes lanes(int maxIdle, int maxUpdates) {
        registry.clear();
        return new Lanes(
                new LaneSettings(maxUpdates, 1500, Duration.ofSeconds(2), (lane, cause) -> flushes.add(cause)),
                maxIdle,
                Long.MAX_VALUE,
                () -> "e1",
                new WeirMetrics(registry),
                lane -> {});
    }

    private Lane offer(String entity, long sequence) {
        return lanes.offer(update(entity, "ci", sequence), contribution(Long.toString(sequence)), now);
    }

    private void publish(Lane lane) {
        assertThat(lane.cut(now)).isPresent();
        lane.accepted(now, update -> {});
    }

    private JsonNode cut(Lane lane) throws Exception {
        return new ObjectMapper().readTree(lane.cut(now).orElseThrow());
    }

    private static Update update(String entity, String source, long sequence) {
        return update(entity, source, sequence, "");
    }

    private static Update update(String entity, String source, long sequence, String text) {
        return update(TARGET, entity, source, sequence, text);
    }

    private static Update update(Target target, String entity, String source, long sequence, String text) {
        Origin origin = new Origin(new Scope(source, "", "0"), sequence, Instant.EPOCH);
        return Update.ofState(
                target,
                "acme",
                "jobs",
                entity,
                Version.of(origin, 0),
                origin.enqueuedAt(),
                JsonNodeFactory.instance.objectNode().put("n", sequence).put("text", text),
                Coalescing.every(Duration.ofNanos(WINDOW)));
    }

    private Contribution contribution(String name) {
        return new Contribution() {
            @Override
            public void published() {
                ends.add(name + " published");
            }

            @Override
            public void superseded(Version by) {
                ends.add(name + " superseded");
            }

            @Override
            public void refused(DeadLetter.Reason reason, String description, String rule, String laneName) {
                ends.add(name + " refused " + reason.text() + ": " + description + " (" + rule + ", " + laneName + ")");
            }
        };
    }
}
