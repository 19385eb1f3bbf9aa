package dev.weir.rules;

import dev.weir.message.Target;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks, over all files, that no two tenants can be given the same target, nor a shared rule the target of a tenant. Of one
 * loading and one thread.
 *
 * <p>Each target is compared with those before it of its hub and kind whose names can equal its own at all, which a tree of
 * their parts finds: so many rules cost little more than few.
 */
final class TenantSeparation {
    private record Group(String hub, Target.Kind kind) {}

    private record Entry(NameCollision.Side side, String rule, String text, Place place) {
        boolean isShared() {
            return side.tenants().isEmpty();
        }
    }

    /** What the same comparisons were made of already. */
    private record Seen(Group group, NameShape shape, String tenants) {}

    private final Findings findings;
    private final Map<Group, NameTree<Entry>> trees = new HashMap<>();
    private final Map<String, TenantNames> tenantNames = new HashMap<>();
    private final Set<Seen> seen = new HashSet<>();
    /** A shared rule whose value may be any name. */
    private final Map<Group, Anything> anything = new HashMap<>();

    private record Anything(String text, String rule, Place place) {}

    TenantSeparation(Findings findings) {
        this.findings = findings;
    }

    /**
     * Compares a target with all before it: by its name, or by the group or user that the filter for all begins with.
     *
     * @param tenant whose events the rule takes; empty where it is shared
     */
    void add(TargetTemplate target, Optional<Tenant> tenant, String rule, Place place) {
        target.name().ifPresent(name -> add(target.hub(), target.kind(), name.template(), tenant, rule, place));
        if (target.kind() == Target.Kind.ALL) {
            target.filter().flatMap(FilterTemplate::lead).ifPresent(lead -> {
                if (lead.name().isPresent()) {
                    add(target.hub(), lead.kind(), lead.name().get(), tenant, rule, place);
                } else if (tenant.isEmpty()) {
                    addAnything(target.hub(), lead.kind(), target.text(), rule, place);
                }
            });
        }
    }

    /** Compares a template with all before it of the same hub and kind. */
    void add(String hub, Target.Kind kind, NameTemplate template, Optional<Tenant> tenant, String rule, Place place) {
        Optional<TenantNames> names = tenant.map(this::names);
        String text = kind.text() + ": \"" + template.text() + "\"";
        Entry entry = new Entry(new NameCollision.Side(template.shape().normalised(), names), rule, text, place);
        Group group = new Group(hub, kind);
        if (seen.add(new Seen(
                group, entry.side().shape(), names.map(TenantNames::identity).orElse("")))) {
            NameTree<Entry> tree = trees.computeIfAbsent(group, key -> new NameTree<>());
            // One collision is enough to say that the target is wrong.
            for (Entry earlier : tree.meeting(entry.side().shape())) {
                if (!(earlier.isShared() && entry.isShared()) && collides(earlier, entry)) {
                    break;
                }
            }
            tree.add(entry.side().shape(), entry);
            Anything shared = anything.get(group);
            if (shared != null && !entry.isShared()) {
                refuse(shared, kind, entry, place);
            }
        }
    }

    private TenantNames names(Tenant tenant) {
        TenantNames names = new TenantNames(tenant);
        return tenantNames.computeIfAbsent(names.identity(), key -> names);
    }

    /** A shared rule whose value may be any name of the kind, unescaped, meets every tenant's. */
    private void addAnything(String hub, Target.Kind kind, String text, String rule, Place place) {
        NameTree<Entry> tree = trees.get(new Group(hub, kind));
        Optional<Entry> tenants = tree == null
                ? Optional.empty()
                : tree.all().stream().filter(entry -> !entry.isShared()).findFirst();
        Anything added = new Anything(text, rule, place);
        tenants.ifPresent(entry -> refuse(added, kind, entry, place));
        anything.putIfAbsent(new Group(hub, kind), added);
    }

    private void refuse(Anything shared, Target.Kind kind, Entry entry, Place place) {
        findings.error(
                place,
                shared.text() + " of " + shared.rule() + " (" + shared.place().file() + ":"
                        + shared.place().line()
                        + ") may be any " + kind.text() + ", so also that of a tenant by " + entry.text() + " of "
                        + entry.rule() + " (" + where(entry)
                        + "); put the value within quotes that begin with a literal,"
                        + " such as \"'public:{data.x}' in groups\"");
    }

    private boolean collides(Entry earlier, Entry later) {
        NameCollision.Result result = NameCollision.of(earlier.side(), later.side());
        if (result instanceof NameCollision.Result.Apart) {
            return false;
        }
        String both = later.text() + " of " + later.rule() + " and " + earlier.text() + " of " + earlier.rule() + " ("
                + where(earlier) + ")";
        String remedy = "; let both begin with literals that tell them apart, or have '{tenant}' in the same place";
        if (result instanceof NameCollision.Result.Found found) {
            findings.error(later.place(), both + " may give " + example(earlier, later, found) + remedy);
        } else {
            findings.error(later.place(), both + " can't be shown to give each tenant its own target" + remedy);
        }
        return true;
    }

    private static String example(Entry earlier, Entry later, NameCollision.Result.Found found) {
        if (earlier.isShared() || later.isShared()) {
            String tenant = earlier.isShared() ? found.otherTenant() : found.tenant();
            return "a shared rule the target of tenant '" + tenant + "', '" + found.name() + "'";
        }
        return "tenants '" + found.tenant() + "' and '" + found.otherTenant() + "' the same target '" + found.name()
                + "'";
    }

    private static String where(Entry entry) {
        return entry.place().file() + ":" + entry.place().line();
    }
}
