package dev.weir.rules;

import dev.weir.message.Target;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks, pairwise over all files, that no two tenants can be given the same target: two templates of one hub and kind
 * must either never make the same name, or tell the tenant from the same place of it. A shared rule must never make a name
 * that a tenant's rule can make.
 *
 * <p>The check refuses some pairs that would be safe, and accepts none that is not.
 */
final class TenantSeparation {
    private record Group(String hub, Target.Kind kind) {}

    private record Entry(NameShape shape, boolean shared, String rule, String text, Place place) {}

    private record Kind(NameShape shape, boolean shared) {}

    private final Findings findings;
    private final Map<Group, List<Entry>> entries = new HashMap<>();
    private final Map<Group, Map<Kind, Boolean>> seen = new HashMap<>();

    TenantSeparation(Findings findings) {
        this.findings = findings;
    }

    /** Compares a target's template with all before it. */
    void add(String hub, Target.Kind kind, NameTemplate template, boolean shared, String rule, Place place) {
        Group group = new Group(hub, kind);
        Entry added = new Entry(template.shape(), shared, rule, kind.text() + ": \"" + template.text() + "\"", place);
        if (seen.computeIfAbsent(group, key -> new HashMap<>()).put(new Kind(added.shape, shared), true) != null) {
            // The same template was compared with all others already.
            return;
        }
        List<Entry> others = entries.computeIfAbsent(group, key -> new ArrayList<>());
        others.forEach(other -> compare(other, added));
        others.add(added);
    }

    private void compare(Entry earlier, Entry later) {
        if ((earlier.shared && later.shared) || !earlier.shape.canEqual(later.shape)) {
            return;
        }
        if (!earlier.shared && !later.shared && earlier.shape.tellsTenantAs(later.shape)) {
            return;
        }
        findings.error(
                later.place,
                "%s of %s and %s of %s (%s:%d) may give %s; let both begin with literals that tell them apart,"
                                .formatted(
                                        later.text,
                                        later.rule,
                                        earlier.text,
                                        earlier.rule,
                                        earlier.place.file(),
                                        earlier.place.line(),
                                        collision(earlier, later))
                        + " or have '{tenant}' in the same place");
    }

    private static String collision(Entry earlier, Entry later) {
        String name = earlier.shape.common(later.shape);
        String first = later.shape.tenantOfCommon(earlier.shape);
        String second = earlier.shape.tenantOfCommon(later.shape);
        if (earlier.shared || later.shared) {
            return "a shared rule the target of tenant '" + (earlier.shared ? first : second) + "', '" + name + "'";
        }
        return first.equals(second)
                ? "two tenants the same target, since '{tenant}' stands in different places of a name such as '" + name
                        + "'"
                : "tenants '" + first + "' and '" + second + "' the same target '" + name + "'";
    }
}
