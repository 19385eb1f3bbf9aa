package dev.weir.local.amqp;

import java.util.Arrays;
import java.util.Optional;

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
