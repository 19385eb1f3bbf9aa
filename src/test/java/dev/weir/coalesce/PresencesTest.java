package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Origin;
import dev.weir.event.Scope;
import dev.weir.message.Coalescing;
import dev.weir.message.LaneKey;
import dev.weir.message.Presence;
import dev.weir.message.Target;
import dev.weir.message.Update;
import dev.weir.message.Version;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PresencesTest {
    private static final LaneKey A = lane("a");
    private static final LaneKey B = lane("b");
    private static final LaneKey C = lane("c");

    private final Presences presences = new Presences(10);

    @Test
    void aRemovalThatIsTakenBackIsOwedThoughAnOlderOneCameToItsEnd() {
        presences.leave(in(1, A));
        Presence second = in(2, B);
        assertThat(lanes(presences.leave(second))).containsExactly(A);
        assertThat(lanes(presences.leave(in(3, C)))).containsExactlyInAnyOrder(A, B);

        // The third's removal took the place of the second's, and is taken back before it went out.
        presences.superseded(second, A);

        assertThat(lanes(presences.leave(in(3, C)))).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void aRemovalThatWasPublishedIsOwedNoMore() {
        presences.leave(in(1, A));
        Presence second = in(2, B);
        presences.leave(second);

        presences.left(second, A);

        assertThat(presences.leave(second)).isEmpty();
        assertThat(lanes(presences.leave(in(3, C)))).containsExactly(B);
    }

    @Test
    void aRemovalThatWasPublishedIsOwedNoMoreThoughTheEntityWasUpdatedSince() {
        presences.leave(in(1, A));
        Presence second = in(2, B);
        presences.leave(second);
        assertThat(lanes(presences.leave(in(3, B)))).containsExactly(A);

        presences.left(second, A);

        assertThat(presences.leave(in(4, B))).isEmpty();
    }

    @Test
    void anEntityThatCameBackAndLeftAgainIsOwedItsRemoval() {
        presences.leave(in(1, A));
        Presence second = in(2, B);
        presences.leave(second);
        presences.leave(in(3, A));
        presences.leave(in(4, B));

        presences.left(second, A);

        assertThat(lanes(presences.leave(in(5, B)))).containsExactly(A);
    }

    private static List<LaneKey> lanes(List<Update> removals) {
        return removals.stream().map(Update::lane).toList();
    }

    private static Presence in(long sequence, LaneKey lane) {
        Origin origin = new Origin(new Scope("fleet", "", "0"), sequence, Instant.EPOCH);
        return new Presence(
                "shipments",
                "acme",
                "shipment/1",
                Version.of(origin, 0),
                origin.enqueuedAt(),
                Set.of(lane),
                Coalescing.DEFAULT);
    }

    private static LaneKey lane(String name) {
        return LaneKey.of(new Target("updates", Target.Kind.GROUP, name));
    }
}
