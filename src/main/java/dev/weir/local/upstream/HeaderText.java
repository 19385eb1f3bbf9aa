package dev.weir.local.upstream;

import java.nio.charset.StandardCharsets;

/**
 * Text in a header, by the rule of the CloudEvents HTTP binding, section 3.1.3.2: what is not printable ASCII, and space,
 * double quote and percent, is percent-encoded. So nothing in a name can start another header.
 */
final class HeaderText {
    private HeaderText() {}

    static String of(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '"' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return encoded.toString();
    }
}
