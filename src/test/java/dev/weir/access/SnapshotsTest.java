package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.coalesce.LaneSnapshot;
import dev.weir.coalesce.State;
import dev.weir.event.Origin;
import dev.weir.event.Scope;
import dev.weir.message.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private static final String LANE = "group:tenant:acme";
    private static final Version VERSION = Version.of(new Origin(new Scope("ci", "", "0"), 815, Instant.EPOCH), 0);
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00.120Z");

    private final List<String> made = new ArrayList<>();
    private LaneSnapshot snapshot = new LaneSnapshot(false, Map.of(), List.of());
    private long now;
    private final Snapshots snapshots = new Snapshots(
            (hub, lane) -> {
                made.add(hub + " " + lane);
                return CompletableFuture.completedFuture(snapshot);
            },
            () -> now);

    @Test
    void aPageSaysOfEachEntityWhatTheWireFormatNames() throws Exception {
        snapshot = new LaneSnapshot(
                true,
                Map.of("k3f9.0", 18L),
                List.of(
                        entity("job/1", new State(State.Kind.VALUE, VERSION, AT, 40, bytes("{\"a\":1}"), List.of())),
                        entity("job/4", new State(State.Kind.REMOVED, VERSION, AT, 0, bytes(""), List.of())),
                        entity("log/7", new State(State.Kind.LIST, VERSION, AT, 41, bytes(""), List.of(bytes("{}"))))));
        String place = "\"version\":[\"ci/0\",815],\"at\":\"2026-11-23T10:00:00.120Z\"";

        String page = new String(get(""), StandardCharsets.UTF_8);

        assertThat(page)
                .isEqualTo("{\"weir\":1,\"lane\":\"group:tenant:acme\",\"complete\":true,\"epochs\":{\"k3f9.0\":18},"
                        + "\"entities\":["
                        + "{\"entity\":\"job/1\",\"epoch\":\"k3f9.0\",\"rev\":40," + place + ",\"data\":{\"a\":1}},"
                        + "{\"entity\":\"job/4\"," + place + ",\"removed\":true},"
                        + "{\"entity\":\"log/7\",\"epoch\":\"k3f9.0\",\"rev\":41," + place + ",\"items\":[{}]}]}");
    }

    @Test
    void pagesHoldEachEntityOnce() throws Exception {
        snapshot = new LaneSnapshot(
                false,
                Map.of(),
                IntStream.range(0, 2_500)
                        .mapToObj(i -> entity(
                                "job/%04d ä".formatted(i),
                                new State(State.Kind.VALUE, VERSION, AT, 1, bytes("1"), List.of())))
                        .toList());
        List<String> names = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = new ObjectMapper().readTree(get(next));
            page.get("entities")
                    .forEach(entity -> names.add(entity.get("entity").asText()));
            next = page.path("next").asText();
            pages++;
        } while (!next.isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(names).hasSize(2_500).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whoAsksWithinASecondGetsTheSameSnapshot() throws Exception {
        get("");
        now += Duration.ofMillis(999).toNanos();
        get("");
        now += Duration.ofMillis(1).toNanos();
        get("");

        assertThat(made).containsExactly("updates " + LANE, "updates " + LANE);
    }

    @Test
    void aPageThatWasNeverGivenIsGone() {
        assertThatThrownBy(() -> get("no such page!"))
                .isInstanceOfSatisfying(
                        Snapshots.UnavailableException.class,
                        e -> assertThat(e.status()).isEqualTo(410));
    }

    @Test
    void manyLanesAtOnceAreAskedToComeAgain() {
        for (int i = 0; i < 100; i++) {
            snapshots.page("updates", "group:" + i, "");
        }

        assertThatThrownBy(() -> get(""))
                .isInstanceOfSatisfying(
                        Snapshots.UnavailableException.class,
                        e -> assertThat(e.status()).isEqualTo(503));
    }

    private byte[] get(String page) throws Exception {
        return snapshots.page("updates", LANE, page).toCompletableFuture().get();
    }

    private static LaneSnapshot.Entity entity(String name, State state) {
        return new LaneSnapshot.Entity(name, "k3f9.0", state, 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
