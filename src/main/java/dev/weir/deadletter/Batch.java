package dev.weir.deadletter;

import com.azure.core.exception.AzureException;
import dev.weir.event.RawMessage;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** An SDK's batch for one copy of a message, which tells what the destination takes. Not safe on several threads. */
final class Batch {
    private final Predicate<RawMessage> adding;
    private final IntSupplier room;
    private final Supplier<Mono<Void>> sending;

    /**
     * @param adding adds a copy of a message; false where it does not fit
     * @param room how many bytes it has room for still
     */
    Batch(Predicate<RawMessage> adding, IntSupplier room, Supplier<Mono<Void>> sending) {
        this.adding = adding;
        this.room = room;
        this.sending = sending;
    }

    /** Adds the copy where it fits; whether it did. */
    boolean takes(RawMessage message) {
        try {
            return adding.test(message);
        } catch (AzureException e) {
            // So the SDKs say that not even an empty batch has room for it.
            if (CopySender.isTooLarge(e)) {
                return false;
            }
            throw e;
        }
    }

    int room() {
        return room.getAsInt();
    }

    Mono<Void> send() {
        return sending.get();
    }
}
