package dev.weir.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.coalesce.StateStore;
import dev.weir.coalesce.StateStore.Change;
import dev.weir.coalesce.StateStore.Kept;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every store of states does. */
abstract class StateStoreContract {
    private static final String LANE = "updates\ngroup:tenant:acme";

    abstract StateStore store();

    @Test
    void whatWasStoredIsThereWithItsStamp() throws Exception {
        assertThat(get(store().load(LANE, "job/1"))).isEmpty();

        put("job/1", 0, "{\"a\":\"ä\"}");
        put("job/1", 1, "{\"a\":2}");

        Kept kept = get(store().load(LANE, "job/1")).orElseThrow();
        assertThat(kept.stamp()).isEqualTo(2);
        assertThat(new String(kept.text(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":2}");
    }

    @Test
    void aChangeOfSomethingElseIsRefusedWithWhatIsThereAndTheOthersAreMade() throws Exception {
        put("job/1", 0, "1");
        put("job/1", 1, "2");

        Map<String, Optional<Kept>> refused = get(store().change(
                        LANE,
                        "e",
                        7,
                        List.of(change("job/1", 1, "3"), change("job/2", 5, "4"), change("job/3", 0, "5"))));

        assertThat(refused).containsOnlyKeys("job/1", "job/2");
        assertThat(refused.get("job/1").orElseThrow().stamp()).isEqualTo(2);
        assertThat(refused.get("job/2")).isEmpty();
        assertThat(get(store().load(LANE, "job/3"))).isPresent();
    }

    @Test
    void anEntityIsForgottenIfNobodyHasChangedIt() throws Exception {
        put("job/1", 0, "1");

        Map<String, Optional<Kept>> tooLate = put("job/1", 9, "");
        Map<String, Optional<Kept>> inTime = put("job/1", 1, "");

        assertThat(tooLate).containsOnlyKeys("job/1");
        assertThat(inTime).isEmpty();
        assertThat(get(store().load(LANE, "job/1"))).isEmpty();
    }

    @Test
    void aLanesContentIsItsOwnWithTheLastNumberOfEachEpoch() throws Exception {
        put("job/1", 0, "1");
        get(store().change(LANE, "e1", 7, List.of(change("job/2", 0, "2"))));
        get(store().change(LANE, "e1", 8, List.of(change("job/2", 1, "3"))));
        get(store().change(LANE, "e2", 1, List.of()));
        get(store().change(LANE + "x", "e3", 9, List.of(change("job/9", 0, "9"))));

        StateStore.LaneContent content = get(store().content(LANE));

        assertThat(content.epochs()).containsExactlyInAnyOrderEntriesOf(Map.of("e1", 8L, "e2", 1L));
        assertThat(content.entities()).containsOnlyKeys("job/1", "job/2");
        assertThat(new String(content.entities().get("job/2").text(), StandardCharsets.UTF_8))
                .isEqualTo("3");
        assertThat(get(store().content("no such lane")).entities()).isEmpty();
    }

    Map<String, Optional<Kept>> put(String entity, long expected, String text) throws Exception {
        return get(store().change(LANE, "", 0, List.of(change(entity, expected, text))));
    }

    static Change change(String entity, long expected, String text) {
        return new Change(entity, expected, text.getBytes(StandardCharsets.UTF_8));
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
