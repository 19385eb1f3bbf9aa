package dev.weir.pipeline;

import dev.weir.event.DeadLetter;
import dev.weir.event.End;
import dev.weir.message.Presence;
import dev.weir.message.Update;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What decoding and rules made of a delivery, before any of it enters a lane.
 *
 * @param updates what each of its events became, by the event's place
 * @param presences where entities are from now on, by the event's place
 * @param withoutUpdates its end where it has no updates
 * @param deadLetter why it, or one of its events, can't be handled; {@code null} where all can
 * @param bytes what its updates take in memory, about
 */
record Judgement(
        List<List<Update>> updates,
        List<List<Presence>> presences,
        End withoutUpdates,
        @Nullable DeadLetter deadLetter,
        long bytes) {

    Judgement {
        updates = List.copyOf(updates);
        presences = List.copyOf(presences);
    }

    static Judgement refused(DeadLetter deadLetter) {
        return new Judgement(List.of(), List.of(), End.DEAD_LETTERED, deadLetter, 0);
    }
}
