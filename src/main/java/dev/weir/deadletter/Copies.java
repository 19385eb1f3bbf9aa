package dev.weir.deadletter;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import dev.weir.event.DeadLetter;
import dev.weir.event.RawMessage;
import dev.weir.event.Settlement.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What copies of messages have in common, whichever broker they go to. Stateless. */
final class Copies {
    private Copies() {}

    /** The message's own properties and the dead letter's, under the names that Service Bus gives to its own ones. */
    static Map<String, Object> properties(DeadLetter why, RawMessage message) {
        Map<String, Object> properties = new HashMap<>(message.properties());
        properties.values().removeIf(value -> value == null);
        properties.putAll(why.properties());
        properties.put("DeadLetterReason", why.reason().text());
        properties.put("DeadLetterErrorDescription", why.description());
        return properties;
    }

    static CompletionStage<Answer> answer(Mono<Void> sending, Duration timeout, String where) {
        return sending.thenReturn(Answer.SETTLED)
                .timeout(timeout)
                .onErrorResume(failure -> Mono.just(new Answer.Unavailable(text(failure, where))))
                .toFuture();
    }

    private static String text(Throwable failure, String where) {
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
}
