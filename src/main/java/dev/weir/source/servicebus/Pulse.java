package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks the broker now and then whether it still answers, while nothing comes from it. A receiver alone never tells: the SDK
 * makes a connection anew for as long as it takes, in silence. What it tells, it tells on the SDK's and Reactor's threads.
 */
final class Pulse {
    private static final Duration EVERY = Duration.ofSeconds(15);

    private final ServiceBusReceiverAsyncClient client;
    private final Duration every;
    private final Duration longestAnswer;
    private final LongSupplier arrivedAt;

    /** @param arrivedAt when something came last, on {@link System#nanoTime()}'s clock */
    Pulse(ServiceBusReceiverAsyncClient client, Duration longestAnswer, LongSupplier arrivedAt) {
        this(client, EVERY, longestAnswer, arrivedAt);
    }

    Pulse(ServiceBusReceiverAsyncClient client, Duration every, Duration longestAnswer, LongSupplier arrivedAt) {
        this.client = client;
        this.every = every;
        this.longestAnswer = longestAnswer;
        this.arrivedAt = arrivedAt;
    }

    /** Asks for as long as it is wanted, and tells of each answer, or of what came in place of one. */
    void watch(BooleanSupplier isWanted, Runnable onAnswer, Consumer<Throwable> onFailure) {
        Flux.interval(every)
                .takeWhile(tick -> isWanted.getAsBoolean())
                .onBackpressureDrop()
                .concatMap(tick -> isQuiet() ? ask(onAnswer, onFailure) : Mono.fromRunnable(onAnswer), 1)
                .subscribe();
    }

    private boolean isQuiet() {
        return System.nanoTime() - arrivedAt.getAsLong() >= every.toNanos();
    }

    private Mono<Void> ask(Runnable onAnswer, Consumer<Throwable> onFailure) {
        return Mono.defer(client::peekMessage)
                .timeout(longestAnswer)
                .then()
                .doOnSuccess(nothing -> onAnswer.run())
                .onErrorResume(failure -> Mono.fromRunnable(() -> onFailure.accept(failure)));
    }
}
