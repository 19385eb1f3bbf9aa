package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.coalesce.LaneSnapshot;
import dev.weir.coalesce.StateStore;
import dev.weir.rules.RuleSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two replicas on virtual time that share a store of states: sessions and partitions move from one to the other and back. */
class SharedStatesTest {
    private static final RuleSet RULES = Replica.rules("""
            version: 1
            tenant: {from: data.tenant, pattern: "[a-z]+"}
            rules:
              - name: things
                when: data.kind == "thing"
                to: [{group: "tenant:{tenant}"}]
                entity: "thing/{data.id}"
                coalesce: {every: 250ms}
              - name: merged
                when: data.kind == "merged"
                to: [{group: "tenant:{tenant}"}]
                entity: "merged/{data.id}"
                coalesce: {every: 250ms, keep: merge, remove: has(data.gone)}
              - name: queues
                when: data.kind == "queue"
                to: [{group: "tenant:{tenant}"}]
                entity: "queue/{data.id}"
                coalesce: {every: 250ms, keep: all, expire: 10m}
              - name: lists
                when: data.kind == "list"
                to: [{group: "tenant:{tenant}"}]
                entity: "list/{data.id}"
                coalesce: {every: 250ms, keep: all}
              - name: visitors
                when: data.kind == "visitor"
                to: [{group: "tenant:{tenant}"}]
                entity: "visitor/{data.id}"
                coalesce: {every: 250ms, expire: 10m}
            """);

    private final ScriptedStore store = new ScriptedStore();
    private final ScriptedHub hub = new ScriptedHub();
    private final List<String> settled = new ArrayList<>();
    private final Replica first = replica(1);
    private final Replica second = replica(2);

    @Test
    void whatTheOtherMergedMeanwhileIsMergedInto() {
        deliver(first, "0", 1, "merged", "\"a\":1");
        deliver(second, "0", 2, "merged", "\"b\":2");
        deliver(first, "0", 3, "merged", "\"c\":3");

        JsonNode data = last().path("data");
        assertThat(data.path("a").asInt()).isEqualTo(1);
        assertThat(data.path("b").asInt()).isEqualTo(2);
        assertThat(data.path("c").asInt()).isEqualTo(3);
        assertThat(kept("merged/1")).contains("\"a\":1", "\"b\":2", "\"c\":3");
        assertThat(settled).containsExactly("complete 1", "complete 2", "complete 3");
    }

    @Test
    void whatTheOtherAddedToAListMeanwhileIsKeptInIt() {
        deliver(first, "0", 1, "list", "\"a\":1");
        deliver(second, "0", 2, "list", "\"b\":2");
        deliver(first, "0", 3, "list", "\"c\":3");

        assertThat(kept("list/1")).contains("\"a\":1", "\"b\":2", "\"c\":3");
    }

    @Test
    void whatTheOtherMergedWhileABatchWasInFlightIsMergedInto() {
        hub.fallSilent();
        deliver(first, "0", 1, "merged", "\"a\":1");
        hub.answerWhatComes();
        deliver(second, "0", 1, "merged", "\"a\":1");
        deliver(second, "0", 2, "merged", "\"b\":2");
        hub.answerWhatWaits();
        advance(Duration.ofSeconds(1));
        deliver(first, "0", 3, "merged", "\"c\":3");

        assertThat(kept("merged/1")).contains("\"a\":1", "\"b\":2", "\"c\":3");
        assertThat(settled).containsExactly("complete 1", "complete 2", "complete 1", "complete 3");
    }

    @Test
    void whatTheOtherBroughtBackAfterARemovalIsNotForgottenInTheStore() {
        deliver(first, "0", 1, "merged", "\"a\":1");
        deliver(first, "0", 2, "merged", "\"gone\":true");
        assertThat(hub.removals()).containsExactly("merged/1");
        deliver(second, "0", 3, "merged", "\"b\":2");
        deliver(first, "0", 3, "merged", "\"b\":2");

        advance(Duration.ofMinutes(30));
        assertThat(kept("merged/1")).contains("\"b\":2");
        deliver(second, "0", 4, "merged", "\"c\":3");

        assertThat(kept("merged/1")).contains("\"b\":2", "\"c\":3");
    }

    @Test
    void whatTheOtherRemovedAndForgotIsInNoSnapshot() throws Exception {
        deliver(first, "0", 1, "visitor", "\"n\":1");
        advance(Duration.ofMinutes(5));
        deliver(second, "0", 2, "visitor", "\"n\":2");
        advance(Duration.ofMinutes(40));
        assertThat(store.kept("visitor/1")).isEmpty();

        for (Replica asked : List.of(first, second)) {
            assertThat(snapshot(asked).entities()).isEmpty();
        }
    }

    @Test
    void whatCannotBeReadIsNotRemovedByWhatIsRemembered() {
        deliver(first, "0", 1, "visitor", "\"n\":1");
        advance(Duration.ofMinutes(5));
        deliver(second, "0", 2, "visitor", "\"n\":2");
        store.breakUp("visitor/1");

        advance(Duration.ofMinutes(7));

        assertThat(hub.removals()).isEmpty();
        assertThat(store.kept("visitor/1")).isPresent();
    }

    @Test
    void aListExpiresThoughItsItemsCameInAnotherOrder() {
        hub.fallSilent();
        deliver(first, "0", 1, "queue", "\"n\":1");
        deliver(first, "0", 5, "queue", "\"n\":5");
        deliver(first, "0", 3, "queue", "\"n\":3");
        hub.answerWhatComes();
        hub.answerWhatWaits();
        advance(Duration.ofSeconds(1));
        deliver(first, "0", 2, "queue", "\"n\":2");

        advance(Duration.ofMinutes(12));

        assertThat(hub.removals()).containsExactly("queue/1");
    }

    @Test
    void whatTheOtherPublishedWhileItsRemovalWasInFlightStaysInTheStore() {
        deliver(first, "0", 1, "visitor", "\"n\":1");
        advance(Duration.ofMinutes(9));
        hub.fallSilent();
        advance(Duration.ofMinutes(1));
        assertThat(hub.removals()).containsExactly("visitor/1");
        hub.answerWhatComes();
        deliver(second, "1", 9, "visitor", "\"n\":2");

        hub.answerWhatWaits();
        advance(Duration.ofSeconds(1));

        assertThat(kept("visitor/1")).contains("\"n\":2");
    }

    @Test
    void whatTheStoreHasLostIsMergedIntoAsItIsRemembered() {
        deliver(first, "0", 1, "merged", "\"a\":1");
        StateStore.Kept older = store.kept("merged/1").orElseThrow();
        deliver(first, "0", 2, "merged", "\"b\":2");
        store.putBack("merged/1", older);
        deliver(first, "0", 3, "merged", "\"c\":3");

        assertThat(kept("merged/1")).contains("\"a\":1", "\"b\":2", "\"c\":3");
    }

    @Test
    void aStoreThatNobodyElseWritesToIsAskedOnce() {
        store.shared = false;
        deliver(first, "0", 1, "merged", "\"a\":1");
        deliver(first, "0", 2, "merged", "\"b\":2");
        deliver(first, "0", 3, "visitor", "\"n\":1");
        advance(Duration.ofMinutes(11));

        assertThat(hub.removals()).containsExactly("visitor/1");
        assertThat(store.loads).as("of two entities").isEqualTo(2);
    }

    @Test
    void whatIsDueComesAgainAtAnotherMomentOfTheRoundEachTime() {
        advance(Duration.ofMinutes(10));

        assertThat(store.postponed)
                .allSatisfy(time -> assertThat(time).isBetween(Duration.ofSeconds(330), Duration.ofSeconds(360)));
        assertThat(Set.copyOf(store.postponed)).hasSizeGreaterThan(10);
    }

    @Test
    void aReplicaThatMergesByItselfGoesOnWithItsDeltas() {
        deliver(first, "0", 1, "merged", "\"a\":1");
        deliver(first, "0", 2, "merged", "\"b\":2");

        assertThat(last().path("op").asText()).isEqualTo("merge");
        assertThat(last().path("base")).isEqualTo(hub.published.get(0).at("/updates/0/rev"));
        assertThat(kept("merged/1")).contains("\"a\":1", "\"b\":2");
        assertThat(settled).containsExactly("complete 1", "complete 2");
    }

    @Test
    void whatTheOtherHasPublishedSinceDoesNotExpire() {
        deliver(first, "0", 1, "visitor", "\"n\":1");
        advance(Duration.ofMinutes(5));
        deliver(second, "0", 2, "visitor", "\"n\":2");

        advance(Duration.ofMinutes(9));
        assertThat(hub.removals()).isEmpty();
        advance(Duration.ofMinutes(3));

        assertThat(hub.removals()).containsExactly("visitor/1");
    }

    @Test
    void norDoesWhatTheOtherHasPublishedOfAnotherPartition() {
        deliver(first, "0", 1, "visitor", "\"n\":1");
        advance(Duration.ofMinutes(5));
        deliver(second, "1", 9, "visitor", "\"n\":2");

        advance(Duration.ofMinutes(9));
        assertThat(hub.removals()).isEmpty();
        assertThat(kept("visitor/1")).contains("\"n\":2");
        advance(Duration.ofMinutes(3));

        assertThat(hub.removals()).containsExactly("visitor/1");
    }

    @Test
    void aSnapshotShowsWhatWasStoredLastWhicheverReplicaIsAsked() throws Exception {
        deliver(first, "0", 5, "thing", "\"n\":1");
        advance(Duration.ofSeconds(1));
        deliver(second, "1", 9, "thing", "\"n\":2");
        advance(Duration.ofSeconds(1));

        for (Replica asked : List.of(first, second)) {
            assertThat(snapshot(asked).entities())
                    .singleElement()
                    .extracting(entity -> new String(entity.state().data(), StandardCharsets.UTF_8))
                    .asString()
                    .contains("\"n\":2");
        }
    }

    @Test
    void aStateThatCannotBeReadIsPublishedOver() {
        deliver(first, "0", 1, "thing", "\"n\":1");
        deliver(first, "0", 2, "merged", "\"n\":2");
        store.breakUp("thing/1");
        store.breakUp("merged/1");

        deliver(second, "0", 3, "thing", "\"n\":3");
        deliver(second, "0", 4, "merged", "\"n\":4");

        assertThat(settled).containsExactly("complete 1", "complete 2", "complete 3", "complete 4");
        assertThat(kept("thing/1")).contains("\"n\":3");
        assertThat(kept("merged/1")).contains("\"n\":4");
    }

    @Test
    void aStateThatBreaksUnderABatchInFlightStopsNothing() throws Exception {
        deliver(first, "0", 1, "thing", "\"n\":1");
        store.breakUp("thing/1");
        // Somebody else wrote it: another stamp than this replica knows.
        deliver(second, "0", 2, "thing", "\"n\":2");
        store.breakUp("thing/1");
        deliver(first, "0", 3, "thing", "\"n\":3");

        assertThat(snapshot(second).entities()).hasSize(1);
        assertThat(kept("thing/1")).contains("\"n\":3");
        assertThat(settled).containsExactly("complete 1", "complete 2", "complete 3");
    }

    private void deliver(Replica replica, String partition, long sequence, String kind, String fields) {
        String event = "{\"tenant\":\"acme\",\"kind\":\"%s\",\"id\":1,%s}".formatted(kind, fields);
        replica.deliver(partition, sequence, event, settled);
        advance(Duration.ofSeconds(1));
    }

    /** Both, in step. */
    private void advance(Duration time) {
        Duration step = Duration.ofSeconds(1);
        for (long i = 0; i < time.dividedBy(step); i++) {
            first.loop.advance(step);
            second.loop.advance(step);
        }
    }

    private static LaneSnapshot snapshot(Replica asked) throws Exception {
        CompletableFuture<LaneSnapshot> answer =
                asked.bridge.snapshot("updates", "group:tenant:acme").toCompletableFuture();
        asked.loop.run();
        return answer.get();
    }

    private JsonNode last() {
        JsonNode updates = hub.published.get(hub.published.size() - 1).path("updates");
        return updates.get(updates.size() - 1);
    }

    private String kept(String entity) {
        return new String(store.kept(entity).orElseThrow().text(), StandardCharsets.UTF_8);
    }

    private Replica replica(long seed) {
        return new Replica(RULES, store, Set.of("updates"), hub, seed, VirtualLoop.START);
    }
}
