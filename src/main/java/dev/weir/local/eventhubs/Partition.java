package dev.weir.local.eventhubs;

import dev.weir.local.amqp.Loop;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A partition: its log, and who reads it in each consumer group. */
final class Partition {
    private final int number;
    private final PartitionLog log;
    private final Loop loop;
    private final Map<String, ReaderGroup> groups = new TreeMap<>();
    private boolean wakeScheduled;

    Partition(int number, HubSettings hub, Loop loop) {
        this.number = number;
        this.log = new PartitionLog(hub.retention());
        this.loop = loop;
        hub.consumerGroups().forEach(group -> groups.put(group.toLowerCase(Locale.ROOT), new ReaderGroup()));
    }

    int number() {
        return number;
    }

    void append(List<SentEvent> events) {
        long now = loop.now();
        events.forEach(event -> log.append(event, now));
        if (!wakeScheduled) {
            wakeScheduled = true;
            // At the end of the pass, when all that came in it is in the log.
            loop.execute(this::wake);
        }
    }

    private void wake() {
        wakeScheduled = false;
        groups.values().forEach(ReaderGroup::wake);
    }

    /** The log, without what retention has ended by now. */
    PartitionLog log() {
        log.trim(loop.now());
        return log;
    }

    long now() {
        return loop.now();
    }

    /**
     * The readers of a consumer group.
     *
     * @param group in lower case, one of the hub's
     */
    ReaderGroup group(String group) {
        ReaderGroup readers = groups.get(group);
        if (readers == null) {
            throw new IllegalArgumentException("there is no consumer group '" + group + "'");
        }
        return readers;
    }

    int readers() {
        return groups.values().stream().mapToInt(ReaderGroup::size).sum();
    }
}
