package dev.weir.source.servicebus;

/**
 * How a queue is taken from.
 *
 * @param name the source's name in the configuration
 * @param incarnation which life of the queue this is; empty for the first
 * @param connectionString namespace and key: a secret
 * @param queue the queue's name
 * @param maxHeldEvents most deliveries asked for or held
 * @param maxHeldBytes most bytes asked for or held
 * @param prefetch how many messages the SDK may buffer ahead; they count as asked for
 */
public record ServiceBusSettings(
        String name,
        String incarnation,
        String connectionString,
        String queue,
        int maxHeldEvents,
        long maxHeldBytes,
        int prefetch) {

    @Override
    public String toString() {
        return "ServiceBusSettings[name=" + name + ", queue=" + queue + ", connectionString=***]";
    }
}
