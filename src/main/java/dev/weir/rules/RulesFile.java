package dev.weir.rules;

/**
 * The text of a rules file, or of a JSON Schema beside it, wherever it was read from.
 *
 * @param name as findings name it: {@code routing-rules/orders.yaml}
 * @param text its YAML or JSON
 */
public record RulesFile(String name, String text) {
    /** How the name of a JSON Schema's file ends. */
    static final String SCHEMA = ".schema.json";

    /** Whether it is a JSON Schema that rules files beside it may name. */
    boolean isSchema() {
        return name.endsWith(SCHEMA);
    }
}
