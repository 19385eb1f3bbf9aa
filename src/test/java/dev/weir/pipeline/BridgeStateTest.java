package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.coalesce.LaneSnapshot;
import dev.weir.coalesce.State;
import dev.weir.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The core on virtual time with a store of states that outlives it. */
class BridgeStateTest {
    private static final RuleSet RULES = Replica.rules("""
                            version: 1
                            tenant: {from: data.tenant, pattern: "[a-z]+"}
                            rules:
                              - name: things
                                to:
                                  - group: "tenant:{tenant}"
                                entity: "thing/{data.id}"
                                coalesce: {every: 250ms}
                              - name: visitors
                                to:
                                  - group: "tenant:{tenant}"
                                entity: "visitor/{data.id}"
                                when: data.id > 100
                                coalesce: {every: 250ms, expire: 10m}
                            """);

    private final ScriptedStore store = new ScriptedStore();
    private final ScriptedHub hub = new ScriptedHub();
    private final List<String> settled = new ArrayList<>();
    private Replica replica = replica(VirtualLoop.START, 1, Set.of("updates"));

    @Test
    void whatIsPublishedIsStoredBeforeItIsSettled() {
        store.answers = false;
        deliver(1, "1");
        assertThat(hub.published)
                .as("nothing is sent before the store has said what it knows")
                .isEmpty();
        store.answer();
        replica.loop.run();
        assertThat(hub.published).hasSize(1);
        assertThat(settled).isEmpty();
        store.answer();
        replica.loop.run();

        assertThat(store.kept("thing/1")).isPresent();
        assertThat(settled).containsExactly("complete 1");
    }

    @Test
    void whileTheStoreIsDownNothingIsSettledAndNothingIsLost() {
        store.down = true;
        deliver(1, "1");
        replica.loop.advance(Duration.ofMinutes(1));
        assertThat(settled).isEmpty();
        assertThat(replica.bridge.trouble().toString()).contains("the store of states does not answer");

        store.down = false;
        replica.loop.advance(Duration.ofMinutes(1));

        assertThat(settled).containsExactly("complete 1");
        assertThat(replica.bridge.trouble()).isEmpty();
    }

    @Test
    void afterARestartWhatIsLateIsKnownAsLate() {
        deliver(5, "1");
        replica = replica(2);

        deliver(4, "1");
        deliver(5, "1");
        replica.loop.advance(Duration.ofSeconds(1));

        assertThat(hub.published).hasSize(1);
        assertThat(settled).containsExactly("complete 5", "complete 4", "complete 5");
    }

    @Test
    void afterARestartARepeatAndANewerOneMayComeBeforeTheStoreAnswers() {
        deliver(5, "1");
        replica = replica(2);
        store.answers = false;
        deliver(5, "1");
        deliver(6, "1");

        store.answers = true;
        store.answer();
        replica.loop.advance(Duration.ofSeconds(1));

        assertThat(hub.published).hasSize(2);
        assertThat(settled).containsExactly("complete 5", "complete 5", "complete 6");
    }

    @Test
    void afterARestartSnapshotsGoOnAndNameTheEpochsOfBothLives() throws Exception {
        deliver(1, "1");
        deliver(2, "2");
        replica.loop.advance(Duration.ofSeconds(1));
        replica = replica(2);
        deliver(3, "2");
        replica.loop.advance(Duration.ofSeconds(1));

        CompletableFuture<LaneSnapshot> asked =
                replica.bridge.snapshot("updates", "group:tenant:acme").toCompletableFuture();
        replica.loop.run();
        LaneSnapshot snapshot = asked.get();

        assertThat(snapshot.complete()).isTrue();
        assertThat(snapshot.epochs()).hasSize(2).containsValues(2L, 1L);
        assertThat(snapshot.entities()).extracting(LaneSnapshot.Entity::name).containsExactly("thing/1", "thing/2");
        assertThat(snapshot.entities().get(0).state().rev())
                .as("of an earlier life")
                .isZero();
        assertThat(snapshot.entities().get(1).state().version().order()).containsExactly(3L);
        assertThat(snapshot.entities()).allMatch(entity -> entity.state().kind() == State.Kind.VALUE);
    }

    @Test
    void whatAnotherReplicaHasStoredMeanwhileIsNotStoredOverByAnOlderState() {
        deliver(1, "1");
        replica = replica(2);
        deliver(7, "1");
        replica.loop.advance(Duration.ofSeconds(1));
        byte[] newest = store.kept("thing/1").orElseThrow().text();
        replica = replica(3);
        store.forgetOnLoad = true;

        deliver(3, "1");
        replica.loop.advance(Duration.ofSeconds(1));

        assertThat(store.kept("thing/1").orElseThrow().text()).isEqualTo(newest);
        assertThat(settled).containsExactly("complete 1", "complete 7", "complete 3");
    }

    @Test
    void whatExpiresIsRemovedThoughItGetsNothingAfterARestart() {
        deliver(1, "101");
        replica.loop.advance(Duration.ofMinutes(5));
        replica = replica(2);

        replica.loop.advance(Duration.ofMinutes(5));
        assertThat(hub.removals()).isEmpty();
        replica.loop.advance(Duration.ofMinutes(1));

        assertThat(hub.removals()).containsExactly("visitor/101");
        assertThat(store.kept("visitor/101"))
                .as("remembered, since an older one may come late")
                .isPresent();
        deliver(1, "101");
        assertThat(settled).as("late").containsExactly("complete 1", "complete 1");
    }

    @Test
    void whatExpiredIsRemovedOnceAndAnUpdateThatCameMeanwhileIsNot() {
        deliver(1, "101");
        deliver(2, "102");
        replica.loop.advance(Duration.ofMinutes(5));
        replica = replica(2);
        deliver(3, "102");

        replica.loop.advance(Duration.ofMinutes(9));
        assertThat(hub.removals()).containsExactly("visitor/101");
        replica.loop.advance(Duration.ofMinutes(2));

        assertThat(hub.removals()).containsExactly("visitor/101", "visitor/102");
    }

    @Test
    void whatIsDueOfAHubThatIsNoMoreStaysInTheStore() {
        deliver(1, "101");
        replica.loop.advance(Duration.ofSeconds(1));
        replica = replica(2, Set.of("others"));

        replica.loop.advance(Duration.ofHours(1));

        assertThat(hub.removals()).isEmpty();
        assertThat(store.kept("visitor/101")).isPresent();
    }

    @Test
    void aStateThatCannotBeReadKeepsNothingElseFromBeingRemoved() {
        deliver(1, "101");
        deliver(2, "102");
        replica.loop.advance(Duration.ofSeconds(1));
        store.breakUp("visitor/101");
        replica = replica(2);

        replica.loop.advance(Duration.ofMinutes(30));

        assertThat(hub.removals()).containsExactly("visitor/102");
        assertThat(store.kept("visitor/101")).isPresent();
    }

    @Test
    void whatAStoreFindsToBeRemovedIsBoundedWhileTheHubDoesNotAnswer() {
        for (int id = 101; id < 1601; id++) {
            deliver(id, Integer.toString(id));
        }
        replica.loop.advance(Duration.ofSeconds(1));
        replica = replica(2);
        hub.fallSilent();
        store.loads = 0;

        replica.loop.advance(Duration.ofHours(2));
        assertThat(store.loads).as("those under way").isEqualTo(1_000);

        hub.answerWhatComes();
        hub.answerWhatWaits();
        replica.loop.advance(Duration.ofHours(1));
        assertThat(hub.removals()).as("each once").hasSize(1_500).doesNotHaveDuplicates();
    }

    @Test
    void whatWasRemovedIsForgottenInTheStoreAfterARestart() {
        deliver(1, "101");
        replica.loop.advance(Duration.ofMinutes(11));
        assertThat(hub.removals()).containsExactly("visitor/101");
        replica = replica(2);

        replica.loop.advance(Duration.ofMinutes(9));
        assertThat(store.kept("visitor/101")).isPresent();
        replica.loop.advance(Duration.ofMinutes(2));

        assertThat(store.kept("visitor/101")).isEmpty();
        assertThat(hub.removals()).as("said once").containsExactly("visitor/101");
    }

    /** Another life of the bridge; the one before is dead, and so are its timers. */
    private Replica replica(long seed) {
        return replica(seed, Set.of("updates"));
    }

    private Replica replica(long seed, Set<String> hubs) {
        return replica(Instant.ofEpochMilli(replica.loop.wallMillis()), seed, hubs);
    }

    private Replica replica(Instant start, long seed, Set<String> hubs) {
        return new Replica(RULES, store, hubs, hub, seed, start);
    }

    private void deliver(long sequence, String id) {
        String event = "{\"tenant\":\"acme\",\"id\":%s,\"n\":%d}".formatted(id, sequence);
        replica.deliver("0", sequence, event, settled);
    }
}
