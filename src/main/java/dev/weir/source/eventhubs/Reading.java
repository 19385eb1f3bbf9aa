package dev.weir.source.eventhubs;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.models.LastEnqueuedEventProperties;
import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.source.CheckpointSettings;
import dev.weir.source.Checkpoints;
import dev.weir.source.CoreClock;
import dev.weir.source.Credit;
import dev.weir.source.DeadLetters;
import dev.weir.source.DeliverySink;
import dev.weir.source.OwnedPartition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One ownership of a partition: hands its events over while there is credit and its dead letters can be written, and ends
 * once. The lock makes sure that nothing is handed over after the sink was told of the loss.
 */
final class Reading {
    /** A link that the broker refuses is refused at once: one that is quiet for so long has been let in. */
    private static final Duration LET_IN = Duration.ofSeconds(5);

    private static final long CHECK_MILLIS = 100;

    private final String partition;
    private final Scope scope;
    private final Credit credit;
    private final Turnstile turnstile;
    private final DeliverySink sink;
    private final DeadLetters destination;
    private final OwnedPartition owned;
    private final long since = System.nanoTime();
    private volatile long newest;
    private volatile long handedOver = -1;
    private volatile boolean ended;
    private volatile String obstacle = "";

    Reading(
            String partition,
            Scope scope,
            Credit credit,
            Turnstile turnstile,
            DeliverySink sink,
            DeadLetters destination,
            Checkpoints checkpoints,
            CheckpointSettings settings,
            CoreClock clock) {
        this.partition = partition;
        this.scope = scope;
        this.credit = credit;
        this.turnstile = turnstile;
        this.sink = sink;
        this.destination = destination;
        this.owned = new OwnedPartition(checkpoints, this::deadLetter, settings, clock);
    }

    String partition() {
        return partition;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether the link has been up for so long that the broker must have let it in. */
    boolean isLetIn() {
        return System.nanoTime() - since > LET_IN.toNanos();
    }

    /** What the hub says of the partition's end, where it does. */
    void newest(@Nullable LastEnqueuedEventProperties end) {
        if (end != null && end.getSequenceNumber() != null) {
            newest = end.getSequenceNumber();
        }
    }

    /** How many events of the partition were not handed over yet, as far as the hub has told. */
    long backlog() {
        return handedOver < 0 ? 0 : Math.max(0, newest - handedOver);
    }

    /** Hands events over, and waits for credit before each; on the partition's thread. Stops where the ownership ends. */
    void take(List<EventData> events) {
        for (EventData event : events) {
            if (!awaitNoObstacle() || !turnstile.pass(() -> !ended)) {
                return;
            }
            handOver(event);
        }
    }

    private synchronized boolean awaitNoObstacle() {
        try {
            while (!ended && !obstacle.isEmpty()) {
                wait(CHECK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !ended;
    }

    private synchronized void handOver(EventData event) {
        if (ended) {
            turnstile.admit(1);
            return;
        }
        handedOver = event.getSequenceNumber();
        RawMessage message = Events.raw(event);
        Credit.Hold hold = credit.took(Events.size(message));
        sink.accept(new Delivery(
                Events.origin(event, scope), message, 1, owned.take(Events.position(event), message, hold)));
    }

    /** While the destination is down, what comes after the poison waits with it. */
    private CompletionStage<Settlement.Answer> deadLetter(DeadLetter why, RawMessage message) {
        return destination.write(why, message).thenApply(answer -> {
            obstacle = answer instanceof Settlement.Answer.Unavailable failed
                    ? "partition " + partition + " waits, since its dead letters can't be written: " + failed.reason()
                    : "";
            return answer;
        });
    }

    /**
     * What was handed over is withdrawn, and nothing is checkpointed any more. Once is enough, and more does no harm. The sink
     * has been told when this returns, whoever told it.
     */
    void lost() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            // Under the lock: told later, the sink would withdraw what the next ownership has handed over by then.
            owned.lost();
            sink.lost(scope);
        }
    }

    /** Stores how far it has come; nothing more is handed over. */
    CompletionStage<Void> giveUp() {
        synchronized (this) {
            ended = true;
        }
        return owned.handOver().whenComplete((nothing, failure) -> owned.lost());
    }

    /** What keeps the partition from going on, or its progress from being stored; empty while nothing does. */
    String trouble() {
        return obstacle.isEmpty() ? owned.trouble() : obstacle;
    }
}
