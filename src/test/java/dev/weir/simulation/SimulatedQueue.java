package dev.weir.simulation;

import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.pipeline.VirtualLoop;
import dev.weir.source.Credit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A Service Bus queue by peek-lock: hands out in order of sequence numbers to whoever has credit, with a lock that ends;
 * requests and answers take their time, overtake each other, and get lost.
 */
final class SimulatedQueue {
    static final Duration LOCK = Duration.ofSeconds(30);
    private static final Duration SLOWEST = Duration.ofMillis(200);

    private final World world;
    private final Scope scope = new Scope("queue", "", "0");
    private final TreeSet<Message> ready = new TreeSet<>(Comparator.comparingLong(message -> message.sequence));
    private final Map<Message, Locked> locks = new HashMap<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private long last;

    SimulatedQueue(World world) {
        this.world = world;
    }

    Message send(Thing thing, long n, boolean poison) {
        Message message = new Message(scope, ++last, thing, n, poison, world.wall());
        ready.add(message);
        world.loop.execute(this::handOut);
        return message;
    }

    void join(Replica replica) {
        Receiver receiver = new Receiver(replica);
        receivers.add(receiver);
        receiver.credit.open();
    }

    /** A replica takes no more; what it holds it may settle. */
    void stop(Replica replica) {
        receivers.removeIf(receiver -> receiver.replica == replica);
    }

    /** A replica's link is gone for a while; what it holds it may settle. */
    void cutOff(Replica replica, long nanos) {
        for (Receiver receiver : receivers) {
            if (receiver.replica == replica) {
                receiver.cutOffUntil = world.loop.nanoTime() + nanos;
            }
        }
        world.loop.after(nanos, this::handOut);
    }

    private void handOut() {
        receivers.removeIf(receiver -> !receiver.replica.isAlive());
        while (!ready.isEmpty()) {
            List<Receiver> able = receivers.stream()
                    .filter(receiver -> receiver.asked > 0 && receiver.cutOffUntil <= world.loop.nanoTime())
                    .toList();
            if (able.isEmpty()) {
                return;
            }
            able.get(world.random.nextInt(able.size())).take(ready.pollFirst());
        }
    }

    private final class Receiver {
        private final Replica replica;
        private final Credit credit;
        private long asked;
        private long linkAt;
        private long cutOffUntil;

        Receiver(Replica replica) {
            this.replica = replica;
            this.credit = new Credit(60, 1 << 20, more -> {
                asked += more;
                world.loop.execute(SimulatedQueue.this::handOut);
            });
        }

        void take(Message message) {
            asked--;
            message.taken(replica, world.loop.nanoTime());
            world.evidence.taken(message);
            Locked locked = new Locked(message);
            locks.put(message, locked);
            locked.expireLater();
            // A link keeps its order.
            linkAt = Math.max(linkAt, world.loop.nanoTime() + world.weather.upTo(SLOWEST));
            int attempt = message.attempts;
            world.loop.after(linkAt - world.loop.nanoTime(), () -> {
                if (replica.isAlive()) {
                    locked.hold = credit.took(message.raw.body().length);
                    replica.bridge.accept(new Delivery(message.origin(), message.raw, attempt, locked));
                }
            });
        }
    }

    private final class Locked implements Settlement {
        private final Message message;
        private Instant until;
        private Credit.Hold hold;

        Locked(Message message) {
            this.message = message;
            this.until = world.wall().plus(LOCK);
        }

        void expireLater() {
            Instant end = until;
            world.loop.after(Duration.between(world.wall(), end).toNanos(), () -> {
                if (isValid() && until.equals(end)) {
                    goBack();
                }
            });
        }

        private boolean isValid() {
            return locks.get(message) == this;
        }

        private void goBack() {
            locks.remove(message);
            ready.add(message);
            handOut();
        }

        @Override
        public void lost() {
            if (hold != null) {
                hold.free();
            }
        }

        @Override
        public CompletionStage<Answer> complete() {
            return ask(world.weather.settlementsLost, () -> {
                locks.remove(message);
                world.evidence.settling(message, world.oneReplica);
            });
        }

        @Override
        public CompletionStage<Answer> release() {
            return ask(world.weather.settlementsLost, this::goBack);
        }

        @Override
        public CompletionStage<Answer> deadLetter(DeadLetter deadLetter) {
            if (world.weather.strikes(world.weather.deadLettersFail)) {
                return world.later(new Answer.Unavailable("no room"));
            }
            return ask(world.weather.settlementsLost, () -> {
                locks.remove(message);
                world.evidence.deadLettered(message);
            });
        }

        @Override
        public Instant lockedUntil() {
            return until;
        }

        @Override
        public CompletionStage<Answer> renew() {
            if (world.weather.strikes(world.weather.renewalsLost)) {
                return world.later(new Answer.Unavailable("no answer"));
            }
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            world.loop.after(world.weather.upTo(SLOWEST), () -> {
                boolean renewed = isValid();
                if (renewed) {
                    until = world.wall().plus(LOCK);
                    expireLater();
                }
                answer.complete(renewed ? Answer.SETTLED : Answer.LOST);
            });
            return answer;
        }

        @Override
        public void weighs(long bytes) {
            hold.weighs(bytes);
        }

        private CompletionStage<Answer> ask(double lost, Runnable effect) {
            boolean arrives = !world.weather.strikes(lost);
            boolean answers = !world.weather.strikes(lost);
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            VirtualLoop loop = world.loop;
            loop.after(world.weather.upTo(SLOWEST), () -> {
                boolean valid = arrives && isValid();
                if (valid) {
                    effect.run();
                }
                loop.after(world.weather.upTo(SLOWEST), () -> {
                    hold.free();
                    answer.complete(valid && answers ? Answer.SETTLED : Answer.LOST);
                });
            });
            return answer;
        }
    }
}
