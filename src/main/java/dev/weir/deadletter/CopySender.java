package dev.weir.deadletter;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import dev.weir.event.Settlement.Answer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends copies by a client of an SDK, and makes another client after a failure: a sender whose link was refused once, since
 * the entity was absent or busy, stays without one for as long as its connection lives. Any thread.
 *
 * @param <C> the client
 */
final class CopySender<C> implements AutoCloseable {
    private final String where;
    private final Duration timeout;
    private final Supplier<C> clients;
    private final Consumer<C> closing;
    private @Nullable C current;
    private boolean closed;

    /** Makes its first client when the first copy is sent; what is sent is answered within the timeout. */
    CopySender(String where, Duration timeout, Supplier<C> clients, Consumer<C> closing) {
        this.where = where;
        this.timeout = timeout;
        this.clients = clients;
        this.closing = closing;
    }

    CompletionStage<Answer> send(Function<C, Mono<Void>> sending) {
        C client = current();
        if (client == null) {
            return Mono.<Answer>just(new Answer.Unavailable(where + " of 'dead-letters' is closed"))
                    .toFuture();
        }
        return sending.apply(client)
                .thenReturn(Answer.SETTLED)
                .timeout(timeout)
                .onErrorResume(failure -> {
                    discard(client);
                    return Mono.just(new Answer.Unavailable(text(failure)));
                })
                .toFuture();
    }

    private synchronized @Nullable C current() {
        if (current == null && !closed) {
            current = clients.get();
        }
        return current;
    }

    /** What else is on its way by this client fails with it, and is written again. */
    private void discard(C client) {
        synchronized (this) {
            if (current != client) {
                return;
            }
            current = null;
        }
        closing.accept(client);
    }

    private String text(Throwable failure) {
        AmqpErrorCondition condition = condition(failure);
        if (condition == AmqpErrorCondition.NOT_FOUND) {
            return where + " of 'dead-letters' does not exist; create it";
        }
        if (condition == AmqpErrorCondition.UNAUTHORIZED_ACCESS) {
            return where + " of 'dead-letters' may not be sent to; give the key or the identity the right to send";
        }
        return where + " of 'dead-letters' can't be sent to ("
                + (condition == null ? failure.getClass().getSimpleName() : condition) + "); check it and the network";
    }

    /** Service Bus' SDK wraps what AMQP said. */
    private static @Nullable AmqpErrorCondition condition(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AmqpException amqp) {
                return amqp.getErrorCondition();
            }
        }
        return null;
    }

    @Override
    public void close() {
        C last;
        synchronized (this) {
            closed = true;
            last = current;
            current = null;
        }
        if (last != null) {
            closing.accept(last);
        }
    }
}
