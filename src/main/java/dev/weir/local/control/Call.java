package dev.weir.local.control;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request of {@code /local}.
 *
 * @param method of HTTP, upper case
 * @param segments of the path after {@code /local}, decoded; a {@code %2F} stays within its segment
 * @param query decoded
 * @param body as it came
 * @param names what stands in the route's placeholders, in order
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
record Call(String method, List<String> segments, Map<String, List<String>> query, byte[] body, List<String> names) {
    Call {
        segments = List.copyOf(segments);
        names = List.copyOf(names);
    }

    /** Reads a request's target. */
    static Call of(String method, String target, byte[] body) throws Rejection {
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(target);
            List<String> segments = new ArrayList<>();
            for (String raw : decoder.rawPath().substring(1).split("/", -1)) {
                // A plus sign is itself in a path.
                segments.add(QueryStringDecoder.decodeComponent(raw.replace("+", "%2B")));
            }
            if (segments.size() > 1 && segments.get(segments.size() - 1).isEmpty()) {
                segments.remove(segments.size() - 1);
            }
            return new Call(method, segments.subList(1, segments.size()), decoder.parameters(), body, List.of());
        } catch (IllegalArgumentException e) {
            throw Rejection.badRequest("the request's target is not properly percent-encoded");
        }
    }

    Call with(List<String> placeholders) {
        return new Call(method, segments, query, body, placeholders);
    }

    String name(int index) {
        return names.get(index);
    }

    Optional<String> parameter(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** A whole number of the query, within bounds. */
    long number(String name, long otherwise, long lowest, long highest) throws Rejection {
        Optional<String> text = parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= lowest && value <= highest) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of bounds.
        }
        throw Rejection.badRequest("the query's '" + name + "' must be a whole number from " + lowest + " to " + highest
                + ", but was '" + text.get() + "'");
    }

    /** The body as a JSON object. */
    Fields fields() throws Rejection {
        return new Fields("the body", Json.read(body));
    }
}
