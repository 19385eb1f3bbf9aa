package dev.weir.publish;

import dev.weir.message.LaneKey;
import java.util.concurrent.CompletionStage;

/** The way to the service: one attempt, no retries of its own. Never blocks. */
@FunctionalInterface
public interface Transport {

    /**
     * Sends a JSON body to the target of a lane.
     *
     * @return what it came to, within the transport's time-out; the stage may complete on any thread
     */
    CompletionStage<Outcome> send(LaneKey lane, byte[] body);
}
