package dev.weir.local.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a client says, changed at random: in some byte, in a length, in order, in what is left out or said twice. */
final class Mutation {
    private static final int MAX_CHANGES = 4;
    private static final int MAX_RANDOM_BYTES = 600;
    private static final byte[] DOFF_AND_TYPE = {2, 0, 0, 0};

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    List<byte[]> of(List<byte[]> said) {
        List<byte[]> frames = new ArrayList<>(said);
        int changes = random.nextInt(MAX_CHANGES) + 1;
        for (int i = 0; i < changes && !frames.isEmpty(); i++) {
            change(frames, random.nextInt(frames.size()));
        }
        return frames;
    }

    private void change(List<byte[]> frames, int at) {
        switch (random.nextInt(9)) {
            case 0 -> frames.remove(at);
            case 1 -> frames.add(at, frames.get(random.nextInt(frames.size())));
            case 2 -> frames.set(at, frames.get(random.nextInt(frames.size())));
            case 3 -> frames.add(at, randomFrame());
            case 4 -> frames.set(at, truncated(frames.get(at)));
            case 5 -> frames.set(at, withRandomLength(frames.get(at)));
            default -> frames.set(at, withOtherBytes(frames.get(at)));
        }
    }

    /** A frame whose length is right and whose body means nothing. */
    private byte[] randomFrame() {
        byte[] body = new byte[random.nextInt(MAX_RANDOM_BYTES)];
        random.nextBytes(body);
        byte[] frame = new byte[8 + body.length];
        putLength(frame, frame.length);
        System.arraycopy(DOFF_AND_TYPE, 0, frame, 4, DOFF_AND_TYPE.length);
        System.arraycopy(body, 0, frame, 8, body.length);
        if (body.length > 2 && random.nextBoolean()) {
            // The descriptor of a performative, from open to close, or of an outcome.
            frame[8] = 0;
            frame[9] = 0x53;
            frame[10] = (byte) (0x10 + random.nextInt(0x20));
        }
        return frame;
    }

    private byte[] truncated(byte[] frame) {
        byte[] shorter = new byte[random.nextInt(frame.length + 1)];
        System.arraycopy(frame, 0, shorter, 0, shorter.length);
        if (shorter.length >= 8 && random.nextBoolean()) {
            putLength(shorter, shorter.length);
        }
        return shorter;
    }

    private byte[] withRandomLength(byte[] frame) {
        byte[] changed = frame.clone();
        if (changed.length >= 4) {
            putLength(changed, random.nextBoolean() ? random.nextInt() : random.nextInt(frame.length * 2 + 1));
        }
        return changed;
    }

    private byte[] withOtherBytes(byte[] frame) {
        byte[] changed = frame.clone();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count && changed.length > 0; i++) {
            // Mostly behind the length, which would only end the connection sooner.
            int from = changed.length > 8 && random.nextInt(10) > 0 ? 8 : 0;
            int at = from + random.nextInt(changed.length - from);
            changed[at] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) (changed[at] ^ 1 << random.nextInt(8));
        }
        return changed;
    }

    private static void putLength(byte[] frame, int length) {
        frame[0] = (byte) (length >>> 24);
        frame[1] = (byte) (length >>> 16);
        frame[2] = (byte) (length >>> 8);
        frame[3] = (byte) length;
    }
}
