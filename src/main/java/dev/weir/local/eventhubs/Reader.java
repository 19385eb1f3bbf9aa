package dev.weir.local.eventhubs;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.Outlet;
import dev.weir.local.amqp.OutletAttach;
import dev.weir.local.amqp.OutletHandler;
import dev.weir.local.amqp.Section;
import java.util.OptionalLong;
import org.apache.qpid.protonj2.types.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * One link that reads a partition, from a position on and as far as its credit goes. Deliveries are settled when they
 * are sent, as Azure does: where a reader stands is the client's to remember.
 */
final class Reader implements OutletHandler {
    private static final Symbol EPOCH = Symbol.valueOf("com.microsoft:epoch");
    private static final Symbol NAME = Symbol.valueOf("com.microsoft:receiver-name");
    private static final Symbol METRICS = Symbol.valueOf("com.microsoft:enable-receiver-runtime-metric");

    private final Partition partition;
    private final ReaderGroup group;
    private final OptionalLong epoch;
    private final String name;
    private final boolean withMetrics;
    private long next;
    private @Nullable Segment segment;
    private @Nullable Outlet outlet;

    Reader(Partition partition, ReaderGroup group, OutletAttach attach, long start) {
        this.partition = partition;
        this.group = group;
        this.next = start;
        this.epoch = attach.properties().get(EPOCH) instanceof Number number
                ? OptionalLong.of(number.longValue())
                : OptionalLong.empty();
        // What the service calls a receiver that has not told its name.
        this.name = attach.properties().get(NAME) instanceof String given ? given : "nil";
        this.withMetrics = attach.desires(METRICS);
    }

    void open(OutletAttach attach) {
        outlet = attach.acceptSettled(this);
    }

    OptionalLong epoch() {
        return epoch;
    }

    String name() {
        return name;
    }

    /** Sends what there is, as far as credit goes. */
    void deliver() {
        Outlet link = outlet;
        if (link == null || !link.isReady()) {
            return;
        }
        PartitionLog log = partition.log();
        // Retention may have overtaken a slow reader.
        next = Math.max(next, log.first());
        while (next < log.end() && link.isReady()) {
            Segment current = segment;
            if (current == null || !current.holds(next)) {
                current = log.segment(next);
                segment = current;
            }
            send(link, log, current);
            next++;
        }
        if (next == log.end()) {
            // Nothing here shall keep a segment that the log has let go.
            segment = null;
        }
    }

    private void send(Outlet link, PartitionLog log, Segment current) {
        int from = current.from(next);
        int to = current.to(next);
        if (!withMetrics) {
            link.sendSettled(current.bytes(), from, to);
            return;
        }
        EncodedWriter writer = new EncodedWriter(to - from + 256);
        writer.section(Section.DELIVERY_ANNOTATIONS);
        int map = writer.openMap(8);
        writer.symbol("last_enqueued_sequence_number").longInteger(log.end() - 1);
        writer.symbol("last_enqueued_offset").string(Long.toString(log.lastOffset()));
        writer.symbol("last_enqueued_time_utc").timestamp(log.lastTime());
        writer.symbol("runtime_info_retrieval_time_utc").timestamp(partition.now());
        writer.close(map);
        byte[] message = writer.raw(current.bytes(), from, to).toBytes();
        link.sendSettled(message, 0, message.length);
    }

    @Override
    public void ready(Outlet link) {
        deliver();
    }

    /** Ends the link from this side. */
    void end(AmqpError error) {
        Outlet link = outlet;
        if (link != null) {
            link.detach(error);
        }
        group.leave(this);
    }

    @Override
    public void closed(Outlet link) {
        segment = null;
        group.leave(this);
    }
}
