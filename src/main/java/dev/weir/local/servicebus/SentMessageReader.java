package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedReader;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.InletHandler;
import dev.weir.local.amqp.MalformedValueException;
import dev.weir.local.amqp.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Reads what clients send, and refuses what could not be read, changed or delivered later. */
final class SentMessageReader {
    private static final byte[] NONE = {};
    private static final String SCHEDULED = "x-opt-scheduled-enqueue-time";
    private static final Set<String> BROKER_ANNOTATIONS = Set.of(
            "x-opt-sequence-number",
            "x-opt-enqueued-time",
            "x-opt-locked-until",
            "x-opt-message-state",
            "x-opt-enqueue-sequence-number",
            "x-opt-deadletter-source");

    private final byte[] encoded;
    private final int start;
    private final int end;
    private long timeToLive = SentMessage.UNLIMITED;
    private long scheduledAt;
    private int annotationCount;
    private byte[] annotations = NONE;

    private SentMessageReader(byte[] encoded, int start, int end) {
        this.encoded = encoded;
        this.start = start;
        this.end = end;
    }

    /**
     * Reads one message, or the messages of a batch.
     *
     * @throws MalformedValueException when one of them cannot be read
     */
    static List<SentMessage> read(int format, byte[] encoded) {
        if (format != InletHandler.BATCH_FORMAT) {
            return List.of(read(encoded));
        }
        List<SentMessage> messages = new ArrayList<>();
        EncodedReader reader = new EncodedReader(encoded, 0, encoded.length);
        while (reader.hasMore()) {
            if (reader.readDescriptor() == Section.DATA) {
                int length = reader.enterBinary();
                int start = reader.position();
                messages.add(new SentMessageReader(encoded, start, start + length).read());
                reader = new EncodedReader(encoded, start + length, encoded.length);
            } else {
                reader.skip();
            }
        }
        return messages;
    }

    /** Reads one message. */
    static SentMessage read(byte[] encoded) {
        return new SentMessageReader(encoded, 0, encoded.length).read();
    }

    private SentMessage read() {
        EncodedReader reader = new EncodedReader(encoded, start, end);
        int bareStart = start;
        boolean before = true;
        while (before && reader.hasMore()) {
            bareStart = reader.position();
            switch (reader.readDescriptor()) {
                case Section.HEADER -> readHeader(reader);
                case Section.DELIVERY_ANNOTATIONS -> reader.skip();
                case Section.MESSAGE_ANNOTATIONS -> readAnnotations(reader);
                default -> before = false;
            }
        }
        byte[] bare = withMessageId(before ? end : bareStart);
        check(bare);
        return new SentMessage(annotationCount, annotations, bare, timeToLive, scheduledAt, 0);
    }

    private void readHeader(EncodedReader reader) {
        int count = reader.enterList();
        for (int i = 0; i < count; i++) {
            if (i == 2) {
                timeToLive = reader.readUnsignedInt(SentMessage.UNLIMITED);
            } else {
                reader.skip();
            }
        }
    }

    private void readAnnotations(EncodedReader reader) {
        int count = reader.enterMap();
        EncodedWriter kept = new EncodedWriter(Math.min(256, end - start));
        for (int i = 0; i < count; i += 2) {
            int entry = reader.position();
            String name = reader.readText().orElse("");
            if (name.equals(SCHEDULED)) {
                scheduledAt = reader.readTimestamp(0);
            } else {
                reader.skip();
            }
            if (!BROKER_ANNOTATIONS.contains(name)) {
                kept.raw(encoded, entry, reader.position());
                annotationCount += 2;
            }
        }
        annotations = annotationCount == 0 ? NONE : kept.toBytes();
    }

    // The JavaScript SDK's lock renewal throws on a message without an id.
    private byte[] withMessageId(int from) {
        EncodedReader reader = new EncodedReader(encoded, from, end);
        int fields = 0;
        int fieldsEnd = from;
        int rest = from;
        if (reader.hasMore() && reader.readDescriptor() == Section.PROPERTIES) {
            int list = reader.position();
            EncodedReader properties = new EncodedReader(encoded, list, end);
            reader.skip();
            fieldsEnd = reader.position();
            fields = properties.enterList();
            if (fields > 0 && !properties.isNull()) {
                return Arrays.copyOfRange(encoded, from, end);
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
        EncodedWriter writer = new EncodedWriter(end - from + 64);
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
            int section = reader.readDescriptor();
            int sectionStart = reader.position();
            reader.skip();
            if (section == Section.PROPERTIES || section == Section.APPLICATION_PROPERTIES) {
                checkEntries(section, bare, sectionStart, reader.position());
            }
        }
    }

    private static void checkEntries(int section, byte[] bare, int start, int end) {
        EncodedReader entries = new EncodedReader(bare, start, end);
        int count = section == Section.PROPERTIES ? entries.enterList() : entries.enterMap();
        for (int i = 0; i < count; i++) {
            entries.skip();
        }
    }
}
