package dev.weir.source;

import java.time.Duration;

/**
 * How locks are kept.
 *
 * @param renewalsPerSecond most renewals a second for each source; the broker renews one message a call
 * @param renewalsInFlight most renewals that wait for an answer, for each source
 * @param comesAgainWithin how long after its lock ended a lost delivery is waited for, with newer ones of its entities
 *     unsettled behind it; after that those go back, so that the broker hands all of them out in their order
 */
public record LockSettings(int renewalsPerSecond, int renewalsInFlight, Duration comesAgainWithin) {

    /** What applies where nothing is said. */
    public static final LockSettings DEFAULT = new LockSettings(200, 32, Duration.ofSeconds(5));

    public LockSettings {
        if (renewalsPerSecond < 1 || renewalsInFlight < 1 || comesAgainWithin.isNegative()) {
            throw new IllegalArgumentException(
                    "Renewals must be at least 1 a second and 1 in flight, and 'comesAgainWithin' zero or more, but they were "
                            + renewalsPerSecond + ", " + renewalsInFlight + " and " + comesAgainWithin);
        }
    }
}
