package dev.weir.publish;

import dev.weir.message.Target;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a hub's budget is shared.
 *
 * @param weights tenants that get more or less than others while these wait; 1 where nothing is said
 * @param perTenant the most requests a second of one tenant, however idle the hub is; empty for no such limit
 * @param perKind the most requests a second to all targets of a kind; no limit for a kind that is not there
 */
public record Sharing(Map<String, Double> weights, OptionalDouble perTenant, Map<Target.Kind, Double> perKind) {

    /** Alike, and with no limit but the hub's. */
    public static final Sharing EQUAL = new Sharing(Map.of(), OptionalDouble.empty(), Map.of());

    public Sharing {
        weights = Map.copyOf(weights);
        perKind = Map.copyOf(perKind);
        weights.forEach((tenant, weight) -> requireAboveZero("The weight of tenant '" + tenant + "'", weight));
        perKind.forEach((kind, rate) -> requireAboveZero("The limit of kind '" + kind.text() + "'", rate));
        perTenant.ifPresent(rate -> requireAboveZero("A tenant's limit", rate));
    }

    double weightOf(String tenant) {
        return weights.getOrDefault(tenant, 1.0);
    }

    private static void requireAboveZero(String what, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(what + " must be above zero, but is " + value);
        }
    }
}
