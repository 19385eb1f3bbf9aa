package dev.weir.local.amqp;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.jspecify.annotations.Nullable;

/** One AMQP value as a client encoded it, type and all. Immutable. */
public final class EncodedValue {
    private final byte[] bytes;

    private EncodedValue(byte[] bytes) {
        this.bytes = bytes;
    }

    static EncodedValue copyOf(byte[] source, int from, int to) {
        return new EncodedValue(Arrays.copyOfRange(source, from, to));
    }

    /** Encodes any value that protonj2 can encode; an encoded one stays as it is. */
    public static EncodedValue of(Object value) {
        return value instanceof EncodedValue encoded
                ? encoded
                : new EncodedValue(new EncodedWriter(32).value(value).toBytes());
    }

    /** The text of a string or symbol. */
    public Optional<String> text() {
        return new EncodedReader(bytes, 0, bytes.length).readText();
    }

    /**
     * The value as a Java object: a timestamp as {@code Instant}, the types of AMQP alone as protonj2 has them.
     *
     * @throws MalformedValueException when it cannot be decoded
     */
    public @Nullable Object decoded() {
        try {
            Decoder decoder = CodecFactory.getDecoder();
            Object value = decoder.readObject(EncodedWriter.buffer(bytes, bytes.length), decoder.newDecoderState());
            // protonj2 makes a number of a timestamp.
            boolean timestamp = (bytes[0] & 0xFF) == EncodedCodes.TIMESTAMP && value instanceof Long;
            return timestamp ? Instant.ofEpochMilli((Long) value) : value;
        } catch (RuntimeException e) {
            // protonj2 answers nonsense with exceptions of many kinds.
            throw new MalformedValueException("a value cannot be read: " + e.getMessage());
        }
    }

    public void writeTo(EncodedWriter writer) {
        writer.raw(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedValue value && Arrays.equals(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
