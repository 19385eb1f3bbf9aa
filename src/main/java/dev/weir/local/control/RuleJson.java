package dev.weir.local.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.servicebus.RuleSettings;
import dev.weir.local.sqlfilter.CorrelationFilter;
import dev.weir.local.sqlfilter.FalseFilter;
import dev.weir.local.sqlfilter.RuleFilter;
import dev.weir.local.sqlfilter.SqlAction;
import dev.weir.local.sqlfilter.SqlFilter;
import dev.weir.local.sqlfilter.SqlSyntaxException;
import dev.weir.local.sqlfilter.SystemProperty;
import dev.weir.local.sqlfilter.TrueFilter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A rule as JSON: {@code {"name": "urgent", "sqlFilter": "priority > 5", "action": "SET urgent = TRUE"}}, or with a
 * {@code "correlationFilter": {"label": "urgent", "properties": {"region": "eu"}}}; one without a filter selects all.
 */
final class RuleJson {
    private RuleJson() {}

    static ObjectNode write(RuleSettings rule) {
        ObjectNode json = Json.object().put("name", rule.name());
        RuleFilter filter = rule.filter();
        if (filter instanceof TrueFilter) {
            json.put("sqlFilter", "1=1");
        } else if (filter instanceof FalseFilter) {
            json.put("sqlFilter", "1=0");
        } else if (filter instanceof SqlFilter sql) {
            json.put("sqlFilter", sql.expression());
        } else if (filter instanceof CorrelationFilter correlation) {
            ObjectNode object = json.putObject("correlationFilter");
            correlation.system().forEach((property, value) -> object.put(name(property), value));
            if (!correlation.user().isEmpty()) {
                Bodies.writeProperties(object, correlation.user());
            }
        }
        rule.action().ifPresent(action -> json.put("action", action.expression()));
        return json;
    }

    /** The rules in a field that holds a list; the rule that selects everything where it is left out. */
    static List<RuleSettings> readAll(Fields fields, String name) throws Rejection {
        Optional<JsonNode> node = fields.node(name);
        if (node.isEmpty()) {
            return List.of(RuleSettings.DEFAULT);
        }
        List<RuleSettings> rules = new ArrayList<>();
        for (JsonNode element : node.get()) {
            if (!(element instanceof ObjectNode object)) {
                throw Rejection.badRequest("'" + name + "' must be a list of objects");
            }
            rules.add(read(new Fields("a rule", object)));
        }
        return rules;
    }

    static RuleSettings read(Fields fields) throws Rejection {
        String name = fields.text("name");
        Optional<SqlFilter> sql = parsed(fields, "sqlFilter", SqlFilter::parse);
        Optional<Fields> correlation = fields.object("correlationFilter");
        Optional<SqlAction> action = parsed(fields, "action", SqlAction::parse);
        fields.end();
        if (sql.isPresent() && correlation.isPresent()) {
            throw Rejection.badRequest("a rule has either an 'sqlFilter' or a 'correlationFilter'");
        }
        RuleFilter filter = sql.isPresent()
                ? sql.get()
                : correlation.isPresent() ? correlation(correlation.get()) : new TrueFilter();
        return new RuleSettings(name, filter, action);
    }

    private static CorrelationFilter correlation(Fields fields) throws Rejection {
        Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
        for (SystemProperty property : CorrelationFilter.COMPARABLE) {
            fields.optionalText(name(property)).ifPresent(value -> system.put(property, value));
        }
        Map<String, Object> user = Bodies.readProperties(fields);
        fields.end();
        return new CorrelationFilter(system, user);
    }

    private static <T> Optional<T> parsed(Fields fields, String name, Function<String, T> parse) throws Rejection {
        try {
            return fields.optionalText(name).map(parse);
        } catch (SqlSyntaxException e) {
            throw Rejection.badRequest("'" + name + "': " + e.getMessage());
        }
    }

    private static String name(SystemProperty property) {
        String official = property.officialName();
        return official.substring(0, 1).toLowerCase(Locale.ROOT) + official.substring(1);
    }
}
