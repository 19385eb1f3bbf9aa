package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import dev.weir.event.DeadLetter;
import dev.weir.event.Settlement;
import dev.weir.source.Credit;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import reactor.core.publisher.Mono;

/** Settles one message with the client that received it. */
final class ServiceBusSettlement implements Settlement {
    private static final Logger LOG = Logger.getLogger(ServiceBusSettlement.class);

    private final ServiceBusReceiverAsyncClient client;
    private final ServiceBusReceivedMessage message;
    private final Credit.Hold hold;
    private volatile Instant lockedUntil;

    ServiceBusSettlement(ServiceBusReceiverAsyncClient client, ServiceBusReceivedMessage message, Credit.Hold hold) {
        this.client = client;
        this.message = message;
        this.hold = hold;
        OffsetDateTime end = message.getLockedUntil();
        this.lockedUntil = end == null ? Instant.MAX : end.toInstant();
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
    public void weighs(long bytes) {
        hold.weighs(bytes);
    }

    private CompletionStage<Answer> answer(Mono<Void> call) {
        return call.thenReturn(Answer.SETTLED)
                .onErrorResume(failure -> {
                    LOG.debugf(
                            "Message %d was not settled, the broker will hand it out again: %s",
                            message.getSequenceNumber(), failure.getMessage());
                    return Mono.just(Answer.LOST);
                })
                .doFinally(signal -> hold.free())
                .toFuture();
    }
}
