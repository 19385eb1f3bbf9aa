package dev.weir.rules;

/**
 * The text of a rules file, wherever it was read from.
 *
 * @param name as findings name it: {@code routing-rules/orders.yaml}
 * @param text its YAML
 */
public record RulesFile(String name, String text) {}
