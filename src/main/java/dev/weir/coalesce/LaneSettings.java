package dev.weir.coalesce;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What all lanes share.
 *
 * @param maxUpdates most updates in a batch
 * @param maxBytes longest batch; the service takes 1 MB
 * @param tailAfter how long after its last batch an idle lane repeats that batch's number, so that a lost tail shows
 * @param onFlush told why a batch was cut: {@code first}, {@code window}, {@code size}, {@code tail}, {@code drain},
 *     {@code retry}
 */
public record LaneSettings(int maxUpdates, int maxBytes, Duration tailAfter, Consumer<String> onFlush) {
    public LaneSettings {
        if (maxUpdates < 1 || maxBytes < 1024) {
            throw new IllegalArgumentException(
                    "A batch must allow at least 1 update and 1,024 bytes, but the limits were " + maxUpdates + " and "
                            + maxBytes);
        }
    }
}
