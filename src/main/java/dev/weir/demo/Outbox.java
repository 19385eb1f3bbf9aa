package dev.weir.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one feed has to send: in order, one batch in flight, sent again after a pause until the broker takes it. All
 * of its state belongs to the thread of {@code owner}, which must also be the one that calls it.
 */
final class Outbox {

    /** Sends a batch as a whole or not at all; never throws, and may complete on any thread. */
    interface Channel {
        CompletionStage<Void> send(List<FeedMessage> batch);
    }

    private static final Logger LOG = Logger.getLogger(Outbox.class);
    private static final int ROOM = 500;
    private static final int BATCH_MESSAGES = 100;
    /** Half of what the service's standard tier takes at once, since properties and framing come on top. */
    private static final int BATCH_BYTES = 128 * 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final String queue;
    private final Channel channel;
    private final Executor owner;
    private final Consumer<FeedMessage> sent;
    private final Deque<FeedMessage> pending = new ArrayDeque<>();
    private @Nullable List<FeedMessage> batch;
    private boolean inFlight;
    private Instant notBefore = Instant.MIN;
    private Duration pause = Duration.ZERO;

    Outbox(String queue, Channel channel, Executor owner, Consumer<FeedMessage> sent) {
        this.queue = queue;
        this.channel = channel;
        this.owner = owner;
        this.sent = sent;
    }

    /** False where the broker doesn't keep up: the feed stands still then, which bounds the outbox. */
    boolean hasRoom() {
        return pending.size() < ROOM;
    }

    void add(List<FeedMessage> messages) {
        pending.addAll(messages);
    }

    /** Sends the next batch, or once more the one that failed, unless one is in flight or it pauses. */
    void flush(Instant now) {
        if (inFlight || now.isBefore(notBefore)) {
            return;
        }
        if (batch == null) {
            batch = nextBatch();
        }
        if (batch.isEmpty()) {
            batch = null;
            return;
        }
        List<FeedMessage> sending = batch;
        inFlight = true;
        channel.send(sending).whenCompleteAsync((done, failure) -> settle(sending, failure, now), owner);
    }

    private void settle(List<FeedMessage> sending, @Nullable Throwable failure, Instant now) {
        inFlight = false;
        if (failure == null) {
            if (!pause.isZero()) {
                LOG.infof("Sending to queue '%s' works again", queue);
            }
            pause = Duration.ZERO;
            batch = null;
            sending.forEach(sent);
            flush(now);
            return;
        }
        Duration longer = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        if (pause.isZero()) {
            LOG.warnf("Sending to queue '%s' failed; trying again until it works: %s", queue, failure.getMessage());
        }
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        notBefore = now.plus(pause);
    }

    private List<FeedMessage> nextBatch() {
        List<FeedMessage> next = new ArrayList<>();
        int bytes = 0;
        while (!pending.isEmpty() && next.size() < BATCH_MESSAGES) {
            bytes += pending.element().body().length;
            if (bytes > BATCH_BYTES && !next.isEmpty()) {
                break;
            }
            next.add(pending.remove());
        }
        return next;
    }
}
