package dev.weir.source;

import dev.weir.event.DeadLetter;
import dev.weir.event.RawMessage;
import dev.weir.event.Settlement;
import java.util.concurrent.CompletionStage;

/** Where the dead letters go of a source whose broker has no place for them. Safe on any thread. */
@FunctionalInterface
public interface DeadLetters {

    /**
     * Writes a dead letter: the message as it came, with why, or as much of it as the destination takes. May be called again
     * with the same one after it answered {@link Settlement.Answer.Unavailable}; that may then be there twice, with one
     * {@code weir-origin}.
     *
     * @return {@link Settlement.Answer#SETTLED} once the destination holds it durably, else
     *     {@link Settlement.Answer.Unavailable}; never fails, and comes within the adapter's time-out
     */
    CompletionStage<Settlement.Answer> write(DeadLetter why, RawMessage message);
}
