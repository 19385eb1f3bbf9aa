package dev.weir.source.servicebus;

import dev.weir.azure.AmqpAccess;
import dev.weir.source.LockSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * How a queue or a subscription is taken from.
 *
 * @param name the source's name in the configuration
 * @param incarnation which life of the entity this is; empty for the first
 * @param access the namespace
 * @param entity the queue or subscription
 * @param maxHeldEvents most deliveries asked for or held
 * @param maxHeldBytes most bytes asked for or held
 * @param prefetch how many messages the SDK may buffer ahead, on each link; they count as asked for
 * @param settling how messages are settled
 * @param sessions how its sessions are taken; empty where it has none
 */
public record ServiceBusSettings(
        String name,
        String incarnation,
        AmqpAccess access,
        ServiceBusEntity entity,
        int maxHeldEvents,
        long maxHeldBytes,
        int prefetch,
        Settling settling,
        Optional<Sessions> sessions) {

    public ServiceBusSettings {
        if (sessions.isPresent() && settling.mode() == Mode.RECEIVE_AND_DELETE) {
            throw new IllegalArgumentException(
                    "Source '" + name + "' takes sessions, which are not taken by receive-and-delete");
        }
        if (sessions.isPresent() && sessions.get().max() > maxHeldEvents) {
            throw new IllegalArgumentException("Source '" + name + "' may hold " + maxHeldEvents
                    + " deliveries, too few for " + sessions.get().max() + " sessions: each asks for one at least");
        }
    }

    /** How the locks of messages are kept. */
    LockSettings locks() {
        return new LockSettings(
                settling.renewalsPerSecond(),
                LockSettings.DEFAULT.renewalsInFlight(),
                LockSettings.DEFAULT.comesAgainWithin());
    }

    /** A source of an entity without sessions, with what applies where nothing is said. */
    public static ServiceBusSettings of(String name, AmqpAccess access, ServiceBusEntity entity) {
        return new ServiceBusSettings(
                name, "", access, entity, 1_000, 64L << 20, 0, Settling.DEFAULT, Optional.empty());
    }

    public ServiceBusSettings withCredit(int events, long bytes) {
        return new ServiceBusSettings(name, incarnation, access, entity, events, bytes, prefetch, settling, sessions);
    }

    public ServiceBusSettings withSessions(Sessions others) {
        return new ServiceBusSettings(
                name,
                incarnation,
                access,
                entity,
                maxHeldEvents,
                maxHeldBytes,
                prefetch,
                settling,
                Optional.of(others));
    }

    public ServiceBusSettings withSettling(Settling other) {
        return new ServiceBusSettings(
                name, incarnation, access, entity, maxHeldEvents, maxHeldBytes, prefetch, other, sessions);
    }

    /** When the broker forgets a message. */
    public enum Mode {
        /** It keeps the message locked until it is settled. */
        PEEK_LOCK,
        /** It deletes the message when it hands it out: what is held is lost with the process. */
        RECEIVE_AND_DELETE
    }

    /**
     * How messages are settled.
     *
     * @param mode when the broker forgets a message
     * @param timeout how long one try of a settlement or a renewal may wait for the broker's answer
     * @param renewalsPerSecond most renewals of message locks a second
     * @param maxDeliveryCount the entity's own: after how many attempts the broker gives a message up
     */
    public record Settling(Mode mode, Duration timeout, int renewalsPerSecond, int maxDeliveryCount) {
        /** What applies where nothing is said; the time-out is short, so that it does not outlive a drain. */
        public static final Settling DEFAULT =
                new Settling(Mode.PEEK_LOCK, Duration.ofSeconds(8), LockSettings.DEFAULT.renewalsPerSecond(), 10);

        public Settling withMode(Mode other) {
            return new Settling(other, timeout, renewalsPerSecond, maxDeliveryCount);
        }
    }

    /**
     * How sessions are taken.
     *
     * @param max most sessions held at a time
     * @param idle how long one may bring nothing before it is given back
     * @param turn how long one may be held while as many are held as may be: then it makes room for another
     */
    public record Sessions(int max, Duration idle, Duration turn) {
        public Sessions {
            if (max < 1 || idle.isNegative() || idle.isZero() || turn.isNegative() || turn.isZero()) {
                throw new IllegalArgumentException(
                        "There must be at least 1 session, and it must have some time, but were " + max + ", 'idle' "
                                + idle + " and 'turn' " + turn);
            }
        }
    }
}
