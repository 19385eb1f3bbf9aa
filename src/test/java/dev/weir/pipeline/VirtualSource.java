package dev.weir.pipeline;

import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.source.Credit;
import dev.weir.source.DeliverySink;
import dev.weir.source.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A broker with a queue on virtual time: hands over what waits as far as there is credit, and takes settlements. */
final class VirtualSource implements Source {
    static final String NAME = "things";

    private final String name;
    private final VirtualLoop loop;
    private final DeliverySink sink;
    private final Credit credit;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final List<String> taken = new ArrayList<>();
    private final List<String> returned = new ArrayList<>();
    private long granted;
    private long sequence;
    private int settled;

    private record Waiting(String body, long at) {}

    VirtualSource(VirtualLoop loop, DeliverySink sink, int maxEvents, long maxBytes) {
        this(NAME, loop, sink, maxEvents, maxBytes);
    }

    VirtualSource(String name, VirtualLoop loop, DeliverySink sink, int maxEvents, long maxBytes) {
        this.name = name;
        this.loop = loop;
        this.sink = sink;
        this.credit = new Credit(maxEvents, maxBytes, more -> {
            granted += more;
            loop.execute(this::handOver);
        });
    }

    void send(String body) {
        waiting.add(new Waiting(body, loop.nanoTime()));
        handOver();
    }

    private void handOver() {
        while (granted > 0 && !waiting.isEmpty()) {
            granted--;
            Waiting next = waiting.remove();
            taken.add(next.body);
            byte[] body = next.body.getBytes(StandardCharsets.UTF_8);
            Credit.Hold hold = credit.took(body.length);
            sink.accept(new Delivery(
                    new Origin(new Scope(name, "", "0"), ++sequence, VirtualLoop.START.plusNanos(next.at)),
                    new RawMessage(body, "application/json", "thing", "m" + sequence, Map.of()),
                    1,
                    new Lock(next, hold)));
        }
    }

    int settled() {
        return settled;
    }

    int waiting() {
        return waiting.size();
    }

    /** The bodies of all that was handed over, in order. */
    List<String> taken() {
        return taken;
    }

    /** What went back in place of being settled. */
    List<String> returned() {
        return returned;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public State state() {
        return State.READY;
    }

    @Override
    public void start() {
        credit.open();
    }

    @Override
    public void pause() {
        credit.pause();
    }

    @Override
    public void resume() {
        credit.resume();
    }

    @Override
    public CompletionStage<Void> stop() {
        credit.close();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}

    private final class Lock implements Settlement {
        private final Waiting message;
        private final Credit.Hold hold;

        Lock(Waiting message, Credit.Hold hold) {
            this.message = message;
            this.hold = hold;
        }

        @Override
        public CompletionStage<Answer> complete() {
            settled++;
            hold.free();
            return CompletableFuture.completedFuture(Answer.SETTLED);
        }

        @Override
        public CompletionStage<Answer> release() {
            returned.add("released " + message.body);
            hold.free();
            return CompletableFuture.completedFuture(Answer.SETTLED);
        }

        @Override
        public CompletionStage<Answer> deadLetter(DeadLetter deadLetter) {
            returned.add(deadLetter.description());
            hold.free();
            return CompletableFuture.completedFuture(Answer.SETTLED);
        }

        @Override
        public Instant lockedUntil() {
            return Instant.MAX;
        }

        @Override
        public void weighs(long bytes) {
            hold.weighs(bytes);
        }
    }
}
