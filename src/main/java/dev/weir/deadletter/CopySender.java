package dev.weir.deadletter;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import dev.weir.event.DeadLetter;
import dev.weir.event.RawMessage;
import dev.weir.event.Settlement.Answer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends copies by a client of an SDK, and makes another client after a failure: a sender whose link was refused once, since
 * the entity was absent or busy, stays without one for as long as its connection lives. What is too large for the entity is
 * cut to fit, since it would be too large for ever. Any thread.
 *
 * @param <C> the client
 */
final class CopySender<C> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(CopySender.class);

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

    /** @param batches makes an empty batch of a client each time that it is subscribed to */
    CompletionStage<Answer> send(DeadLetter why, RawMessage message, Function<C, Mono<Batch>> batches) {
        C client = current();
        if (client == null) {
            return Mono.<Answer>just(new Answer.Unavailable(where + " of 'dead-letters' is closed"))
                    .toFuture();
        }
        Mono<Batch> empty = batches.apply(client);
        return send(empty, message)
                .onErrorResume(CopySender::isTooLarge, failure -> sendPart(why, message, empty, message.body().length))
                .thenReturn(Answer.SETTLED)
                .timeout(timeout)
                .onErrorResume(failure -> {
                    discard(client);
                    return Mono.just(new Answer.Unavailable(text(failure)));
                })
                .toFuture();
    }

    /** By a batch, since the SDKs' calls for one message send nothing, and succeed, where it is too large by very little. */
    private static Mono<Void> send(Mono<Batch> empty, RawMessage message) {
        return empty.flatMap(batch -> batch.takes(message)
                ? batch.send()
                : Mono.error(new AmqpException(
                        false, AmqpErrorCondition.LINK_PAYLOAD_SIZE_EXCEEDED, "No batch has room for it", null)));
    }

    /** @param most how many bytes of the body: half as many each time that the broker still refuses it */
    private Mono<Void> sendPart(DeadLetter why, RawMessage message, Mono<Batch> empty, int most) {
        return empty.map(batch -> Cut.toFit(message, most, batch))
                .flatMap(part -> send(empty, part)
                        .doOnSuccess(sent -> warn(why, message, part))
                        .onErrorResume(
                                failure -> isTooLarge(failure) && !Cut.isLeast(part),
                                failure -> sendPart(why, message, empty, part.body().length / 2)));
    }

    private void warn(DeadLetter why, RawMessage message, RawMessage part) {
        LOG.warnf(
                "The dead letter of %s is too large for %s of 'dead-letters': of the %d bytes of its body %d are kept there"
                        + " (cut: %s)",
                why.origin().text(),
                where,
                message.body().length,
                part.body().length,
                part.properties().get(Cut.WHAT));
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
        if (condition == AmqpErrorCondition.LINK_PAYLOAD_SIZE_EXCEEDED) {
            return where
                    + " of 'dead-letters' takes nothing as large as a dead letter, though it was cut; name one that"
                    + " takes larger messages";
        }
        return where + " of 'dead-letters' can't be sent to ("
                + (condition == null ? failure.getClass().getSimpleName() : condition) + "); check it and the network";
    }

    /** Whether an SDK or a broker says that a message is larger than it may be. */
    static boolean isTooLarge(Throwable failure) {
        return condition(failure) == AmqpErrorCondition.LINK_PAYLOAD_SIZE_EXCEEDED;
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
