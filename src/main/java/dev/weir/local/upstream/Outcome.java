package dev.weir.local.upstream;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** What became of an event. */
public sealed interface Outcome {

    /**
     * The handler answered.
     *
     * @param status the HTTP status
     * @param contentType of the body, as it was sent
     * @param body empty where there is none
     * @param state what it wants to be told from now on; empty for no change
     */
    record Answered(int status, Optional<String> contentType, Buffer body, Optional<String> state) implements Outcome {
        /** Whether the handler took the event. */
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * The handler could not be reached, was too slow, or refuses events of this service.
     *
     * @param reason where and what, for a person
     */
    record Failed(String reason) implements Outcome {}
}
