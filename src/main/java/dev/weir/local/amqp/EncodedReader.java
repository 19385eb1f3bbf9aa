package dev.weir.local.amqp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A cursor over encoded AMQP values (AMQP 1.0, part 1). It steps over values without decoding them, so that what a
 * client sent is stored and forwarded byte by byte: a decoder that maps a timestamp to a long could not.
 *
 * <p>Every method throws {@link MalformedValueException} on bytes that are no AMQP value or end too soon.
 */
public final class EncodedReader {
    private static final int MAX_NESTED_DESCRIPTORS = 8;

    private final byte[] bytes;
    private final int end;
    private int position;

    public EncodedReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    public int position() {
        return position;
    }

    public boolean hasMore() {
        return position < end;
    }

    /** Whether the next value is null; the cursor stays. */
    public boolean isNull() {
        return peekCode() == EncodedCodes.NULL;
    }

    private int peekCode() {
        require(1);
        return bytes[position] & 0xFF;
    }

    /** Steps over a descriptor, and returns it when it is an unsigned long below 256, as all of AMQP's own are. */
    public int readDescriptor() {
        require(3);
        if (bytes[position] != 0) {
            throw malformed("a described type");
        }
        int code = bytes[position + 1] & 0xFF;
        if (code == EncodedCodes.SMALL_ULONG) {
            position += 3;
            return bytes[position - 1] & 0xFF;
        }
        if (code == EncodedCodes.ULONG) {
            require(10);
            long descriptor = ByteBuffer.wrap(bytes, position + 2, 8).getLong();
            position += 10;
            return descriptor >= 0 && descriptor < 256 ? (int) descriptor : -1;
        }
        position++;
        skip();
        return -1;
    }

    /** Steps over one value, whatever it is. */
    public void skip() {
        skip(0);
    }

    private void skip(int nested) {
        require(1);
        int code = bytes[position++] & 0xFF;
        if (code == 0) {
            if (nested == MAX_NESTED_DESCRIPTORS) {
                throw malformed("fewer descriptors");
            }
            skip(nested + 1);
            skip(nested + 1);
            return;
        }
        switch (code >>> 4) {
            case 0x4 -> {}
            case 0x5 -> advance(1);
            case 0x6 -> advance(2);
            case 0x7 -> advance(4);
            case 0x8 -> advance(8);
            case 0x9 -> advance(16);
            case 0xA, 0xC, 0xE -> {
                require(1);
                advance(1 + (bytes[position] & 0xFF));
            }
            case 0xB, 0xD, 0xF -> {
                int size = readInt();
                advance(size);
            }
            default -> throw malformed("a format code");
        }
    }

    /** Enters a list and returns the number of its elements. */
    public int enterList() {
        int code = next();
        return switch (code) {
            case EncodedCodes.LIST_0 -> 0;
            case EncodedCodes.LIST_8 -> compound8();
            case EncodedCodes.LIST_32 -> compound32();
            default -> throw malformed("a list");
        };
    }

    /** Enters a map and returns the number of its keys and values together. A null is an empty map. */
    public int enterMap() {
        int code = next();
        int count = switch (code) {
            case EncodedCodes.NULL -> 0;
            case EncodedCodes.MAP_8 -> compound8();
            case EncodedCodes.MAP_32 -> compound32();
            default -> throw malformed("a map");
        };
        if ((count & 1) != 0) {
            throw malformed("a map with as many keys as values");
        }
        return count;
    }

    /** Enters a binary and returns its length; the cursor stands at its first byte. */
    public int enterBinary() {
        int code = next();
        int length = switch (code) {
            case EncodedCodes.BINARY_8 -> next();
            case EncodedCodes.BINARY_32 -> readInt();
            default -> throw malformed("a binary");
        };
        if (length < 0 || length > end - position) {
            throw malformed("a binary within its section");
        }
        return length;
    }

    /** Steps over one value, and returns it as it is encoded. */
    public EncodedValue readValue() {
        int start = position;
        skip();
        return EncodedValue.copyOf(bytes, start, position);
    }

    /** Steps over one value, and returns it when it is a string or a symbol. */
    public Optional<String> readText() {
        int start = position;
        int code = next();
        int length;
        switch (code) {
            case EncodedCodes.STRING_8, EncodedCodes.SYMBOL_8 -> length = next();
            case EncodedCodes.STRING_32, EncodedCodes.SYMBOL_32 -> length = readInt();
            default -> {
                position = start;
                skip();
                return Optional.empty();
            }
        }
        int from = position;
        advance(length);
        return Optional.of(new String(bytes, from, length, StandardCharsets.UTF_8));
    }

    /** Steps over one value, and returns whether it is the boolean true. */
    public boolean readFlag() {
        int code = peekCode();
        if (code == EncodedCodes.BOOLEAN) {
            require(2);
            position += 2;
            return bytes[position - 1] != 0;
        }
        skip();
        return code == EncodedCodes.TRUE;
    }

    /** Steps over one value, and returns it when it is an unsigned int, else {@code otherwise}. */
    public long readUnsignedInt(long otherwise) {
        switch (peekCode()) {
            case EncodedCodes.UINT_0 -> {
                position++;
                return 0;
            }
            case EncodedCodes.SMALL_UINT -> {
                position++;
                return next();
            }
            case EncodedCodes.UINT -> {
                position++;
                return Integer.toUnsignedLong(readInt());
            }
            default -> {
                skip();
                return otherwise;
            }
        }
    }

    /** Steps over one value, and returns it when it is a timestamp, in milliseconds, else {@code otherwise}. */
    public long readTimestamp(long otherwise) {
        if (peekCode() != EncodedCodes.TIMESTAMP) {
            skip();
            return otherwise;
        }
        require(9);
        position += 9;
        return ByteBuffer.wrap(bytes, position - 8, 8).getLong();
    }

    private int compound8() {
        int size = next();
        if (size < 1 || size > end - position) {
            throw malformed("a compound value within its section");
        }
        return next();
    }

    private int compound32() {
        int size = readInt();
        if (size < 4 || size > end - position) {
            throw malformed("a compound value within its section");
        }
        int count = readInt();
        if (count < 0 || count > size) {
            throw malformed("as many elements as fit");
        }
        return count;
    }

    private int next() {
        require(1);
        return bytes[position++] & 0xFF;
    }

    private int readInt() {
        require(4);
        int value = ByteBuffer.wrap(bytes, position, 4).getInt();
        position += 4;
        return value;
    }

    private void advance(int count) {
        require(count);
        position += count;
    }

    private void require(int count) {
        if (count < 0 || count > end - position) {
            throw malformed("more bytes");
        }
    }

    private MalformedValueException malformed(String expected) {
        return new MalformedValueException("expected " + expected + " at byte " + position + " of the message");
    }
}
