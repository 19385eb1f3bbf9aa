package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.MalformedValueException;
import dev.weir.local.amqp.Request;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads the fields of management requests; what is missing or of a wrong type is the client's fault. */
final class RequestFields {
    private RequestFields() {}

    static List<UUID> lockTokens(Request request) {
        if (request.map().get("lock-tokens") instanceof UUID[] array) {
            return List.of(array);
        }
        throw new MalformedValueException("'lock-tokens' must be an array of uuid");
    }

    static List<Long> sequenceNumbers(Request request) {
        Object numbers = request.map().get("sequence-numbers");
        if (numbers instanceof long[] array) {
            return Arrays.stream(array).boxed().toList();
        }
        if (numbers instanceof Object[] array && Stream.of(array).allMatch(Long.class::isInstance)) {
            return Stream.of(array).map(Long.class::cast).toList();
        }
        throw new MalformedValueException("'sequence-numbers' must be an array of long");
    }

    static long number(Request request, String name) {
        if (request.map().get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new MalformedValueException("'" + name + "' must be a number");
    }

    static String text(Request request, String name) {
        return optionalText(request, name)
                .orElseThrow(() -> new MalformedValueException("'" + name + "' must be a string"));
    }

    static Optional<String> optionalText(Request request, String name) {
        return request.map().get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The changes to a message's application properties. */
    static Map<String, EncodedValue> changes(Request request) {
        Map<String, EncodedValue> properties = new LinkedHashMap<>();
        if (request.map().get("properties-to-modify") instanceof Map<?, ?> changes) {
            changes.forEach((name, value) -> properties.put(String.valueOf(name), EncodedValue.of(value)));
        }
        return properties;
    }
}
