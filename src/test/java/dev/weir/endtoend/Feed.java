package dev.weir.endtoend;

import com.azure.core.amqp.AmqpRetryMode;
import com.azure.core.amqp.AmqpRetryOptions;
import dev.weir.guarantee.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Sends events of a few entities, each with a counter that only rises, and remembers the last of each. One thread. */
abstract class Feed implements AutoCloseable {
    static final String LANE = "group:tenant:acme";
    private static final String POISON = "not JSON";

    /** A feed outlasts the faults that are meant for the bridge. */
    static final AmqpRetryOptions RETRY = new AmqpRetryOptions()
            .setMode(AmqpRetryMode.FIXED)
            .setMaxRetries(20)
            .setDelay(Duration.ofMillis(500));

    private static final Duration LINK = Duration.ofSeconds(4);
    private static final int LINKS = 15;

    private final Random random;
    private final int entities;
    private final Map<String, Long> last = new HashMap<>();
    private long sent;
    private long poison;
    private int poisonEvery = Integer.MAX_VALUE;

    /**
     * An event to send.
     *
     * @param entity what it is about: events of one keep their order
     */
    record Sent(String entity, String body) {}

    Feed(int entities, long seed) {
        this.random = new Random(seed);
        this.entities = entities;
    }

    /** From now on one event of so many can't be read. */
    void poisonEvery(int events) {
        poisonEvery = events;
    }

    /** Sends so many events. */
    void send(int events) {
        send("e", events);
    }

    /** Sends so many events of entities with this prefix, which no others are counted with. */
    void send(String prefix, int events) {
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String entity = prefix + random.nextInt(entities);
            sent++;
            if (sent % poisonEvery == 0) {
                poison++;
                all.add(new Sent(entity, POISON));
            } else {
                long n = last.merge("thing/" + entity, 1L, Long::sum);
                all.add(new Sent(entity, "{\"tenant\":\"acme\",\"id\":\"" + entity + "\",\"n\":" + n + "}"));
            }
        }
        deliver(all);
    }

    /** What a sender answers once it has its link. An SDK's sender that was refused one never asks for another. */
    final <T> T withLink(Supplier<Mono<T>> asking) {
        return renewing(() -> asking.get().timeout(LINK).blockOptional().orElseThrow(), failure -> true);
    }

    /** Waits until something is sent. Of a link that was gone before, the SDK says that it is disposed of: nothing was sent. */
    final void overLink(Supplier<Mono<Void>> sending) {
        renewing(
                () -> sending.get().block(),
                failure -> String.valueOf(failure.getMessage()).contains("when disposed"));
    }

    private <T> T renewing(Supplier<T> trying, Predicate<RuntimeException> isOfTheLink) {
        for (int attempt = 1; ; attempt++) {
            try {
                return trying.get();
            } catch (RuntimeException e) {
                if (attempt == LINKS || !isOfTheLink.test(e)) {
                    throw e;
                }
                renew();
            }
        }
    }

    /** Takes another sender. */
    abstract void renew();

    /** Sends them, and returns when the broker has them. */
    abstract void deliver(List<Sent> events);

    /** The last counter of each entity that something was sent of. */
    Map<String, Long> last() {
        return Map.copyOf(last);
    }

    /** Tells a guarantee of the last event of each entity. */
    void tell(Guarantee guarantee) {
        last.forEach((entity, n) -> guarantee.sent(LANE, entity, n));
    }

    /** How many events were sent, those that can't be read among them. */
    long sent() {
        return sent;
    }

    /** How many that can't be read. */
    long poison() {
        return poison;
    }

    @Override
    public abstract void close();
}
