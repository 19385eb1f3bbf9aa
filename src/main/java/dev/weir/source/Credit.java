package dev.weir.source;

import java.util.function.LongConsumer;

/**
 * How many deliveries a source may still ask for, so that what is asked for and what is held stay within a number and a
 * number of bytes.
 *
 * <p>The bytes of what has been asked for are not known before it comes: they are taken to be as large as the largest seen
 * of late. Held bytes can pass the bound by what was asked for under a too small estimate, no more.
 *
 * <p>Safe on any thread; {@code request} is called outside the lock.
 */
public final class Credit {
    private static final long FIRST_ESTIMATE = 16 * 1024;

    private final int maxEvents;
    private final long maxBytes;
    private final int lot;
    private final LongConsumer request;

    private int asked;
    private int held;
    private long heldBytes;
    private long estimate = FIRST_ESTIMATE;
    private boolean open;
    private boolean paused;

    /**
     * Credit of one link: each request is a frame to the broker, so it is asked for in lots.
     *
     * @param maxEvents most deliveries asked for or held
     * @param maxBytes most bytes asked for or held
     * @param request asks the broker for so many more
     */
    public Credit(int maxEvents, long maxBytes, LongConsumer request) {
        this(maxEvents, maxBytes, Math.max(1, maxEvents / 8), request);
    }

    /**
     * Credit whose requests are shared out further on.
     *
     * @param maxEvents most deliveries asked for or held
     * @param maxBytes most bytes asked for or held
     * @param lot how many are worth a request while some are asked for
     * @param request asks for so many more
     */
    public Credit(int maxEvents, long maxBytes, int lot, LongConsumer request) {
        if (maxEvents < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "Credit must be at least 1 event and 1 byte, but was " + maxEvents + " and " + maxBytes);
        }
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
        this.lot = lot;
        this.request = request;
    }

    /** Starts asking, on a new link that has been asked for nothing yet. */
    public void open() {
        ask(() -> {
            open = true;
            asked = 0;
        });
    }

    /** Asks for no more, and takes what was asked for as never to come. */
    public synchronized void close() {
        open = false;
        asked = 0;
    }

    /** Asks for no more until {@link #resume}; what was asked for on this link may still come. */
    public synchronized void pause() {
        paused = true;
    }

    /** Asks again after a pause. */
    public void resume() {
        ask(() -> paused = false);
    }

    /**
     * A delivery came.
     *
     * @param bytes the message's own
     * @return its share of the credit, to be freed when it was settled or went back
     */
    public Hold took(long bytes) {
        ask(() -> {
            asked = Math.max(0, asked - 1);
            held++;
            heldBytes += bytes;
            estimate = Math.max(bytes, estimate - estimate / 64);
        });
        return new Hold(bytes);
    }

    /** How many bytes are held. */
    public synchronized long heldBytes() {
        return heldBytes;
    }

    private void ask(Runnable change) {
        long more;
        synchronized (this) {
            change.run();
            more = more();
            asked += (int) more;
        }
        if (more > 0) {
            request.accept(more);
        }
    }

    private long more() {
        if (!open || paused) {
            return 0;
        }
        long byEvents = (long) maxEvents - held - asked;
        long byBytes = (maxBytes - heldBytes) / estimate - asked;
        long room = Math.min(byEvents, byBytes);
        if (held == 0 && asked == 0) {
            return Math.max(1, room);
        }
        // In lots, but never let the link run dry while there is room.
        boolean worthwhile = room >= lot || asked == 0;
        return worthwhile ? Math.max(0, room) : 0;
    }

    /** One delivery's share of the credit. Safe on any thread. */
    public final class Hold {
        private final long own;
        private long decoded;
        private boolean freed;

        private Hold(long own) {
            this.own = own;
        }

        /** So many bytes are held for the delivery beside the message's own, in place of what was said before. */
        public void weighs(long bytes) {
            ask(() -> {
                if (!freed) {
                    heldBytes += bytes - decoded;
                    decoded = bytes;
                    estimate = Math.max(estimate, own + bytes);
                }
            });
        }

        /** The delivery is held no longer; once is enough, and more does no harm. */
        public void free() {
            ask(() -> {
                if (!freed) {
                    freed = true;
                    held--;
                    heldBytes -= own + decoded;
                }
            });
        }
    }
}
