package dev.weir.source;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads bytes as JSON and takes only what can be written again: one value, in UTF-8, nested {@value #MAX_DEPTH} levels at
 * most, every text with its surrogates in pairs, every number finite. A byte order mark is skipped; of two fields of one
 * name the last counts. Stateless.
 *
 * <p>Integers are exact. Decimals become doubles, so 15 significant digits survive: BigDecimal would keep more, but costs
 * an allocation a number, and neither CEL nor a browser would see them.
 */
final class StrictJson {
    static final int MAX_DEPTH = 100;

    /** Without an exponent a number that short can't overflow a double: so only an exponent needs a second look. */
    static final int MAX_NUMBER_LENGTH = 300;

    // Field names are not interned: they are the senders', and the JVM's table of strings would grow with them. The
    // charset
    // is not guessed: UTF-16 would pass by guess in one message and fail in the next.
    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .errorReportConfiguration(ErrorReportConfiguration.builder()
                            .maxErrorTokenLength(40)
                            .build())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .build())
            .build()
            .reader();

    private static final Pattern LOCATION = Pattern.compile("\\[Source: [^;]*; line: (\\d+), column: (\\d+)]");
    private static final Pattern ADVICE = Pattern.compile(", from `[^`]*`|: enable `[^`]*` to allow");

    private StrictJson() {}

    static Payload parse(byte[] body) {
        int start = startsWithByteOrderMark(body) ? 3 : 0;
        boolean ascii = true;
        boolean suspicious = false;
        for (int i = start; i < body.length; i++) {
            byte b = body[i];
            ascii &= b >= 0;
            suspicious |= (b == 'e' || b == 'E') && i > 0 && isDigit(body[i - 1])
                    || b == '\\' && i + 2 < body.length && body[i + 1] == 'u' && (body[i + 2] | 0x20) == 'd';
        }
        if (!ascii) {
            int fault = firstByteThatIsNotUtf8(body);
            if (fault >= 0) {
                return new Payload.Malformed("byte 0x%02X at offset %d is not UTF-8".formatted(body[fault], fault));
            }
        }
        try (JsonParser parser = READER.createParser(body, start, body.length - start)) {
            JsonNode node = READER.readTree(parser);
            if (node == null || node.isMissingNode()) {
                return new Payload.Malformed("nothing but white space was found; expected a JSON value");
            }
            if (parser.nextToken() != null) {
                return new Payload.Malformed("line %d, column %d: more was found after the JSON value; expected the end"
                        .formatted(
                                parser.currentTokenLocation().getLineNr(),
                                parser.currentTokenLocation().getColumnNr()));
            }
            Optional<String> fault = suspicious ? fault(node, "") : Optional.empty();
            return fault.<Payload>map(Payload.Malformed::new).orElseGet(() -> new Payload.Value(node));
        } catch (JsonProcessingException e) {
            return new Payload.Malformed(fault(e));
        } catch (IOException e) {
            // Jackson reports some faults of the encoding so; the bytes themselves are in memory.
            return new Payload.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static boolean startsWithByteOrderMark(byte[] body) {
        return body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Strict, unlike Jackson's own decoding, which lets overlong forms and encoded surrogates through. */
    private static int firstByteThatIsNotUtf8(byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(body);
        CharBuffer out = CharBuffer.allocate(Math.min(body.length, 8192));
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }

    /** What JSON allows and a writer would choke on, or turn into text. */
    private static Optional<String> fault(JsonNode node, String path) {
        if (node.isTextual() && hasLoneSurrogate(node.textValue())) {
            return Optional.of("the text at " + Excerpt.of(path) + " holds half of a surrogate pair");
        }
        if (node.isDouble() && Double.isInfinite(node.doubleValue())) {
            return Optional.of("the number at " + Excerpt.of(path) + " is beyond the range of a double");
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                Optional<String> fault = fault(node.get(i), path + "/" + i);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        if (node.isObject()) {
            for (var field : node.properties()) {
                String below = path + "/" + field.getKey();
                Optional<String> fault = hasLoneSurrogate(field.getKey())
                        ? Optional.of("the field name at " + Excerpt.of(below) + " holds half of a surrogate pair")
                        : fault(field.getValue(), below);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static String fault(JsonProcessingException e) {
        String text = LOCATION.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("line $1, column $2");
        text = ADVICE.matcher(text).replaceAll("");
        return e.getLocation() == null
                ? text
                : "line %d, column %d: %s"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr(), text);
    }
}
