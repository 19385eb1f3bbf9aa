package dev.weir.local.webpubsub;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** WebSocket frames of a client: what the subprotocol has, changed within, and now and then a frame that is none. */
final class FuzzedFrames {
    private static final int TEXT = 1;
    private static final List<String> SEEDS = List.of(
            "{\"type\":\"joinGroup\",\"group\":\"a\",\"ackId\":1}",
            "{\"type\":\"leaveGroup\",\"group\":\"a\",\"ackId\":2}",
            "{\"type\":\"sendToGroup\",\"group\":\"a\",\"ackId\":3,\"noEcho\":false,\"dataType\":\"json\",\"data\":{\"n\":[1.5,null]}}",
            "{\"type\":\"sendToGroup\",\"group\":\"a\",\"dataType\":\"binary\",\"data\":\"AAEC\"}",
            "{\"type\":\"sendToGroup\",\"group\":\"a\",\"dataType\":\"text\",\"data\":\"grün\"}",
            "{\"type\":\"event\",\"event\":\"e\",\"ackId\":4,\"dataType\":\"text\",\"data\":\"x\"}",
            "{\"type\":\"sequenceAck\",\"sequenceId\":1}",
            "{\"type\":\"ping\"}");

    private final Random random;
    private final Scramble scramble;

    FuzzedFrames(Random random) {
        this.random = random;
        scramble = new Scramble(random);
    }

    byte[] next() {
        byte[] payload = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
        int kind = random.nextInt(100);
        if (kind < 20) {
            return frame(0x80 | TEXT, payload);
        }
        byte[] changed = scramble.of(payload);
        if (kind < 97) {
            return frame(0x80 | TEXT, changed);
        }
        return kind == 97 ? frame(random.nextInt(256), changed) : scramble.of(frame(0x80 | TEXT, payload));
    }

    private byte[] frame(int start, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write(start);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % 4]);
        }
        return frame.toByteArray();
    }
}
