package dev.weir.pipeline;

import dev.weir.event.DeadLetter;
import dev.weir.event.End;
import dev.weir.message.Update;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What decoding and rules made of a delivery, before any of it enters a lane.
 *
 * @param updates what its events became
 * @param withoutUpdates its end where it has no updates
 * @param deadLetter why it, or one of its events, can't be handled; {@code null} where all can
 */
record Judgement(
        List<Update> updates, End withoutUpdates, @Nullable DeadLetter deadLetter) {}
