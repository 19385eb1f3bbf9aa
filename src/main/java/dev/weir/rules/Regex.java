package dev.weir.rules;

import java.util.BitSet;
import java.util.List;

/** A regular expression over ASCII, taken apart. */
sealed interface Regex {

    /** One character of a set. */
    record Chars(BitSet set) implements Regex {}

    /** One after the other; the empty text where there are none. */
    record Sequence(List<Regex> items) implements Regex {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** One of several. */
    record Choice(List<Regex> items) implements Regex {
        public Choice {
            items = List.copyOf(items);
        }
    }

    /**
     * Again and again.
     *
     * @param max negative for no limit
     */
    record Repeat(Regex item, int min, int max) implements Regex {}

    /** What the item matches, but for the empty text. */
    record NonEmpty(Regex item) implements Regex {}

    /** A text as it is. */
    static Regex text(String text) {
        return new Sequence(text.chars().mapToObj(c -> chars(c, c)).toList());
    }

    /** Any character from one to another, both included. */
    static Regex chars(int first, int last) {
        BitSet set = new BitSet();
        set.set(first, last + 1);
        return new Chars(set);
    }
}
