package dev.weir.local.webpubsub;

import java.time.Instant;

/**
 * One REST call that was answered.
 *
 * @param at when it was answered, on the service's clock
 * @param operation its name in the service's OpenAPI description, such as {@code SendToGroup}; {@code unknown} for none
 *     of them
 * @param method the HTTP method
 * @param path the path as it was sent, without the query; shortened beyond 512 characters
 * @param status the HTTP status of the answer
 */
public record AnsweredCall(Instant at, String operation, String method, String path, int status) {
    private static final int MAX_PATH = 512;

    public AnsweredCall {
        path = path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH);
    }
}
