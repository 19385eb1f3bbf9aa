package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.sqlfilter.CorrelationFilter;
import dev.weir.local.sqlfilter.FalseFilter;
import dev.weir.local.sqlfilter.RuleFilter;
import dev.weir.local.sqlfilter.SqlFilter;
import dev.weir.local.sqlfilter.SystemProperty;
import dev.weir.local.sqlfilter.TrueFilter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Rules as the described types in which clients read them.
 *
 * @see <a href="https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response#enumerate-rules">Enumerate
 *     rules</a>
 */
final class RuleEncoding {
    private static final long RULE_DESCRIPTION = 0x13700000004L;
    private static final long EMPTY_ACTION = 0x13700000005L;
    private static final long SQL_ACTION = 0x13700000006L;
    private static final long SQL_FILTER = 0x1370000006L;
    private static final long TRUE_FILTER = 0x1370000007L;
    private static final long FALSE_FILTER = 0x1370000008L;
    private static final long CORRELATION_FILTER = 0x1370000009L;
    private static final byte UNSIGNED_LONG = (byte) 0x80;

    /** The fields of a correlation filter in their order on the wire. */
    private static final List<SystemProperty> FIELDS = List.of(
            SystemProperty.CORRELATION_ID,
            SystemProperty.MESSAGE_ID,
            SystemProperty.TO,
            SystemProperty.REPLY_TO,
            SystemProperty.LABEL,
            SystemProperty.SESSION_ID,
            SystemProperty.REPLY_TO_SESSION_ID,
            SystemProperty.CONTENT_TYPE);

    private RuleEncoding() {}

    /** The body of the answer to a request for rules. */
    static byte[] encode(List<RuleSettings> rules) {
        EncodedWriter body = new EncodedWriter(64 + 256 * rules.size());
        int map = body.openMap(2);
        int list = body.string("rules").openList(rules.size());
        for (RuleSettings rule : rules) {
            int entry = body.openMap(2);
            int description =
                    describe(body.string("rule-description"), RULE_DESCRIPTION).openList(3);
            write(body, rule.filter());
            if (rule.action().isPresent()) {
                int action = describe(body, SQL_ACTION).openList(1);
                body.string(rule.action().get().expression()).close(action);
            } else {
                body.close(describe(body, EMPTY_ACTION).openList(0));
            }
            body.string(rule.name()).close(description);
            body.close(entry);
        }
        body.close(list);
        body.close(map);
        return body.toBytes();
    }

    private static void write(EncodedWriter body, RuleFilter filter) {
        if (filter instanceof TrueFilter) {
            body.close(describe(body, TRUE_FILTER).openList(0));
        } else if (filter instanceof FalseFilter) {
            body.close(describe(body, FALSE_FILTER).openList(0));
        } else if (filter instanceof SqlFilter sql) {
            int list = describe(body, SQL_FILTER).openList(1);
            body.string(sql.expression()).close(list);
        } else if (filter instanceof CorrelationFilter correlation) {
            int list = describe(body, CORRELATION_FILTER).openList(FIELDS.size() + 1);
            for (SystemProperty field : FIELDS) {
                String value = correlation.system().get(field);
                if (value == null) {
                    body.nothing();
                } else {
                    body.string(value);
                }
            }
            Map<String, Object> properties = correlation.user();
            int map = body.openMap(2 * properties.size());
            properties.forEach((name, value) -> body.string(name).value(value));
            body.close(map);
            body.close(list);
        }
    }

    private static EncodedWriter describe(EncodedWriter writer, long descriptor) {
        return writer.raw(ByteBuffer.allocate(10)
                .put((byte) 0)
                .put(UNSIGNED_LONG)
                .putLong(descriptor)
                .array());
    }
}
