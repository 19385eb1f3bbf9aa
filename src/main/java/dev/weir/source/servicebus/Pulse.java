package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks the broker now and then whether it still answers, while nothing comes from it. A receiver alone never tells: the SDK
 * makes a connection anew for as long as it takes, in silence. What it tells, it tells on the SDK's and Reactor's threads.
 */
final class Pulse {
    private static final Duration EVERY = Duration.ofSeconds(15);

    private final ServiceBusReceiverAsyncClient client;
    private final Duration longestAnswer;
    private final LongSupplier arrivedAt;

    /** @param arrivedAt when something came last, on {@link System#nanoTime()}'s clock */
    Pulse(ServiceBusReceiverAsyncClient client, Duration longestAnswer, LongSupplier arrivedAt) {
        this.client = client;
        this.longestAnswer = longestAnswer;
        this.arrivedAt = arrivedAt;
    }

    /** Asks until it is disposed of, and tells of each answer, or of what came in place of one. */
    Disposable watch(Runnable onAnswer, Consumer<Throwable> onFailure) {
        return Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> isQuiet() ? ask(onAnswer, onFailure) : Mono.fromRunnable(onAnswer), 1)
                .subscribe();
    }

    private boolean isQuiet() {
        return System.nanoTime() - arrivedAt.getAsLong() >= EVERY.toNanos();
    }

    private Mono<Void> ask(Runnable onAnswer, Consumer<Throwable> onFailure) {
        return Mono.defer(client::peekMessage)
                .timeout(longestAnswer)
                .then()
                .doOnSuccess(nothing -> onAnswer.run())
                .onErrorResume(failure -> Mono.fromRunnable(() -> onFailure.accept(failure)));
    }
}
