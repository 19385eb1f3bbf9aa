package dev.weir.local.webpubsub;

import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request line asks for, split before it is decoded, so that a {@code %2F} in a name stays in the name. The raw
 * form is kept, because tokens sign it.
 *
 * @param rawPath as sent, percent-encoded
 * @param rawQuery as sent, without the question mark
 * @param segments of the path, decoded; the path starts with a slash, and the first segment follows it
 * @param query decoded, each key with its values in order
 */
record RequestTarget(
        String rawPath, Optional<String> rawQuery, List<String> segments, Map<String, List<String>> query) {

    RequestTarget {
        segments = List.copyOf(segments);
        query = Map.copyOf(query);
    }

    /** Takes origin form and absolute form; refuses what is not properly encoded, and dot segments. */
    static RequestTarget parse(String target) throws RequestRejected {
        String origin = originForm(target);
        int mark = origin.indexOf('?');
        String path = mark < 0 ? origin : origin.substring(0, mark);
        Optional<String> query = mark < 0 ? Optional.empty() : Optional.of(origin.substring(mark + 1));
        if (!path.startsWith("/")) {
            throw RequestRejected.badRequest("the request target must start with '/'");
        }
        List<String> segments = new ArrayList<>();
        for (String raw : path.substring(1).split("/", -1)) {
            String segment = decode(raw, Plus.LITERAL);
            // A front end may resolve these, which makes /groups/../:send a broadcast. Refused, nobody gets it.
            if (segment.equals(".") || segment.equals("..")) {
                throw RequestRejected.badRequest("the path has a segment '" + segment + "', which cannot be a name");
            }
            segments.add(segment);
        }
        return new RequestTarget(path, query, segments, decodeQuery(query.orElse("")));
    }

    /** The first value of a query key. */
    Optional<String> parameter(String key) {
        return parameters(key).stream().findFirst();
    }

    /** All values of a query key that may be repeated. */
    List<String> parameters(String key) {
        return query.getOrDefault(key, List.of());
    }

    private static String originForm(String target) {
        int scheme = target.indexOf("://");
        if (scheme < 0 || target.startsWith("/")) {
            return target;
        }
        int path = target.indexOf('/', scheme + 3);
        return path < 0 ? "/" : target.substring(path);
    }

    private static Map<String, List<String>> decodeQuery(String query) throws RequestRejected {
        Map<String, List<String>> values = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals), Plus.SPACE);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), Plus.SPACE);
            values.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
        }
        return values;
    }

    private static String decode(String raw, Plus plus) throws RequestRejected {
        if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
            return raw;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(hexPair(raw, i + 1));
                i += 2;
            } else if (c == '+' && plus == Plus.SPACE) {
                bytes.write(' ');
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return Utf8.decode(bytes.toByteArray());
        } catch (CharacterCodingException e) {
            throw RequestRejected.badRequest("the request target is not percent-encoded UTF-8");
        }
    }

    private static int hexPair(String raw, int at) throws RequestRejected {
        int high = at < raw.length() ? Character.digit(raw.charAt(at), 16) : -1;
        int low = at + 1 < raw.length() ? Character.digit(raw.charAt(at + 1), 16) : -1;
        if (high < 0 || low < 0) {
            throw RequestRejected.badRequest("the request target has a '%' that two hexadecimal digits must follow");
        }
        return high * 16 + low;
    }

    /** What a plus sign stands for: itself in a path, a space in a query. */
    private enum Plus {
        LITERAL,
        SPACE
    }
}
