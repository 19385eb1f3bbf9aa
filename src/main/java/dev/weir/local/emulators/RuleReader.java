package dev.weir.local.emulators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.servicebus.RuleSettings;
import dev.weir.local.sqlfilter.CorrelationFilter;
import dev.weir.local.sqlfilter.RuleFilter;
import dev.weir.local.sqlfilter.SqlAction;
import dev.weir.local.sqlfilter.SqlFilter;
import dev.weir.local.sqlfilter.SqlSyntaxException;
import dev.weir.local.sqlfilter.SystemProperty;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads one rule of a subscription. */
final class RuleReader {
    private static final String EXPRESSION = "SqlExpression";

    private final ConfigObject rule;

    RuleReader(ConfigObject rule) {
        this.rule = rule.only("Name", "Properties");
    }

    Optional<RuleSettings> read() {
        Optional<String> name = rule.required("Name");
        ConfigObject properties =
                rule.object("Properties").only("FilterType", "CorrelationFilter", "SqlFilter", "Action");
        Optional<RuleFilter> filter = filter(properties);
        Optional<SqlAction> action =
                properties.has("Action") ? sql(properties.object("Action"), SqlAction::parse) : Optional.empty();
        return name.isEmpty() || filter.isEmpty()
                ? Optional.empty()
                : rule.make(() -> new RuleSettings(name.get(), filter.get(), action));
    }

    private static Optional<RuleFilter> filter(ConfigObject properties) {
        Optional<String> type = properties.required("FilterType");
        if (type.isEmpty()) {
            return Optional.empty();
        }
        return switch (type.get()) {
            case "Sql" -> {
                ConfigObject sql = properties.object("SqlFilter");
                if (!sql.has(EXPRESSION)) {
                    properties.report("expected 'SqlFilter' with an '" + EXPRESSION + "'");
                    yield Optional.empty();
                }
                yield sql(sql, SqlFilter::parse).map(filter -> filter);
            }
            case "Correlation" -> correlation(properties.object("CorrelationFilter"));
            default -> {
                properties.report("FilterType", "expected 'Correlation' or 'Sql', but found '" + type.get() + "'");
                yield Optional.empty();
            }
        };
    }

    private static <T> Optional<T> sql(ConfigObject holder, Function<String, T> parser) {
        holder.only(EXPRESSION);
        try {
            return holder.text(EXPRESSION).map(parser);
        } catch (SqlSyntaxException e) {
            holder.report(EXPRESSION, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<RuleFilter> correlation(ConfigObject fields) {
        fields.only(
                "ContentType",
                "CorrelationId",
                "Label",
                "MessageId",
                "ReplyTo",
                "ReplyToSessionId",
                "SessionId",
                "To",
                "Properties");
        Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
        for (SystemProperty property : CorrelationFilter.COMPARABLE) {
            fields.text(property.officialName()).ifPresent(text -> system.put(property, text));
        }
        Map<String, Object> user = new LinkedHashMap<>();
        ConfigObject properties = fields.object("Properties");
        for (String key : properties.keys()) {
            JsonNode value = properties.value(key);
            if (value.isTextual()) {
                user.put(key, value.textValue());
            } else if (value.isBoolean()) {
                user.put(key, value.booleanValue());
            } else if (value.isIntegralNumber() && value.canConvertToLong()) {
                user.put(key, value.longValue());
            } else if (value.isNumber()) {
                user.put(key, value.doubleValue());
            } else {
                properties.report(key, "expected a text, a number or a boolean");
            }
        }
        return fields.make(() -> new CorrelationFilter(system, user));
    }
}
