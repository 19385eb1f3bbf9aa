package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.cel.runtime.CelVariableResolver;
import dev.weir.event.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What expressions may name while one event is evaluated. Of the evaluating thread. */
final class Variables implements CelVariableResolver {
    private final Event event;
    private @Nullable Object data;
    private @Nullable Map<String, Object> properties;
    private @Nullable Tenant asked;
    private String tenant = "";
    private JsonNode item = MissingNode.getInstance();

    Variables(Event event) {
        this.event = event;
    }

    Event event() {
        return event;
    }

    /** The tenant that was asked for last; empty before. A shared rule can't name it. */
    String tenant() {
        return tenant;
    }

    /** The item of a list that a target is made for. */
    JsonNode item() {
        return item;
    }

    void item(JsonNode current) {
        item = current;
    }

    /** Makes the tenant of a rules file known, evaluating it once for all rules of the file. */
    void ask(Tenant by) {
        if (asked != by) {
            tenant = by.of(this);
            asked = by;
        }
    }

    @Override
    public Optional<Object> find(String name) {
        return switch (name) {
            case "type" -> Optional.of(event.type());
            case "source" -> Optional.of(event.source());
            case "subject" -> Optional.of(event.subject());
            case "id" -> Optional.of(event.id());
            case "time" -> Optional.of(event.time());
            case "tenant" -> Optional.of(tenant);
            case "item" -> Optional.of(JsonView.of(item));
            case "data" -> Optional.of(data());
            case "properties" -> Optional.of(properties());
            default -> Optional.empty();
        };
    }

    private Object data() {
        Object view = data;
        if (view == null) {
            view = JsonView.of(event.data());
            data = view;
        }
        return view;
    }

    private Map<String, Object> properties() {
        Map<String, Object> view = properties;
        if (view == null) {
            view = new LinkedHashMap<>();
            for (Map.Entry<String, Object> entry : event.properties().entrySet()) {
                view.put(entry.getKey(), JsonView.property(entry.getValue()));
            }
            properties = view;
        }
        return view;
    }
}
