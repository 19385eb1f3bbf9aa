package dev.weir.rules;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A set of texts that a regular expression describes, as an automaton without empty moves (Glushkov's): its states are the
 * places of the expression that hold a character. Immutable once made.
 */
final class NameLanguage {
    private static final int MAX_PLACES = 20_000;

    private final List<BitSet> chars = new ArrayList<>();
    private final List<BitSet> follow = new ArrayList<>();
    private final Piece whole;

    private record Piece(boolean nullable, BitSet first, BitSet last) {}

    /** Thrown where an expression has too many places. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLargeException() {
            super("more places than are looked at", null, false, false);
        }
    }

    NameLanguage(Regex regex) {
        this.whole = piece(regex);
    }

    /** The characters that a place takes. */
    BitSet chars(int place) {
        return chars.get(place);
    }

    /** The places that may come after one. */
    BitSet follow(int place) {
        return follow.get(place);
    }

    /** The places where a text may begin. */
    BitSet first() {
        return whole.first();
    }

    /** Whether a text may end at a place. */
    boolean endsAt(int place) {
        return whole.last().get(place);
    }

    private Piece piece(Regex regex) {
        if (regex instanceof Regex.Chars one) {
            return place(one.set());
        }
        if (regex instanceof Regex.Sequence sequence) {
            Piece all = new Piece(true, new BitSet(), new BitSet());
            for (Regex item : sequence.items()) {
                all = after(all, piece(item));
            }
            return all;
        }
        if (regex instanceof Regex.Choice choice) {
            Piece any = new Piece(false, new BitSet(), new BitSet());
            for (Regex item : choice.items()) {
                Piece next = piece(item);
                any = new Piece(
                        any.nullable() || next.nullable(),
                        union(any.first(), next.first()),
                        union(any.last(), next.last()));
            }
            return any;
        }
        if (regex instanceof Regex.NonEmpty some) {
            Piece inner = piece(some.item());
            return new Piece(false, inner.first(), inner.last());
        }
        return repeat((Regex.Repeat) regex);
    }

    private Piece place(BitSet set) {
        if (chars.size() >= MAX_PLACES) {
            throw new TooLargeException();
        }
        BitSet self = new BitSet();
        self.set(chars.size());
        chars.add(set);
        follow.add(new BitSet());
        return new Piece(false, self, self);
    }

    private Piece repeat(Regex.Repeat repeat) {
        Piece all = new Piece(true, new BitSet(), new BitSet());
        for (int i = 0; i < repeat.min(); i++) {
            all = after(all, piece(repeat.item()));
        }
        if (repeat.max() < 0) {
            Piece more = piece(repeat.item());
            link(more.last(), more.first());
            return after(all, new Piece(true, more.first(), more.last()));
        }
        for (int i = repeat.min(); i < repeat.max(); i++) {
            Piece one = piece(repeat.item());
            all = after(all, new Piece(true, one.first(), one.last()));
        }
        return all;
    }

    private Piece after(Piece one, Piece next) {
        link(one.last(), next.first());
        return new Piece(
                one.nullable() && next.nullable(),
                one.nullable() ? union(one.first(), next.first()) : one.first(),
                next.nullable() ? union(one.last(), next.last()) : next.last());
    }

    private void link(BitSet from, BitSet to) {
        from.stream().forEach(place -> follow.get(place).or(to));
    }

    private static BitSet union(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.or(other);
        return both;
    }
}
