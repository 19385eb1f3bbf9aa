package dev.weir.rehearsal;

import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.Event;
import dev.weir.event.RawMessage;
import dev.weir.event.Settlement;
import dev.weir.message.LaneKey;
import dev.weir.metrics.WeirMetrics;
import dev.weir.pipeline.Bridge;
import dev.weir.pipeline.BridgeSettings;
import dev.weir.pipeline.Judge;
import dev.weir.pipeline.VirtualLoop;
import dev.weir.publish.Hub;
import dev.weir.publish.Outcome;
import dev.weir.rules.RuleSet;
import dev.weir.source.Decoded;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One life of the real core on a virtual clock: a source that hands out recorded events as long as it has credit, and a
 * service that accepts everything after a fixed time. Of one thread.
 */
public final class Rehearsal {
    private static final Duration TAIL_AFTER = Duration.ofSeconds(2);
    private static final int MAX_IDLE_ENTITIES = 100_000;
    private static final Duration STEP = Duration.ofSeconds(1);
    /** More than the longest window, so that whatever is held has come to its end unless the budget is spent. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private final RehearsalSettings settings;
    private final Stage stage;
    private final Instant start;
    private final VirtualLoop loop;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Bridge bridge;
    private final Map<String, Source> sources = new HashMap<>();
    private long sequence;
    private int held;
    /** What the decoder is asked for next: deliveries are judged one at a time, while they are accepted. */
    private @Nullable Event judged;

    /** @param start when virtual time starts */
    public Rehearsal(RuleSet rules, RehearsalSettings settings, Instant start, Stage stage) {
        this.settings = settings;
        this.stage = stage;
        this.start = start;
        this.loop = new VirtualLoop(start);
        WeirMetrics metrics = new WeirMetrics(registry);
        this.bridge = new Bridge(
                new BridgeSettings(settings.maxBatchUpdates(), settings.maxBatchBytes(), TAIL_AFTER, MAX_IDLE_ENTITIES),
                loop,
                new Judge((origin, message) -> decoded(), () -> rules, metrics, loop::wallMillis),
                hub -> new Hub(settings.publish(hub), this::send),
                metrics,
                new Random(1));
        bridge.watch(stage::published);
    }

    private Decoded decoded() {
        Event event = judged;
        if (event == null) {
            throw new IllegalStateException("A delivery was judged that no event was given for");
        }
        return new Decoded.Events(List.of(event));
    }

    /** How much virtual time has passed. */
    public Duration elapsed() {
        return Duration.ofNanos(loop.nanoTime());
    }

    /** Lets time pass until an event comes, and hands it over; events must be given in order of time. */
    public Event play(RecordedEvent recorded, Duration at) {
        advanceTo(at);
        sequence++;
        Event event = recorded.toEvent(settings.sourceName(), sequence, start.plus(at));
        Source source = sources.computeIfAbsent(event.origin().scope().source(), name -> new Source());
        source.waiting.add(event);
        source.take();
        loop.run();
        return event;
    }

    /** Lets time pass until then. */
    public void advanceTo(Duration at) {
        long nanos = at.toNanos() - loop.nanoTime();
        if (nanos > 0) {
            loop.advance(Duration.ofNanos(nanos));
        }
    }

    /** Lets time pass until nothing is held any more, and lanes have told that they are idle; false if that took a day. */
    public boolean finish() {
        Duration latest = elapsed().plus(LONGEST);
        while (held() > 0 && elapsed().compareTo(latest) < 0) {
            loop.advance(STEP);
        }
        loop.advance(TAIL_AFTER.plus(STEP));
        return held() == 0;
    }

    /** How many events have come and are not settled yet. */
    public int held() {
        return held
                + sources.values().stream()
                        .mapToInt(source -> source.waiting.size())
                        .sum();
    }

    /** How many events came to which end, by the end's word. */
    public Map<String, Long> ends() {
        Map<String, Long> ends = new HashMap<>();
        registry.find("weir.events.settled")
                .counters()
                .forEach(counter -> ends.merge(
                        String.valueOf(counter.getId().getTag("end")), Math.round(counter.count()), Long::sum));
        return ends;
    }

    private CompletionStage<Outcome> send(LaneKey lane, byte[] body) {
        stage.sent(lane, body);
        if (settings.latency().isZero()) {
            return CompletableFuture.completedFuture(new Outcome.Accepted());
        }
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        loop.after(settings.latency().toNanos(), () -> answer.complete(new Outcome.Accepted()));
        return answer;
    }

    /** A source's events: those that wait for credit, and how many are held. */
    private final class Source {
        private static final byte[] EMPTY = {};

        private final Queue<Event> waiting = new ArrayDeque<>();
        private int taken;

        void take() {
            while (taken < settings.credit() && !waiting.isEmpty()) {
                taken++;
                held++;
                Event event = waiting.remove();
                judged = event;
                bridge.accept(new Delivery(
                        event.origin(), new RawMessage(EMPTY, "", "", event.id(), Map.of()), 1, new Once(this)));
            }
        }

        void settled() {
            taken--;
            held--;
            loop.execute(this::take);
        }
    }

    /** A settlement that the broker always acknowledges. */
    private final class Once implements Settlement {
        private final Source source;

        Once(Source source) {
            this.source = source;
        }

        @Override
        public CompletionStage<Answer> complete() {
            source.settled();
            return CompletableFuture.completedFuture(Answer.SETTLED);
        }

        @Override
        public CompletionStage<Answer> release() {
            source.settled();
            return CompletableFuture.completedFuture(Answer.SETTLED);
        }

        @Override
        public CompletionStage<Answer> deadLetter(DeadLetter deadLetter) {
            stage.deadLettered(deadLetter);
            return complete();
        }
    }
}
