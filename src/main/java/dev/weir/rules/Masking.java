package dev.weir.rules;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Functions of expressions that hide what clients need not see: {@code mask(text, keepLast)} and {@code hash(text)}. */
final class Masking {
    private static final int HASH_BYTES = 16;

    static final List<CelFunctionDecl> DECLARATIONS = List.of(
            CelFunctionDecl.newFunctionDeclaration(
                    "mask",
                    CelOverloadDecl.newGlobalOverload(
                            "mask_string_int", SimpleType.STRING, SimpleType.STRING, SimpleType.INT)),
            CelFunctionDecl.newFunctionDeclaration(
                    "hash", CelOverloadDecl.newGlobalOverload("hash_string", SimpleType.STRING, SimpleType.STRING)));

    static final List<CelFunctionBinding> BINDINGS = List.of(
            CelFunctionBinding.from("mask_string_int", String.class, Long.class, Masking::mask),
            CelFunctionBinding.from("hash_string", String.class, Masking::hash));

    private Masking() {}

    /** Asterisks for all but the last characters; a text that is no longer than those is hidden as a whole. */
    static String mask(String text, long keepLast) {
        int[] points = text.codePoints().toArray();
        int kept = keepLast < 0 || keepLast >= points.length ? 0 : (int) keepLast;
        int hidden = points.length - kept;
        return "*".repeat(hidden) + new String(points, hidden, kept);
    }

    /** The first 32 hexadecimal digits of the SHA-256 of the text's UTF-8: equal texts stay equal. */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
