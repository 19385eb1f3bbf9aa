package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import dev.weir.event.DeadLetter;
import dev.weir.event.Settlement;
import dev.weir.source.Credit;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import reactor.core.publisher.Mono;

/** Settles one message with the client that received it. */
final class ServiceBusSettlement implements Settlement {
    private static final Logger LOG = Logger.getLogger(ServiceBusSettlement.class);

    private final ServiceBusReceiverAsyncClient client;
    private final ServiceBusReceivedMessage message;
    private final Credit.Hold hold;
    /** The SDK may never say what became of a call whose connection broke. */
    private final Duration longestAnswer;

    private final Runnable onAnswer;
    private final Runnable onLost;
    private volatile Instant lockedUntil;

    private ServiceBusSettlement(
            ServiceBusReceiverAsyncClient client,
            ServiceBusReceivedMessage message,
            Credit.Hold hold,
            Duration longestAnswer,
            Runnable onAnswer,
            Runnable onLost,
            Instant lockedUntil) {
        this.client = client;
        this.message = message;
        this.hold = hold;
        this.longestAnswer = longestAnswer;
        this.onAnswer = onAnswer;
        this.onLost = onLost;
        this.lockedUntil = lockedUntil;
    }

    /**
     * Of a message that has a lock of its own.
     *
     * @param longestAnswer after how long a call without an answer counts as failed
     */
    static ServiceBusSettlement withLock(
            ServiceBusReceiverAsyncClient client,
            ServiceBusReceivedMessage message,
            Credit.Hold hold,
            Duration longestAnswer) {
        OffsetDateTime end = message.getLockedUntil();
        return new ServiceBusSettlement(
                client, message, hold, longestAnswer, () -> {}, () -> {}, end == null ? Instant.MAX : end.toInstant());
    }

    /**
     * Of a message that its session's lock keeps.
     *
     * @param longestAnswer after how long a call without an answer counts as failed
     * @param onAnswer told when the broker has answered, or never will
     * @param onLost told before that, where the answer is that the lock is lost or none: the session can't go on
     */
    static ServiceBusSettlement inSession(
            ServiceBusReceiverAsyncClient client,
            ServiceBusReceivedMessage message,
            Credit.Hold hold,
            Duration longestAnswer,
            Runnable onAnswer,
            Runnable onLost) {
        return new ServiceBusSettlement(client, message, hold, longestAnswer, onAnswer, onLost, Instant.MAX);
    }

    @Override
    public CompletionStage<Answer> complete() {
        return answer(client.complete(message));
    }

    @Override
    public CompletionStage<Answer> release() {
        return answer(client.abandon(message));
    }

    @Override
    public CompletionStage<Answer> deadLetter(DeadLetter deadLetter) {
        return answer(client.deadLetter(
                message,
                new DeadLetterOptions()
                        .setDeadLetterReason(deadLetter.reason().text())
                        .setDeadLetterErrorDescription(deadLetter.description())
                        .setPropertiesToModify(deadLetter.properties())));
    }

    @Override
    public Instant lockedUntil() {
        return lockedUntil;
    }

    @Override
    public CompletionStage<Answer> renew() {
        return client.renewMessageLock(message)
                .timeout(longestAnswer)
                .map(end -> {
                    lockedUntil = end.toInstant();
                    return Answer.SETTLED;
                })
                .onErrorResume(failure -> {
                    boolean lost = failure instanceof ServiceBusException known
                            && (known.getReason() == ServiceBusFailureReason.MESSAGE_LOCK_LOST
                                    || known.getReason() == ServiceBusFailureReason.MESSAGE_NOT_FOUND);
                    return Mono.just(lost ? Answer.LOST : new Answer.Unavailable(String.valueOf(failure.getMessage())));
                })
                .toFuture();
    }

    @Override
    public void lost() {
        hold.free();
    }

    @Override
    public void weighs(long bytes) {
        hold.weighs(bytes);
    }

    private CompletionStage<Answer> answer(Mono<Void> call) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        call.timeout(longestAnswer)
                .subscribe(
                        nothing -> {},
                        failure -> {
                            LOG.debugf(
                                    "Message %d was not settled, the broker will hand it out again: %s",
                                    message.getSequenceNumber(), failure.getMessage());
                            onLost.run();
                            answered(answer, Answer.LOST);
                        },
                        () -> answered(answer, Answer.SETTLED));
        return answer;
    }

    /** Who waits for the answer hears of it before there is room for more. */
    private void answered(CompletableFuture<Answer> answer, Answer given) {
        answer.complete(given);
        onAnswer.run();
        hold.free();
    }
}
