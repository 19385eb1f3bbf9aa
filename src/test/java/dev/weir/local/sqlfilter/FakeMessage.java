package dev.weir.local.sqlfilter;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Properties in two maps. */
final class FakeMessage implements ChangeableProperties {
    final Map<SystemProperty, Object> system = new EnumMap<>(SystemProperty.class);
    final Map<String, Object> user = new LinkedHashMap<>();

    FakeMessage with(String name, @Nullable Object value) {
        user.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    FakeMessage with(SystemProperty property, Object value) {
        system.put(property, value);
        return this;
    }

    @Override
    public @Nullable Object system(SystemProperty property) {
        return system.get(property);
    }

    @Override
    public boolean hasUser(String name) {
        return user.containsKey(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public @Nullable Object user(String name) {
        return user.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public void setSystem(SystemProperty property, @Nullable Object value) {
        if (value == null) {
            system.remove(property);
        } else {
            system.put(property, value);
        }
    }

    @Override
    public void setUser(String name, @Nullable Object value) {
        with(name, value);
    }

    @Override
    public void removeUser(String name) {
        user.remove(name.toLowerCase(Locale.ROOT));
    }
}
