package dev.weir.local.odata;

import org.jspecify.annotations.Nullable;

/** A comparison of two values of one kind. Text compares by its UTF-16 code units; null equals null alone. */
enum Relation {
    EQ,
    NE,
    GT,
    GE,
    LT,
    LE;

    boolean isOrdering() {
        return this != EQ && this != NE;
    }

    boolean test(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return this == EQ ? left == right : this == NE && left != right;
        }
        if (left instanceof String a && right instanceof String b) {
            return accepts(a.compareTo(b));
        }
        if (left instanceof Long a && right instanceof Long b) {
            return accepts(a.compareTo(b));
        }
        return left.equals(right) == (this == EQ);
    }

    private boolean accepts(int order) {
        return switch (this) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case GT -> order > 0;
            case GE -> order >= 0;
            case LT -> order < 0;
            case LE -> order <= 0;
        };
    }
}
