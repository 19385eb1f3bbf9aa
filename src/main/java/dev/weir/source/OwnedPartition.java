package dev.weir.source;

import dev.weir.event.DeadLetter;
import dev.weir.event.RawMessage;
import dev.weir.event.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One ownership of a partition, from the claim until it is lost or handed over: gives its events settlements, and
 * checkpoints how far they have come without a gap, at most every so many events or so long, and at the hand-over.
 *
 * <p>To be made anew for each ownership. An adapter takes events in the partition's order; it tells {@link #lost} before it
 * tells the sink. Safe on any thread; the ports are called outside the lock.
 */
public final class OwnedPartition {
    private final Checkpoints checkpoints;
    private final DeadLetters deadLetters;
    private final CheckpointSettings settings;
    private final CoreClock clock;
    private final Watermark watermark = new Watermark();
    private final List<CompletableFuture<Void>> handingOver = new ArrayList<>();

    private long storedAt;
    private long passedAtStore;
    private @Nullable Position stored;
    private boolean storing;
    private boolean timer;
    private boolean lost;
    private volatile String trouble = "";

    /** @param clock for the time between two checkpoints */
    public OwnedPartition(
            Checkpoints checkpoints, DeadLetters deadLetters, CheckpointSettings settings, CoreClock clock) {
        this.checkpoints = checkpoints;
        this.deadLetters = deadLetters;
        this.settings = settings;
        this.clock = clock;
        this.storedAt = clock.nanoTime();
    }

    /**
     * The partition's next event.
     *
     * @param hold its share of the source's credit; freed here
     * @return how it is settled: completing it lets the watermark pass, and so does a dead letter once its destination has
     *     it; released, it stays before the watermark, and comes again to the partition's next owner
     */
    public Settlement take(Position position, RawMessage message, Credit.Hold hold) {
        synchronized (this) {
            return new PartitionSettlement(watermark.take(position, hold), message);
        }
    }

    /** The ownership was lost: nothing is checkpointed from now on, and the credit of what is open is free. */
    public void lost() {
        List<CompletableFuture<Void>> waiting;
        synchronized (this) {
            lost = true;
            watermark.abandon();
            waiting = List.copyOf(handingOver);
            handingOver.clear();
        }
        waiting.forEach(future -> future.complete(null));
    }

    /**
     * Checkpoints all that is done with, to give the partition up in order; nothing may be taken any more.
     *
     * @return completes when that is stored, or can't be: what is not stored comes again
     */
    public CompletionStage<Void> handOver() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            if (lost) {
                done.complete(null);
                return done;
            }
            handingOver.add(done);
        }
        review();
        return done;
    }

    /** What keeps checkpoints from being stored, and what to do; empty while nothing does. */
    public String trouble() {
        return trouble;
    }

    private void done(Watermark.Mark mark) {
        synchronized (this) {
            if (lost) {
                return;
            }
            watermark.done(mark, settings.maxAhead());
        }
        review();
    }

    private void review() {
        Position due;
        List<CompletableFuture<Void>> finished = List.of();
        synchronized (this) {
            due = due();
            if (due == null && !storing && !handingOver.isEmpty()) {
                finished = List.copyOf(handingOver);
                handingOver.clear();
            }
        }
        finished.forEach(future -> future.complete(null));
        if (due != null) {
            store(due);
        }
    }

    /** What is to be stored now; asks for a later look where something is to be, but not yet. */
    private @Nullable Position due() {
        Position reached = watermark.reached();
        if (lost || storing || reached == null || reached.equals(stored)) {
            return null;
        }
        long wait = storedAt + settings.every().toNanos() - clock.nanoTime();
        if (watermark.passed() - passedAtStore >= settings.everyEvents() || wait <= 0 || !handingOver.isEmpty()) {
            storing = true;
            passedAtStore = watermark.passed();
            return reached;
        }
        if (!timer) {
            timer = true;
            clock.after(wait, this::timeIsUp);
        }
        return null;
    }

    private void timeIsUp() {
        synchronized (this) {
            timer = false;
        }
        review();
    }

    private void store(Position position) {
        checkpoints
                .store(position)
                .exceptionally(failure -> new Checkpoints.Answer.Unavailable(String.valueOf(failure)))
                .thenAccept(answer -> stored(position, answer));
    }

    private void stored(Position position, Checkpoints.Answer answer) {
        if (answer instanceof Checkpoints.Answer.NotOwner) {
            lost();
            return;
        }
        List<CompletableFuture<Void>> givenUp = List.of();
        synchronized (this) {
            storing = false;
            storedAt = clock.nanoTime();
            if (answer instanceof Checkpoints.Answer.Unavailable failed) {
                trouble = failed.reason();
                givenUp = List.copyOf(handingOver);
                handingOver.clear();
            } else {
                trouble = "";
                stored = position;
            }
        }
        givenUp.forEach(future -> future.complete(null));
        review();
    }

    private final class PartitionSettlement implements Settlement {
        private final Watermark.Mark mark;
        private final RawMessage message;

        PartitionSettlement(Watermark.Mark mark, RawMessage message) {
            this.mark = mark;
            this.message = message;
        }

        @Override
        public CompletionStage<Answer> complete() {
            return CompletableFuture.completedFuture(end());
        }

        @Override
        public CompletionStage<Answer> release() {
            mark.hold().free();
            return CompletableFuture.completedFuture(Answer.SETTLED);
        }

        @Override
        public CompletionStage<Answer> deadLetter(DeadLetter deadLetter) {
            synchronized (OwnedPartition.this) {
                if (lost) {
                    return CompletableFuture.completedFuture(Answer.LOST);
                }
            }
            return deadLetters
                    .write(deadLetter, message)
                    .thenApply(answer -> answer instanceof Answer.Settled ? end() : answer);
        }

        @Override
        public void weighs(long bytes) {
            mark.hold().weighs(bytes);
        }

        private Answer end() {
            synchronized (OwnedPartition.this) {
                if (lost) {
                    return Answer.LOST;
                }
            }
            done(mark);
            return Answer.SETTLED;
        }
    }
}
