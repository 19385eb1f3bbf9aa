package dev.weir.local.webpubsub;

import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 where malformed bytes are an error, not a replacement character. */
final class Utf8 {
    private Utf8() {}

    static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    static int length(String text) {
        return ByteBufUtil.utf8Bytes(text);
    }
}
