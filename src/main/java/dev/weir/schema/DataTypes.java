package dev.weir.schema;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Of what types the fields of some events are, as their schemas say: an object with the fields that it names is a struct, and
 * what a schema leaves open is dynamic. A number is dynamic too, since JSON's {@code 1} is an integer to CEL, and {@code 1.5}
 * is none.
 *
 * <p>Of several schemas, and of a schema's alternatives, each field counts.
 */
@SuppressWarnings("Immutable") // what is looked at later is kept, and always the same
public final class DataTypes implements CelTypeProvider {
    /** How the names of structs begin: what CEL says of a type so named is that it is an object. */
    public static final String STRUCT = "weir.Object";

    private final String names;
    private final Map<String, StructType> structs = new ConcurrentHashMap<>();
    private final CelType data;

    /** The type of events by these schemas. */
    public DataTypes(Collection<EventSchema> schemas) {
        this.names = String.join(
                "' and '", new TreeSet<>(schemas.stream().map(EventSchema::name).toList()));
        List<SchemaPart> parts = schemas.stream()
                .map(schema -> new SchemaPart(schema.root(), schema.root()))
                .toList();
        this.data = type(parts);
    }

    /** The schemas' files, for messages: {@code a.schema.json' and 'b.schema.json}. */
    public String names() {
        return names;
    }

    /** The type of {@code data}. */
    public CelType data() {
        return data;
    }

    /** What a path of fields leads to. */
    public sealed interface Field {

        /** There is such a field, or may be. */
        record Known(CelType type) implements Field {}

        /**
         * The schemas know no such field.
         *
         * @param index of the first that they don't know
         * @param known those that they know in its place
         */
        record Unknown(int index, Set<String> known) implements Field {
            public Unknown {
                known = Set.copyOf(known);
            }
        }
    }

    /** What stands at a path of fields below {@code data}. */
    public Field field(List<String> path) {
        return field(data, path);
    }

    /** What stands at a path of fields below a value of a type: one of these types, or dynamic. */
    public Field field(CelType whole, List<String> path) {
        CelType type = whole;
        for (int i = 0; i < path.size(); i++) {
            if (type.equals(SimpleType.DYN)) {
                break;
            }
            if (!(type instanceof StructType struct)) {
                return new Field.Unknown(i, Set.of());
            }
            Optional<StructType.Field> found = struct.findField(path.get(i));
            if (found.isEmpty()) {
                return new Field.Unknown(i, struct.fieldNames());
            }
            type = found.get().type();
        }
        return new Field.Known(type);
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String typeName) {
        return Optional.ofNullable(structs.get(typeName));
    }

    private CelType type(List<SchemaPart> parts) {
        SchemaView view = SchemaView.of(parts);
        if (view.isOpen()) {
            return SimpleType.DYN;
        }
        return switch (view.kind()) {
            case OBJECT -> view.fields().isEmpty() ? SimpleType.DYN : struct(view);
            case ARRAY -> ListType.create(view.items().isEmpty() ? SimpleType.DYN : type(view.items()));
            case STRING -> SimpleType.STRING;
            case INTEGER -> SimpleType.INT;
            case BOOLEAN -> SimpleType.BOOL;
            case ANY -> SimpleType.DYN;
        };
    }

    private StructType struct(SchemaView view) {
        Map<String, CelType> known = new ConcurrentHashMap<>();
        String name = STRUCT + structs.size();
        // Fields are looked at when they are asked for: a schema may refer to itself.
        StructType struct =
                StructType.create(name, ImmutableSet.copyOf(view.fields().keySet()), field -> {
                    CelType before = known.get(field);
                    if (before == null) {
                        before = type(view.fields().getOrDefault(field, List.of()));
                        known.put(field, before);
                    }
                    return Optional.of(before);
                });
        structs.put(name, struct);
        return struct;
    }
}
