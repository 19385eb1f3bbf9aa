package dev.weir.cli;

import java.util.Locale;

/** Numbers in words. */
final class Counted {
    private Counted() {}

    /** {@code 1 rule}, {@code 1,234 rules}. */
    static String of(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }
}
