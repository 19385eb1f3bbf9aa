package dev.weir.local.eventhubs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where a partition key leads: its UTF-8 bytes are hashed by Bob Jenkins' lookup3 with both seeds 0, and the lower 16
 * bits of both results together, as a signed number, pick the partition.
 *
 * @see <a href="https://burtleburtle.net/bob/c/lookup3.c">lookup3.c, hashlittle2</a>
 */
final class PartitionKey {
    private static final int BLOCK = 12;

    private PartitionKey() {}

    static int partition(String key, int partitionCount) {
        return Math.abs(hash(key) % partitionCount);
    }

    static short hash(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        int a = 0xdeadbeef + bytes.length;
        int b = a;
        int c = a;
        if (bytes.length == 0) {
            return (short) (c ^ b);
        }
        // The last block is filled up with zeros, which is what adding the bytes that are there comes to.
        int blocks = (bytes.length + BLOCK - 1) / BLOCK;
        ByteBuffer words = ByteBuffer.wrap(Arrays.copyOf(bytes, blocks * BLOCK)).order(ByteOrder.LITTLE_ENDIAN);
        for (int block = 1; block < blocks; block++) {
            a += words.getInt();
            b += words.getInt();
            c += words.getInt();
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        a += words.getInt();
        b += words.getInt();
        c += words.getInt();
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        c = (c ^ b) - Integer.rotateLeft(b, 24);
        return (short) (c ^ b);
    }
}
