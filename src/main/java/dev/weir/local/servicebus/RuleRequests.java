package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.MalformedValueException;
import dev.weir.local.amqp.Request;
import dev.weir.local.amqp.RequestNode;
import dev.weir.local.amqp.Response;
import dev.weir.local.sqlfilter.CorrelationFilter;
import dev.weir.local.sqlfilter.RuleFilter;
import dev.weir.local.sqlfilter.SqlAction;
import dev.weir.local.sqlfilter.SqlFilter;
import dev.weir.local.sqlfilter.SqlSyntaxException;
import dev.weir.local.sqlfilter.SystemProperty;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests to add, remove and list the rules of a subscription. */
final class RuleRequests {
    private static final String ALREADY_EXISTS = "com.microsoft:entity-already-exists";
    private static final String ARGUMENT_ERROR = "com.microsoft:argument-error";
    private static final Map<String, SystemProperty> FIELDS = Map.of(
            "correlation-id", SystemProperty.CORRELATION_ID,
            "message-id", SystemProperty.MESSAGE_ID,
            "to", SystemProperty.TO,
            "reply-to", SystemProperty.REPLY_TO,
            "label", SystemProperty.LABEL,
            "session-id", SystemProperty.SESSION_ID,
            "reply-to-session-id", SystemProperty.REPLY_TO_SESSION_ID,
            "content-type", SystemProperty.CONTENT_TYPE);

    private final String path;
    private final Rules rules;

    RuleRequests(String path, Rules rules) {
        this.path = path;
        this.rules = rules;
    }

    Map<String, RequestNode> operations() {
        return Map.of(
                "com.microsoft:add-rule", this::add,
                "com.microsoft:remove-rule", this::remove,
                "com.microsoft:enumerate-rules", this::list);
    }

    private Response add(Request request) {
        String name = RequestFields.text(request, "rule-name");
        RuleSettings rule;
        try {
            rule = read(name, request);
        } catch (SqlSyntaxException | IllegalArgumentException e) {
            return Response.failure(
                    400, new AmqpError(ARGUMENT_ERROR, "rule '" + name + "' of '" + path + "': " + e.getMessage()));
        }
        if (rules.isFull()) {
            return Response.failure(
                    403,
                    new AmqpError(
                            AmqpError.RESOURCE_LIMIT_EXCEEDED, "'" + path + "' has " + Rules.LIMIT + " rules already"));
        }
        return rules.add(rule)
                ? Response.of(200, "OK")
                : Response.failure(
                        409,
                        new AmqpError(
                                ALREADY_EXISTS,
                                "The messaging entity '" + path + "/Rules/" + name + "' already exists."));
    }

    private static RuleSettings read(String name, Request request) {
        if (!(request.map().get("rule-description") instanceof Map<?, ?> description)) {
            throw new MalformedValueException("'rule-description' must be a map");
        }
        Optional<SqlAction> action = expression(description, "sql-rule-action").map(SqlAction::parse);
        return new RuleSettings(name, filter(description), action);
    }

    private static RuleFilter filter(Map<?, ?> description) {
        if (description.get("correlation-filter") instanceof Map<?, ?> fields) {
            return correlation(fields);
        }
        return expression(description, "sql-filter")
                .map(SqlFilter::parse)
                .orElseThrow(() -> new MalformedValueException(
                        "'rule-description' must have a 'sql-filter' or a 'correlation-filter'"));
    }

    private static Optional<String> expression(Map<?, ?> description, String name) {
        return description.get(name) instanceof Map<?, ?> part && part.get("expression") instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    private static CorrelationFilter correlation(Map<?, ?> fields) {
        Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
        FIELDS.forEach((name, property) -> {
            if (fields.get(name) instanceof String text) {
                system.put(property, text);
            }
        });
        Map<String, Object> user = new LinkedHashMap<>();
        if (fields.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, value) -> {
                if (value != null) {
                    user.put(String.valueOf(name), value);
                }
            });
        }
        return new CorrelationFilter(system, user);
    }

    private Response remove(Request request) {
        String name = RequestFields.text(request, "rule-name");
        return rules.remove(name)
                ? Response.of(200, "OK")
                : Response.failure(404, AmqpError.entityNotFound(path + "/Rules/" + name));
    }

    private Response list(Request request) {
        long skip = Math.max(0, RequestFields.number(request, "skip"));
        long top = Math.max(0, RequestFields.number(request, "top"));
        List<RuleSettings> page = rules.all().stream().skip(skip).limit(top).toList();
        return page.isEmpty() ? Response.of(204, "No rules") : Response.ok(RuleEncoding.encode(page));
    }
}
