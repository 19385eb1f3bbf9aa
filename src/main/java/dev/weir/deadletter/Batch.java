package dev.weir.deadletter;

import com.azure.core.exception.AzureException;
import dev.weir.event.RawMessage;
import reactor.core.publisher.Mono;

/** An SDK's batch for one copy of a message, which tells what the destination takes. Not safe on several threads. */
abstract class Batch {

    /** Adds the copy where it fits; whether it did. */
    final boolean takes(RawMessage message) {
        try {
            return tryAdd(message);
        } catch (AzureException e) {
            // So the SDKs say that not even an empty batch has room for it.
            if (CopySender.isTooLarge(e)) {
                return false;
            }
            throw e;
        }
    }

    abstract boolean tryAdd(RawMessage message);

    /** How many bytes it has room for still. */
    abstract int room();

    abstract Mono<Void> send();
}
