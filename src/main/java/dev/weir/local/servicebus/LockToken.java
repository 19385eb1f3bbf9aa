package dev.weir.local.servicebus;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Lock tokens as delivery tags: 16 bytes in the order of a .NET GUID, whose first three groups are little-endian. */
final class LockToken {
    private static final long VERSION = 0x4000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private static final HexFormat HEX = HexFormat.of();

    private LockToken() {}

    /** A random token. It keeps nobody out, so it needs no secure randomness. */
    static UUID next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                (random.nextLong() & ~0xF000L) | VERSION, (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | VARIANT);
    }

    /** 32 random hexadecimal digits. */
    static String nextDigits() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
    }

    static byte[] deliveryTag(UUID token) {
        long high = token.getMostSignificantBits();
        return ByteBuffer.allocate(16)
                .putInt(Integer.reverseBytes((int) (high >>> 32)))
                .putShort(Short.reverseBytes((short) (high >>> 16)))
                .putShort(Short.reverseBytes((short) high))
                .putLong(token.getLeastSignificantBits())
                .array();
    }
}
