package dev.weir.local.eventhubs;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.Request;
import dev.weir.local.amqp.RequestNode;
import dev.weir.local.amqp.Response;
import java.util.Optional;

/** The namespace's {@code $management}: properties of a hub and of a partition, in the types that the SDKs check. */
final class HubManagement implements RequestNode {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int NOT_IMPLEMENTED = 501;

    /** 0001-01-01, which Azure names for the last event of a partition that never had one. */
    private static final long NEVER = -62_135_596_800_000L;

    private final HubDirectory hubs;

    HubManagement(HubDirectory hubs) {
        this.hubs = hubs;
    }

    @Override
    public Response answer(Request request) {
        if (!request.operation().equals("READ")) {
            return Response.failure(
                    NOT_IMPLEMENTED,
                    new AmqpError(
                            AmqpError.NOT_IMPLEMENTED,
                            "operation '" + request.operation() + "' is not supported here, only READ is"));
        }
        String name = text(request, "name");
        Optional<Hub> hub = hubs.hub(name);
        if (hub.isEmpty()) {
            return Response.failure(NOT_FOUND, AmqpError.entityNotFound(name));
        }
        String type = text(request, "type");
        return switch (type) {
            case "com.microsoft:eventhub" -> properties(hub.get());
            case "com.microsoft:partition" ->
                hub.get()
                        .partition(text(request, "partition"))
                        .map(partition -> properties(hub.get(), partition))
                        .orElseGet(() -> Response.failure(BAD_REQUEST, hub.get().noSuchPartition()));
            default ->
                Response.failure(
                        BAD_REQUEST,
                        new AmqpError(
                                "com.microsoft:argument-error",
                                "type '" + type + "' cannot be read: expected is com.microsoft:eventhub or"
                                        + " com.microsoft:partition"));
        };
    }

    private static String text(Request request, String property) {
        return request.properties().get(property) instanceof String text ? text : "";
    }

    private static Response properties(Hub hub) {
        String[] ids = hub.partitions().stream()
                .map(partition -> Integer.toString(partition.number()))
                .toArray(String[]::new);
        EncodedWriter body = new EncodedWriter(128 + 8 * ids.length);
        int map = body.openMap(10);
        body.string("name").string(hub.settings().name());
        body.string("type").string("com.microsoft:eventhub");
        body.string("created_at").timestamp(hub.createdAt());
        body.string("partition_count").integer(ids.length);
        body.string("partition_ids").value(ids);
        body.close(map);
        return Response.ok(body.toBytes());
    }

    private static Response properties(Hub hub, Partition partition) {
        PartitionLog log = partition.log();
        EncodedWriter body = new EncodedWriter(384);
        int map = body.openMap(16);
        body.string("name").string(hub.settings().name());
        body.string("type").string("com.microsoft:partition");
        body.string("partition").string(Integer.toString(partition.number()));
        body.string("begin_sequence_number").longInteger(log.first());
        body.string("last_enqueued_sequence_number").longInteger(log.end() - 1);
        body.string("last_enqueued_offset").string(Long.toString(log.lastOffset()));
        body.string("last_enqueued_time_utc").timestamp(log.end() == 0 ? NEVER : log.lastTime());
        body.string("is_partition_empty").bool(log.first() == log.end());
        body.close(map);
        return Response.ok(body.toBytes());
    }
}
