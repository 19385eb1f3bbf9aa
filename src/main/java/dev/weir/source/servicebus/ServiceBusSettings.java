package dev.weir.source.servicebus;

import dev.weir.azure.AmqpAccess;
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
        Optional<Sessions> sessions) {

    public ServiceBusSettings {
        if (sessions.isPresent() && sessions.get().max() > maxHeldEvents) {
            throw new IllegalArgumentException("Source '" + name + "' may hold " + maxHeldEvents
                    + " deliveries, too few for " + sessions.get().max() + " sessions: each asks for one at least");
        }
    }

    /** A source of an entity without sessions, with what applies where nothing is said. */
    public static ServiceBusSettings of(String name, AmqpAccess access, ServiceBusEntity entity) {
        return new ServiceBusSettings(name, "", access, entity, 1_000, 64L << 20, 0, Optional.empty());
    }

    public ServiceBusSettings withCredit(int events, long bytes) {
        return new ServiceBusSettings(name, incarnation, access, entity, events, bytes, prefetch, sessions);
    }

    public ServiceBusSettings withSessions(Sessions others) {
        return new ServiceBusSettings(
                name, incarnation, access, entity, maxHeldEvents, maxHeldBytes, prefetch, Optional.of(others));
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
