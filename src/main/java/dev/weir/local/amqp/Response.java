package dev.weir.local.amqp;

import java.util.Optional;

/**
 * The answer to a {@link Request}.
 *
 * @param status an HTTP-like status code
 * @param description the status in words
 * @param errorCondition the AMQP error condition of a failure
 * @param body one encoded AMQP value; never changed after it was handed over
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from one writer to one reader; nothing compares it.
public record Response(int status, String description, Optional<String> errorCondition, byte[] body) {
    private static final byte[] EMPTY_MAP = {(byte) 0xC1, 1, 0};

    public static Response of(int status, String description) {
        return new Response(status, description, Optional.empty(), EMPTY_MAP);
    }

    public static Response ok(byte[] body) {
        return new Response(200, "OK", Optional.empty(), body);
    }

    public static Response failure(int status, AmqpError error) {
        return new Response(status, error.description(), Optional.of(error.condition()), EMPTY_MAP);
    }
}
