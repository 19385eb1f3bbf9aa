package dev.weir.rules;

import dev.weir.message.Target;
import java.util.List;
import java.util.Optional;

/** Whom a rule's updates are for: one entry of its {@code to}. */
final class TargetTemplate {
    private final String hub;
    private final Target.Kind kind;
    private final Optional<NameExpression> name;
    private final Optional<Target> fixed;

    private TargetTemplate(String hub, Target.Kind kind, Optional<NameExpression> name, Optional<Target> fixed) {
        this.hub = hub;
        this.kind = kind;
        this.name = name;
        this.fixed = fixed;
    }

    static TargetTemplate all(String hub) {
        return new TargetTemplate(
                hub, Target.Kind.ALL, Optional.empty(), Optional.of(new Target(hub, Target.Kind.ALL, "")));
    }

    static TargetTemplate named(String hub, Target.Kind kind, NameExpression name) {
        return new TargetTemplate(hub, kind, Optional.of(name), Optional.empty());
    }

    String hub() {
        return hub;
    }

    /** {@code group:tenant:{tenant}}. */
    String text() {
        return kind.text() + name.map(found -> ":" + found.text()).orElse("");
    }

    /** What names it can make; one empty name where it is everybody. */
    NameShape shape() {
        return name.map(found -> found.template().shape()).orElseGet(() -> NameShape.of(List.of(""), List.of()));
    }

    /** The hub and the kind, within which two targets may be one. */
    String hubAndKind() {
        return hub + "/" + kind.text();
    }

    boolean namesTenant() {
        return name.isPresent() && name.get().namesTenant();
    }

    Target in(Variables variables) {
        return fixed.orElseGet(() -> new Target(hub, kind, name.orElseThrow().in(variables)));
    }
}
