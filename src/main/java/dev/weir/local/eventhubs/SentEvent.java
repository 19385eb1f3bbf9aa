package dev.weir.local.eventhubs;

import dev.weir.local.amqp.EncodedReader;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.InletHandler;
import dev.weir.local.amqp.MalformedValueException;
import dev.weir.local.amqp.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An event as a client sent it, taken apart only as far as the service adds something to it.
 *
 * @param partitionKey from its own annotations, or from those of its batch
 * @param annotationCount keys and values together in {@code annotations}
 * @param annotations the entries of the message annotations, encoded, without the service's own
 * @param source the bytes that came, in which the sections from properties to footer begin and end
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
record SentEvent(
        Optional<String> partitionKey,
        int annotationCount,
        byte[] annotations,
        byte[] source,
        int bareFrom,
        int bareTo) {
    private static final String KEY = "x-opt-partition-key";
    private static final Set<String> SERVICE_ANNOTATIONS =
            Set.of(KEY, "x-opt-sequence-number", "x-opt-offset", "x-opt-enqueued-time", "x-opt-publisher");
    private static final byte[] SEQUENCE_NUMBER = symbol("x-opt-sequence-number");
    private static final byte[] OFFSET = symbol("x-opt-offset");
    private static final byte[] ENQUEUED_TIME = symbol("x-opt-enqueued-time");
    private static final byte[] PARTITION_KEY = symbol(KEY);
    private static final int SERVICE_BYTES = 160;

    /** Reads one event, or the events of a batch, which may be none. */
    static List<SentEvent> read(int format, byte[] encoded) {
        SentEvent whole = read(encoded, 0, encoded.length);
        if (format != InletHandler.BATCH_FORMAT) {
            return List.of(whole);
        }
        List<SentEvent> events = new ArrayList<>();
        EncodedReader reader = new EncodedReader(encoded, whole.bareFrom, encoded.length);
        while (reader.hasMore()) {
            if (reader.readDescriptor() == Section.DATA) {
                int length = reader.enterBinary();
                int start = reader.position();
                events.add(read(encoded, start, start + length).inBatch(whole.partitionKey));
                reader = new EncodedReader(encoded, start + length, encoded.length);
            } else {
                reader.skip();
            }
        }
        return events;
    }

    private static SentEvent read(byte[] encoded, int start, int end) {
        EncodedReader reader = new EncodedReader(encoded, start, end);
        Optional<String> key = Optional.empty();
        int count = 0;
        EncodedWriter kept = new EncodedWriter(16);
        int bare = start;
        while (reader.hasMore()) {
            switch (reader.readDescriptor()) {
                case Section.HEADER, Section.DELIVERY_ANNOTATIONS -> reader.skip();
                case Section.MESSAGE_ANNOTATIONS -> {
                    int entries = reader.enterMap();
                    for (int i = 0; i < entries; i += 2) {
                        int entry = reader.position();
                        String name = reader.readText().orElse("");
                        if (name.equals(KEY)) {
                            key = reader.readText();
                        } else {
                            reader.skip();
                        }
                        if (!SERVICE_ANNOTATIONS.contains(name)) {
                            kept.raw(encoded, entry, reader.position());
                            count += 2;
                        }
                    }
                }
                default -> {
                    check(encoded, bare, end);
                    return new SentEvent(key, count, kept.toBytes(), encoded, bare, end);
                }
            }
            bare = reader.position();
        }
        return new SentEvent(key, count, kept.toBytes(), encoded, bare, end);
    }

    private static void check(byte[] encoded, int from, int to) {
        EncodedReader reader = new EncodedReader(encoded, from, to);
        while (reader.hasMore()) {
            int section = reader.readDescriptor();
            if (section < Section.PROPERTIES || section > Section.FOOTER) {
                throw new MalformedValueException(
                        "expected a section of a message before byte " + reader.position() + " of the message");
            }
            reader.skip();
        }
    }

    private SentEvent inBatch(Optional<String> batchKey) {
        return partitionKey.isPresent() || batchKey.isEmpty()
                ? this
                : new SentEvent(batchKey, annotationCount, annotations, source, bareFrom, bareTo);
    }

    int bareSize() {
        return bareTo - bareFrom;
    }

    /** The message annotations with the service's own, which stand before the bare message in a delivery. */
    byte[] head(long sequenceNumber, long offset, long enqueuedAt) {
        EncodedWriter writer = new EncodedWriter(SERVICE_BYTES + annotations.length);
        writer.section(Section.MESSAGE_ANNOTATIONS);
        int map = writer.openMap(annotationCount + (partitionKey.isPresent() ? 8 : 6));
        writer.raw(SEQUENCE_NUMBER).longInteger(sequenceNumber);
        writer.raw(OFFSET).string(Long.toString(offset));
        writer.raw(ENQUEUED_TIME).timestamp(enqueuedAt);
        partitionKey.ifPresent(key -> writer.raw(PARTITION_KEY).string(key));
        writer.raw(annotations);
        writer.close(map);
        return writer.toBytes();
    }

    private static byte[] symbol(String name) {
        return new EncodedWriter(32).symbol(name).toBytes();
    }
}
