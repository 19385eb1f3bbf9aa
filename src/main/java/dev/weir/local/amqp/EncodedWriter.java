package dev.weir.local.amqp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * Writes encoded AMQP values (AMQP 1.0, part 1) into a growing array. Written by hand where protonj2 has no way: raw
 * bytes in between, and arrays of timestamps, which it writes as arrays of long.
 */
public final class EncodedWriter {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int position;

    public EncodedWriter(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** What was written, in an array of its own. */
    public byte[] toBytes() {
        return position == bytes.length ? bytes : Arrays.copyOf(bytes, position);
    }

    /** What was written, as a buffer for the engine, without a copy: nothing may be written afterwards. */
    ProtonBuffer toBuffer() {
        return buffer(bytes, position);
    }

    static ProtonBuffer buffer(byte[] bytes, int length) {
        return buffer(bytes, 0, length);
    }

    static ProtonBuffer buffer(byte[] bytes, int from, int to) {
        return ProtonByteArrayBufferAllocator.wrapped(bytes, from, to - from).convertToReadOnly();
    }

    public EncodedWriter section(int descriptor) {
        return descriptor(descriptor);
    }

    EncodedWriter descriptor(int descriptor) {
        ensure(3);
        bytes[position++] = 0;
        bytes[position++] = EncodedCodes.SMALL_ULONG;
        bytes[position++] = (byte) descriptor;
        return this;
    }

    public EncodedWriter raw(byte[] source) {
        return raw(source, 0, source.length);
    }

    public EncodedWriter raw(byte[] source, int start, int end) {
        ensure(end - start);
        System.arraycopy(source, start, bytes, position, end - start);
        position += end - start;
        return this;
    }

    /** Opens a map of as many keys and values together; {@link #close} it with what this returns. */
    public int openMap(int count) {
        return open(EncodedCodes.MAP_32, count);
    }

    /** Opens a list of as many elements; {@link #close} it with what this returns. */
    public int openList(int count) {
        return open(EncodedCodes.LIST_32, count);
    }

    public void close(int mark) {
        INT.set(bytes, mark, position - mark - 4);
    }

    private int open(int code, int count) {
        ensure(9);
        bytes[position] = (byte) code;
        INT.set(bytes, position + 5, count);
        position += 9;
        return position - 8;
    }

    public EncodedWriter nothing() {
        return code(EncodedCodes.NULL);
    }

    public EncodedWriter bool(boolean value) {
        return code(value ? EncodedCodes.TRUE : EncodedCodes.FALSE);
    }

    public EncodedWriter unsignedInt(int value) {
        code(EncodedCodes.UINT);
        return intBytes(value);
    }

    public EncodedWriter integer(int value) {
        code(EncodedCodes.INT);
        return intBytes(value);
    }

    public EncodedWriter longInteger(long value) {
        code(EncodedCodes.LONG);
        return longBytes(value);
    }

    /** A point in time, in milliseconds since the epoch. */
    public EncodedWriter timestamp(long millis) {
        code(EncodedCodes.TIMESTAMP);
        return longBytes(millis);
    }

    public EncodedWriter uuid(UUID value) {
        code(EncodedCodes.UUID);
        longBytes(value.getMostSignificantBits());
        return longBytes(value.getLeastSignificantBits());
    }

    public EncodedWriter symbol(String value) {
        return text(EncodedCodes.SYMBOL_8, EncodedCodes.SYMBOL_32, value.getBytes(StandardCharsets.US_ASCII));
    }

    public EncodedWriter string(String value) {
        return text(EncodedCodes.STRING_8, EncodedCodes.STRING_32, value.getBytes(StandardCharsets.UTF_8));
    }

    public EncodedWriter binary(byte[] value) {
        return text(EncodedCodes.BINARY_8, EncodedCodes.BINARY_32, value);
    }

    /** An array of points in time, in milliseconds since the epoch. */
    public EncodedWriter timestamps(List<Long> millis) {
        ensure(10 + 8 * millis.size());
        bytes[position] = (byte) EncodedCodes.ARRAY_32;
        INT.set(bytes, position + 1, 5 + 8 * millis.size());
        INT.set(bytes, position + 5, millis.size());
        bytes[position + 9] = (byte) EncodedCodes.TIMESTAMP;
        position += 10;
        millis.forEach(this::longBytes);
        return this;
    }

    /** Any value that protonj2 can encode. */
    public EncodedWriter value(@Nullable Object value) {
        ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().allocate();
        Encoder encoder = CodecFactory.getEncoder();
        encoder.writeObject(buffer, encoder.newEncoderState(), value);
        byte[] encoded = new byte[buffer.getReadableBytes()];
        buffer.readBytes(encoded, 0, encoded.length);
        return raw(encoded);
    }

    private EncodedWriter text(int shortCode, int longCode, byte[] value) {
        if (value.length < 256) {
            code(shortCode);
            code(value.length);
        } else {
            code(longCode);
            intBytes(value.length);
        }
        return raw(value);
    }

    private EncodedWriter code(int code) {
        ensure(1);
        bytes[position++] = (byte) code;
        return this;
    }

    private EncodedWriter intBytes(int value) {
        ensure(4);
        INT.set(bytes, position, value);
        position += 4;
        return this;
    }

    private EncodedWriter longBytes(long value) {
        ensure(8);
        LONG.set(bytes, position, value);
        position += 8;
        return this;
    }

    private void ensure(int count) {
        if (bytes.length - position < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, position + count));
        }
    }
}
