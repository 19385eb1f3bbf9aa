package dev.weir.pipeline;

import dev.weir.coalesce.Lane;
import dev.weir.coalesce.Lanes;
import dev.weir.event.DeadLetter;
import dev.weir.message.LaneKey;
import dev.weir.message.Update;
import dev.weir.metrics.WeirMetrics;
import dev.weir.publish.Dispatcher;
import dev.weir.publish.Outcome;
import dev.weir.publish.Outlet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A lane as the dispatcher sees it: asks for a turn when a batch is due, once, and tells the lane what came of it. Owned by
 * the core's thread.
 */
final class LaneOutlet implements Outlet {
    private static final long NO_TIMER = Long.MAX_VALUE;

    private final Lane lane;
    private final Lanes lanes;
    private final Dispatcher dispatcher;
    private final CoreLoop loop;
    private final WeirMetrics metrics;
    private final Consumer<Update> onPublished;
    private final BiConsumer<Lane, Runnable> keeping;
    private final Runnable onEnd;
    private boolean hasTurn;
    private boolean wasUrgent;
    private long timerAt = NO_TIMER;
    private int bytesInFlight;

    /**
     * @param keeping keeps the states of the lane's batch that was accepted, then runs what follows
     * @param onEnd told when a batch has come to an end
     */
    LaneOutlet(
            Lane lane,
            Lanes lanes,
            Dispatcher dispatcher,
            CoreLoop loop,
            WeirMetrics metrics,
            Consumer<Update> onPublished,
            BiConsumer<Lane, Runnable> keeping,
            Runnable onEnd) {
        this.lane = lane;
        this.lanes = lanes;
        this.dispatcher = dispatcher;
        this.loop = loop;
        this.metrics = metrics;
        this.onPublished = onPublished;
        this.keeping = keeping;
        this.onEnd = onEnd;
    }

    /** Asks for a turn if a batch is due, or waits until one is. To be called whenever the lane has changed. */
    void review() {
        if (hasTurn) {
            if (lane.isUrgent() && !wasUrgent) {
                wasUrgent = true;
                dispatcher.hurry(this);
            }
            return;
        }
        long now = loop.nanoTime();
        if (lane.isDue(now)) {
            hasTurn = true;
            wasUrgent = lane.isUrgent();
            dispatcher.ready(this);
            return;
        }
        long dueAt = lane.dueAt();
        if (dueAt < timerAt) {
            timerAt = dueAt;
            loop.after(dueAt - now, () -> {
                if (timerAt == dueAt) {
                    timerAt = NO_TIMER;
                }
                review();
            });
        }
    }

    @Override
    public LaneKey lane() {
        return lane.key();
    }

    @Override
    public String tenant() {
        return lane.tenant();
    }

    @Override
    public boolean isUrgent() {
        return lane.isUrgent();
    }

    @Override
    public Optional<byte[]> cut() {
        Optional<byte[]> body = lane.cut(loop.nanoTime());
        bytesInFlight = body.map(bytes -> bytes.length).orElse(0);
        if (body.isEmpty()) {
            ended();
        }
        return body;
    }

    @Override
    public void accepted() {
        String hub = lane.key().target().hub();
        metrics.published(hub, lane.updatesInFlight(), bytesInFlight);
        long wall = loop.wallMillis();
        keeping.accept(lane, () -> accepted(hub, wall));
    }

    /** What was published is kept before it is settled. */
    private void accepted(String hub, long wall) {
        int bytes = bytesInFlight;
        Map<String, Integer> updatesByRule = new HashMap<>();
        lane.accepted(loop.nanoTime(), update -> {
            updatesByRule.merge(update.rule(), 1, Integer::sum);
            metrics.staleness(
                    hub, Duration.ofMillis(Math.max(0, wall - update.at().toEpochMilli())));
            onPublished.accept(update);
        });
        metrics.spending().accepted(hub, lane.tenant(), bytes, updatesByRule);
        ended();
    }

    @Override
    public boolean isStale() {
        return lane.isStaleInFlight();
    }

    @Override
    public void givenUp(String why, boolean maybeDelivered, boolean othersPass) {
        lane.givenUp(why, maybeDelivered, othersPass, loop.nanoTime());
        ended();
    }

    @Override
    public void refused(Outcome.Rejected why, boolean maybeDelivered) {
        lane.refused(DeadLetter.Reason.REJECTED, why.description(), maybeDelivered, loop.nanoTime());
        ended();
    }

    private void ended() {
        hasTurn = false;
        lanes.dropIfSpent(lane);
        review();
        onEnd.run();
    }
}
