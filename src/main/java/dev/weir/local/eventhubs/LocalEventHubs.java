package dev.weir.local.eventhubs;

import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.Node;
import dev.weir.local.amqp.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A local Azure Event Hubs, in memory. The loop that it is given owns its state: {@link #find} is for the loop alone,
 * all other methods may be called from any thread.
 */
public final class LocalEventHubs implements Service {
    private static final Duration TRIM_INTERVAL = Duration.ofMinutes(1);
    private static final int MAX_PEEK = 1000;

    private final Loop loop;
    private final HubDirectory hubs;

    /**
     * @param taken whether a name in lower case belongs to another service behind the same port; asked on the loop
     */
    public LocalEventHubs(Loop loop, Predicate<String> taken) {
        this.loop = loop;
        hubs = new HubDirectory(loop, taken);
    }

    /** Has retention end by time alone, too, when nobody sends or reads. */
    public void start() {
        loop.schedule(this::trimRegularly, TRIM_INTERVAL);
    }

    private void trimRegularly() {
        hubs.trim();
        start();
    }

    /** Forgets what retention has ended by now: for one who has moved the clock. */
    public void trim() {
        on(() -> hubs.trim());
    }

    @Override
    public Optional<Node> find(String address) {
        return hubs.find(address);
    }

    /**
     * Adds a hub.
     *
     * @throws IllegalArgumentException when there is an entity of this name
     */
    public void createHub(HubSettings hub) {
        on(() -> hubs.add(hub));
    }

    /**
     * Removes a hub with its events; its readers' links end, and what its senders send is refused.
     *
     * @return whether there was one of this name
     */
    public boolean deleteHub(String name) {
        return loop.call(() -> hubs.remove(name));
    }

    /** The hubs, in the order of their names. */
    public List<HubSettings> hubs() {
        return loop.call(() -> hubs.all().stream().map(Hub::settings).toList());
    }

    /**
     * What a hub's partitions hold now, in their order.
     *
     * @throws IllegalArgumentException when there is no hub of this name
     */
    public List<PartitionState> partitions(String hub) {
        return loop.call(
                () -> require(hub).partitions().stream().map(PartitionState::of).toList());
    }

    /**
     * Events of a partition, as a reader would get them, without reading them.
     *
     * @param fromSequenceNumber of the first one wanted; what is no longer kept is passed over
     * @param count 1 to 1000 at most
     * @throws IllegalArgumentException when there is no such hub or partition, or the count is out of its range
     */
    public List<StoredEvent> peek(String hub, int partition, long fromSequenceNumber, int count) {
        if (count < 1 || count > MAX_PEEK) {
            throw new IllegalArgumentException("count must be 1 to " + MAX_PEEK + ", but was " + count);
        }
        return loop.call(() -> {
            PartitionLog log = require(require(hub), partition).log();
            List<StoredEvent> events = new ArrayList<>();
            long from = Math.max(log.first(), fromSequenceNumber);
            for (long next = from; next < log.end() && events.size() < count; next++) {
                Segment segment = log.segment(next);
                events.add(StoredEvent.of(segment, next));
            }
            return events;
        });
    }

    /**
     * Puts an event into a partition: that of its key, or the next in turn.
     *
     * @throws IllegalArgumentException when there is no hub of this name
     */
    public void send(String hub, NewEvent event) {
        on(() -> require(hub).append(event.encode()));
    }

    /**
     * Puts an event into one partition.
     *
     * @throws IllegalArgumentException when there is no such hub or partition
     */
    public void send(String hub, int partition, NewEvent event) {
        on(() -> require(require(hub), partition).append(List.of(event.encode())));
    }

    private Hub require(String name) {
        return hubs.hub(name).orElseThrow(() -> new IllegalArgumentException("there is no hub '" + name + "'"));
    }

    private static Partition require(Hub hub, int partition) {
        return hub.partition(Integer.toString(partition))
                .orElseThrow(() ->
                        new IllegalArgumentException("hub '" + hub.settings().name()
                                + "' has no partition " + partition + ": it has "
                                + hub.partitions().size() + ", numbered from 0"));
    }

    private void on(Runnable action) {
        loop.call(() -> {
            action.run();
            return hubs;
        });
    }
}
