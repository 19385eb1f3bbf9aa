package dev.weir.local.webpubsub;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Changes bytes at random: some of them, their order, what is left out, and with words that parsers stumble over. */
final class Scramble {
    private static final int MAX_CHANGES = 3;
    private static final String[] WORDS = {
        "\"",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "null",
        "1e999",
        "-0",
        "9223372036854775808",
        "\\ud800",
        "\\u0000",
        "'",
        "(",
        ")",
        " and ",
        " not ",
        " eq ",
        "%",
        "%2",
        "%00",
        "%2F",
        "../",
        "\r\n",
        "\n",
        "\r\n\r\n",
        "0",
        "-1",
        "\0",
        "\uFEFF",
        "😀",
        "{}",
        "[]",
        "tolower(",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\n"
    };
    private static final String[] DEEP = {"[", "{\"a\":", "(", "not ", "tolower("};
    private static final int MAX_DEPTH = 5_000;

    private final Random random;

    Scramble(Random random) {
        this.random = random;
    }

    String of(String text) {
        return new String(of(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    byte[] of(byte[] bytes) {
        byte[] changed = bytes;
        int changes = 1 + random.nextInt(MAX_CHANGES);
        for (int i = 0; i < changes; i++) {
            changed = change(changed);
        }
        return changed;
    }

    private byte[] change(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(16));
        return switch (random.nextInt(40)) {
            case 0 -> spliced(bytes, at, at, DEEP[random.nextInt(DEEP.length)].repeat(random.nextInt(MAX_DEPTH)));
            case 1, 2, 3, 4 -> spliced(bytes, at, end, "");
            case 5, 6, 7, 8 -> spliced(bytes, at, at, text(bytes, at, end));
            case 9, 10, 11, 12, 13, 14, 15, 16, 17, 18 -> spliced(bytes, at, at, WORDS[random.nextInt(WORDS.length)]);
            case 19, 20 -> spliced(bytes, at, bytes.length, "");
            default -> flipped(bytes);
        };
    }

    private byte[] flipped(byte[] bytes) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(3); i >= 0 && changed.length > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static byte[] spliced(byte[] bytes, int from, int to, String between) {
        byte[] middle = between.getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[from + middle.length + bytes.length - to];
        System.arraycopy(bytes, 0, all, 0, from);
        System.arraycopy(middle, 0, all, from, middle.length);
        System.arraycopy(bytes, to, all, from + middle.length, bytes.length - to);
        return all;
    }
}
