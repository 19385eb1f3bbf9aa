package dev.weir.simulation;

import dev.weir.event.Delivery;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.source.Credit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A partition or a session: one replica owns it at a time, takes its messages in order, and learns of a lost ownership only
 * after a while, when somebody else may have it already.
 */
abstract class OwnedStream {
    private static final Duration SLOWEST = Duration.ofMillis(100);
    private static final Duration NOTICE = Duration.ofSeconds(8);

    final World world;
    final Scope scope;
    final List<Message> log = new ArrayList<>();
    private final List<Ownership> former = new ArrayList<>();
    private @Nullable Ownership owner;

    OwnedStream(World world, Scope scope) {
        this.world = world;
        this.scope = scope;
    }

    Message send(Thing thing, long n, boolean poison) {
        Message message = new Message(scope, log.size() + 1L, thing, n, poison, world.wall());
        log.add(message);
        if (owner != null) {
            owner.pump();
        }
        return message;
    }

    /** Gives the stream to a replica; who had it learns of that later, but before it has it again. */
    void claim(Replica replica) {
        Ownership before = owner;
        if (before != null) {
            former.add(before);
            world.loop.after(world.weather.upTo(NOTICE), before::learnOfLoss);
        }
        owner = null;
        former.stream().filter(ownership -> ownership.replica == replica).forEach(Ownership::learnOfLoss);
        former.removeIf(Ownership::knowsOfLoss);
        replica.lostAt.remove(scope.text());
        Ownership next = own(replica);
        owner = next;
        next.start();
    }

    /** A replica takes no more of it; what it holds it may settle. */
    void stop(Replica replica) {
        if (owner != null && owner.replica == replica) {
            owner.stopped = true;
        }
    }

    /** A replica that has drained gives it up in order. */
    void handOver(Replica replica) {
        Ownership mine = owner;
        if (mine != null && mine.replica == replica) {
            mine.handOver().thenRun(() -> giveUp(mine));
        }
    }

    boolean isOwnedByTheLiving() {
        return owner != null && owner.replica.isAlive();
    }

    /** Who has it gives it up, because it can't settle in order any more. */
    void giveUp(Ownership ownership) {
        ownership.learnOfLoss();
        if (owner == ownership) {
            owner = null;
        }
    }

    boolean isCurrent(Ownership ownership) {
        return owner == ownership;
    }

    abstract Ownership own(Replica replica);

    abstract class Ownership {
        final Replica replica;
        final Credit credit;
        private long asked;
        private int next;
        private long linkAt;
        private boolean knowsOfLoss;
        private boolean stopped;

        Ownership(Replica replica, int next) {
            this.replica = replica;
            this.next = next;
            this.credit = new Credit(40, 1 << 20, more -> {
                asked += more;
                world.loop.execute(this::pump);
            });
        }

        void start() {
            credit.open();
        }

        boolean knowsOfLoss() {
            return knowsOfLoss;
        }

        void pump() {
            while (asked > 0 && next < log.size() && !stopped && isCurrent(this) && replica.isAlive()) {
                Message message = log.get(next++);
                if (isSkipped(message)) {
                    continue;
                }
                asked--;
                linkAt = Math.max(linkAt, world.loop.nanoTime() + world.weather.upTo(SLOWEST));
                world.loop.after(linkAt - world.loop.nanoTime(), () -> arrive(message));
            }
        }

        private void arrive(Message message) {
            if (!replica.isAlive() || knowsOfLoss) {
                return;
            }
            message.taken(replica, world.loop.nanoTime());
            world.evidence.taken(message);
            Credit.Hold hold = credit.took(message.raw.body().length);
            replica.bridge.accept(
                    new Delivery(message.origin(), message.raw, message.attempts, settlement(message, hold)));
        }

        void learnOfLoss() {
            if (knowsOfLoss || !replica.isAlive()) {
                return;
            }
            knowsOfLoss = true;
            replica.lostAt.put(scope.text(), world.loop.nanoTime());
            onLoss();
            replica.bridge.lost(scope);
        }

        abstract boolean isSkipped(Message message);

        abstract Settlement settlement(Message message, Credit.Hold hold);

        abstract void onLoss();

        /** Stores what is to be stored before somebody else goes on. */
        abstract CompletionStage<Void> handOver();
    }
}
