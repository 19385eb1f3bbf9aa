package dev.weir.local.amqp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request over a request/response link.
 *
 * @param operation the application property {@code operation}, or empty
 * @param properties the application properties
 * @param body the value of the body's AmqpValue section, as protonj2 decodes it; timestamps are {@code Long}
 */
public record Request(
        String operation,
        Map<String, Object> properties,
        @Nullable Object body) {
    /** The body as a map; empty when it is none. */
    public Map<?, ?> map() {
        return body instanceof Map<?, ?> map ? map : Map.of();
    }
}
