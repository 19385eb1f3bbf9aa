package dev.weir.source;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition is done with, without a gap: events end in any order, and only what lies before the first open one
 * may be checkpointed. Not safe on several threads.
 */
final class Watermark {
    private final Deque<Mark> open = new ArrayDeque<>();
    private @Nullable Position reached;
    private int ahead;
    private long passed;

    /** The next event of the partition, in its order. */
    Mark take(Position position, Credit.Hold hold) {
        Mark mark = new Mark(position, hold);
        open.add(mark);
        return mark;
    }

    /**
     * An event is done with; frees the credit of what need not be held for it any more.
     *
     * @param maxAhead how many may be done with beyond the first open one without keeping their credit
     */
    void done(Mark mark, int maxAhead) {
        if (mark.done) {
            return;
        }
        mark.done = true;
        ahead++;
        if (ahead <= maxAhead) {
            mark.hold.free();
        }
        for (Mark first = open.peek(); first != null && first.done; first = open.peek()) {
            open.remove();
            first.hold.free();
            ahead--;
            passed++;
            reached = first.position;
        }
    }

    /** The last event of those that are done with from the first on; {@code null} while that is none. */
    @Nullable
    Position reached() {
        return reached;
    }

    /** How many events the watermark has passed. */
    long passed() {
        return passed;
    }

    /** Frees the credit of all that is open: none of it will be settled here. */
    void abandon() {
        open.forEach(mark -> mark.hold.free());
        open.clear();
    }

    /** One event: a position and whether it is done with. */
    static final class Mark {
        private final Position position;
        private final Credit.Hold hold;
        private boolean done;

        private Mark(Position position, Credit.Hold hold) {
            this.position = position;
            this.hold = hold;
        }

        Credit.Hold hold() {
            return hold;
        }
    }
}
