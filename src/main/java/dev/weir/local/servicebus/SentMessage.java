package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedReader;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.InletHandler;
import dev.weir.local.amqp.MalformedValueException;
import dev.weir.local.amqp.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A message as a client sent it, taken apart only as far as the broker adds something to it.
 *
 * @param annotationCount keys and values together in {@code annotations}
 * @param annotations the entries of the message annotations, encoded, without the broker's own
 * @param bare the sections from properties to footer, encoded; the properties have a message id
 * @param timeToLive milliseconds, from the header
 * @param scheduled whether it asks to be enqueued later
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
record SentMessage(int annotationCount, byte[] annotations, byte[] bare, OptionalLong timeToLive, boolean scheduled) {
    private static final byte[] NONE = {};
    private static final String SCHEDULED = "x-opt-scheduled-enqueue-time";
    private static final Set<String> BROKER_ANNOTATIONS = Set.of(
            "x-opt-sequence-number",
            "x-opt-enqueued-time",
            "x-opt-locked-until",
            "x-opt-message-state",
            "x-opt-enqueue-sequence-number");

    /** Reads one message, or the messages of a batch. */
    static List<SentMessage> read(int format, byte[] encoded) {
        if (format != InletHandler.BATCH_FORMAT) {
            return List.of(read(encoded, 0, encoded.length));
        }
        List<SentMessage> messages = new ArrayList<>();
        EncodedReader reader = new EncodedReader(encoded, 0, encoded.length);
        while (reader.hasMore()) {
            if (reader.readDescriptor() == Section.DATA) {
                int length = reader.enterBinary();
                int start = reader.position();
                messages.add(read(encoded, start, start + length));
                reader = new EncodedReader(encoded, start + length, encoded.length);
            } else {
                reader.skip();
            }
        }
        return messages;
    }

    private static SentMessage read(byte[] encoded, int start, int end) {
        EncodedReader reader = new EncodedReader(encoded, start, end);
        OptionalLong timeToLive = OptionalLong.empty();
        int annotationCount = 0;
        byte[] annotations = NONE;
        boolean scheduled = false;
        while (reader.hasMore()) {
            int sectionStart = reader.position();
            switch (reader.readDescriptor()) {
                case Section.HEADER -> timeToLive = readTimeToLive(reader);
                case Section.DELIVERY_ANNOTATIONS -> reader.skip();
                case Section.MESSAGE_ANNOTATIONS -> {
                    int count = reader.enterMap();
                    EncodedWriter kept = new EncodedWriter(end - start);
                    for (int i = 0; i < count; i += 2) {
                        int entry = reader.position();
                        String name = reader.readText().orElse("");
                        reader.skip();
                        scheduled |= name.equals(SCHEDULED);
                        if (!BROKER_ANNOTATIONS.contains(name)) {
                            kept.raw(encoded, entry, reader.position());
                            annotationCount += 2;
                        }
                    }
                    annotations = kept.toBytes();
                }
                default -> {
                    byte[] bare = withMessageId(encoded, sectionStart, end);
                    check(bare);
                    return new SentMessage(annotationCount, annotations, bare, timeToLive, scheduled);
                }
            }
        }
        return new SentMessage(annotationCount, annotations, withMessageId(encoded, end, end), timeToLive, scheduled);
    }

    private static OptionalLong readTimeToLive(EncodedReader reader) {
        int count = reader.enterList();
        long timeToLive = -1;
        for (int i = 0; i < count; i++) {
            if (i == 2) {
                timeToLive = reader.readUnsignedInt(-1);
            } else {
                reader.skip();
            }
        }
        return timeToLive < 0 ? OptionalLong.empty() : OptionalLong.of(timeToLive);
    }

    // The JavaScript SDK's lock renewal throws on a message without an id.
    private static byte[] withMessageId(byte[] encoded, int start, int end) {
        EncodedReader reader = new EncodedReader(encoded, start, end);
        int fields = 0;
        int fieldsEnd = start;
        int rest = start;
        if (reader.hasMore() && reader.readDescriptor() == Section.PROPERTIES) {
            int list = reader.position();
            EncodedReader properties = new EncodedReader(encoded, list, end);
            reader.skip();
            fieldsEnd = reader.position();
            fields = properties.enterList();
            if (fields > 0 && !properties.isNull()) {
                return Arrays.copyOfRange(encoded, start, end);
            }
            if (fields > 0) {
                properties.skip();
            }
            rest = properties.position();
            if (rest > fieldsEnd) {
                throw new MalformedValueException(
                        "the properties of the message end at byte " + fieldsEnd + ", within their first field");
            }
        }
        EncodedWriter writer = new EncodedWriter(end - start + 64);
        writer.section(Section.PROPERTIES);
        int list = writer.openList(Math.max(1, fields));
        writer.string(LockToken.nextDigits());
        writer.raw(encoded, rest, fieldsEnd);
        writer.close(list);
        return writer.raw(encoded, fieldsEnd, end).toBytes();
    }

    private static void check(byte[] bare) {
        EncodedReader reader = new EncodedReader(bare, 0, bare.length);
        while (reader.hasMore()) {
            reader.readDescriptor();
            reader.skip();
        }
    }

    /** The same message with other sections. */
    SentMessage with(byte[] otherBare) {
        return new SentMessage(annotationCount, annotations, otherBare, timeToLive, scheduled);
    }

    int size() {
        return annotations.length + bare.length;
    }
}
