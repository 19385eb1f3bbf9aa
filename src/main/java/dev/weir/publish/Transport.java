package dev.weir.publish;

import dev.weir.message.Target;
import java.util.concurrent.CompletionStage;

/** The way to the service: one attempt, no retries of its own. Never blocks. */
@FunctionalInterface
public interface Transport {

    /**
     * Sends a JSON body to a target.
     *
     * @return what it came to, within the transport's time-out; the stage may complete on any thread
     */
    CompletionStage<Outcome> send(Target target, byte[] body);
}
