package dev.weir.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Writes JSON in UTF-8 into a buffer that is used again for the next text: what is written most often is written without
 * making a generator and a buffer each time. For one thread, and one text at a time.
 */
public final class JsonWriter {
    private static final int SHORT = 1024;
    /** A longer buffer is let go of with its text. */
    private static final int LONGEST_KEPT = 256 * 1024;

    private final Buffer buffer = new Buffer();
    private final SerializerProvider serializers = Wire.serializers();
    private JsonGenerator generator = Wire.generator(buffer);

    /** What a generator is told. */
    @FunctionalInterface
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /** A value, as it is alone. */
    public byte[] bytes(JsonNode value) {
        clear();
        write(json -> value.serialize(json, serializers));
        return toBytes();
    }

    /** Starts another text. */
    void clear() {
        buffer.clear();
        // What failed halfway would go on in the middle of a value.
        if (!generator.getOutputContext().inRoot()) {
            generator = Wire.generator(buffer);
        }
    }

    /** Appends values. */
    void write(Writing writing) {
        try {
            writing.to(generator);
            generator.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing JSON to memory failed", e);
        }
    }

    /** Appends what is JSON already. */
    void raw(byte[] utf8) {
        buffer.write(utf8, 0, utf8.length);
    }

    /** Appends an ASCII character. */
    void raw(char sign) {
        buffer.write(sign);
    }

    int size() {
        return buffer.size;
    }

    /** Takes the brace back that an object ends with, for fields that are JSON already. */
    void reopen() {
        buffer.size--;
    }

    /** Takes back what was appended since the text had that size. */
    void truncate(int size) {
        buffer.size = size;
    }

    /** A copy of the text. */
    byte[] toBytes() {
        return Arrays.copyOf(buffer.bytes, buffer.size);
    }

    private static final class Buffer extends OutputStream {
        private byte[] bytes = new byte[SHORT];
        private int size;

        void clear() {
            size = 0;
            if (bytes.length > LONGEST_KEPT) {
                bytes = new byte[SHORT];
            }
        }

        @Override
        public void write(int value) {
            makeRoom(1);
            bytes[size++] = (byte) value;
        }

        @Override
        public void write(byte[] some, int from, int length) {
            makeRoom(length);
            System.arraycopy(some, from, bytes, size, length);
            size += length;
        }

        private void makeRoom(int more) {
            if (bytes.length - size < more) {
                bytes = Arrays.copyOf(bytes, Math.max(Math.multiplyExact(bytes.length, 2), Math.addExact(size, more)));
            }
        }
    }
}
