package dev.weir.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.coalesce.StateStore;
import dev.weir.coalesce.StateStore.Change;
import dev.weir.coalesce.StateStore.Due;
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
    static final String LANE = "updates\ngroup:tenant:acme";

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
    void aStampIsTheOneThatIsNamed() throws Exception {
        long stamp = StateStore.next(0, 1_760_000_000_123L);

        write("job/1", 0, stamp);

        assertThat(stampOf("job/1")).isEqualTo(stamp);
        assertThat(write("job/1", stamp, StateStore.next(stamp, 0))).isEmpty();
        assertThat(stampOf("job/1")).isEqualTo(stamp + 1);
    }

    @Test
    void aForgetThatIsRepeatedDoesNotTakeTheNextLife() throws Exception {
        long first = StateStore.next(0, 1_760_000_000_000L);
        write("job/1", 0, first);
        put("job/1", first, "");
        long second = StateStore.next(0, 1_760_000_000_001L);
        write("job/1", 0, second);

        Map<String, Optional<Kept>> repeated = put("job/1", first, "");

        assertThat(repeated.get("job/1").orElseThrow().stamp()).isEqualTo(second);
        assertThat(stampOf("job/1")).isEqualTo(second);
    }

    @Test
    void aStampOfAnEarlierLifeIsRefused() throws Exception {
        long first = StateStore.next(0, 1_760_000_000_000L);
        write("job/1", 0, first);
        long remembered = StateStore.next(first, 1_760_000_000_000L);
        write("job/1", first, remembered);
        put("job/1", remembered, "");
        long second = StateStore.next(0, 1_760_000_000_001L);
        write("job/1", 0, second);
        long third = StateStore.next(second, 1_760_000_000_001L);
        write("job/1", second, third);

        Map<String, Optional<Kept>> late = write("job/1", remembered, StateStore.next(remembered, 0));

        assertThat(late.get("job/1").orElseThrow().stamp()).isEqualTo(third);
        assertThat(stampOf("job/1")).isEqualTo(third);
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

    @Test
    void aLaneWhoseLastEntityIsForgottenHasNoEpochs() throws Exception {
        get(store().change(LANE, "e1", 7, List.of(change("job/1", 0, "1"), change("job/2", 0, "2"))));
        get(store().change(LANE + "x", "e2", 9, List.of(change("job/1", 0, "1"))));

        put("job/1", 1, "");
        assertThat(get(store().content(LANE)).epochs()).containsOnlyKeys("e1");
        put("job/2", 1, "");

        assertThat(get(store().content(LANE)).entities()).isEmpty();
        assertThat(get(store().content(LANE)).epochs()).isEmpty();
        assertThat(get(store().content(LANE + "x")).epochs()).containsOnly(Map.entry("e2", 9L));
        get(store().change(LANE, "e3", 1, List.of(change("job/1", 0, "1"))));
        assertThat(get(store().content(LANE)).epochs()).containsOnly(Map.entry("e3", 1L));
    }

    @Test
    void aBatchThatLeavesNoEntityKeepsItsEpoch() throws Exception {
        get(store().change(LANE, "e1", 7, List.of(change("job/1", 0, "1"))));

        get(store().change(LANE, "e1", 8, List.of(change("job/1", 1, ""))));

        assertThat(get(store().content(LANE)).epochs()).containsOnly(Map.entry("e1", 8L));
    }

    @Test
    void whatIsDueIsGivenOnceAndAgainAWhileLaterTheLongestFirst() throws Exception {
        due("job/1", 0, "1", 3_000);
        due("job/2", 0, "2", 2_000);
        due("job/3", 0, "3", 1_000);
        due("job/4", 0, "4", 9_000);
        put("job/5", 0, "5");

        List<Due> first = get(store().due(5_000, 6_000, 2));
        List<Due> second = get(store().due(5_000, 6_000, 2));

        assertThat(first).extracting(Due::entity).containsExactly("job/3", "job/2");
        assertThat(first).extracting(Due::lane).containsOnly(LANE);
        assertThat(text(first.get(0).kept())).isEqualTo("3");
        assertThat(first.get(0).kept().stamp()).isEqualTo(1);
        assertThat(second).extracting(Due::entity).containsExactly("job/1");
        assertThat(get(store().due(6_000, 7_000, 9))).isEmpty();
        assertThat(get(store().due(6_001, 7_000, 9)))
                .extracting(Due::entity)
                .containsExactlyInAnyOrder("job/1", "job/2", "job/3");
        assertThat(text(get(store().load(LANE, "job/3")).orElseThrow())).isEqualTo("3");
    }

    @Test
    void aChangeSetsAnotherTimeOrNone() throws Exception {
        due("job/1", 0, "1", 1_000);
        due("job/1", 1, "2", 4_000);
        due("job/2", 0, "1", 1_000);
        put("job/2", 1, "2");
        due("job/3", 0, "1", 1_000);
        put("job/3", 1, "");
        due("job/4", 0, "1", 1_000);
        assertThat(due("job/4", 9, "refused", 8_000)).containsOnlyKeys("job/4");

        assertThat(get(store().due(3_000, 3_000, 9))).extracting(Due::entity).containsExactly("job/4");
        assertThat(get(store().due(5_000, 9_000, 9)))
                .extracting(Due::entity)
                .containsExactlyInAnyOrder("job/1", "job/4");
    }

    private Map<String, Optional<Kept>> write(String entity, long expected, long stamp) throws Exception {
        byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
        return get(store().change(LANE, "", 0, List.of(new Change(entity, expected, stamp, text, StateStore.NEVER))));
    }

    private long stampOf(String entity) throws Exception {
        return get(store().load(LANE, entity)).orElseThrow().stamp();
    }

    Map<String, Optional<Kept>> put(String entity, long expected, String text) throws Exception {
        return get(store().change(LANE, "", 0, List.of(change(entity, expected, text))));
    }

    private Map<String, Optional<Kept>> due(String entity, long expected, String text, long at) throws Exception {
        return get(store().change(LANE, "", 0, List.of(change(entity, expected, text, at))));
    }

    private static String text(Kept kept) {
        return new String(kept.text(), StandardCharsets.UTF_8);
    }

    static Change change(String entity, long expected, String text) {
        return change(entity, expected, text, StateStore.NEVER);
    }

    /** One after which the stamp is the next number; 1 at first. */
    static Change change(String entity, long expected, String text, long at) {
        long stamp = text.isEmpty() ? 0 : expected + 1;
        return new Change(entity, expected, stamp, text.getBytes(StandardCharsets.UTF_8), at);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
