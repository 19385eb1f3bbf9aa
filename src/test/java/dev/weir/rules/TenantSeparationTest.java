package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.message.Target;
import dev.weir.yaml.Finding;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantSeparationTest {
    private static final List<String> VALUES = List.of("a", "b", "a-b", "b-a", "x", "a:b", "x-a", "%", "b-x", "..");

    @ParameterizedTest(name = "{0} beside {1}")
    @CsvSource({
        "tenant:{tenant}, tenant:{tenant}:run:{data.id}",
        "{tenant}:{data.user}, {tenant}:{data.other}",
        "tenant:{tenant}, thing:{tenant}:{data.id}",
        "{tenant}:builds, {tenant}:vehicles",
        "r:{data.region}:{tenant}, r:{data.zone}:{tenant}",
        "tenant-{tenant}, team-{tenant}",
    })
    void templatesThatTellTheTenantAreAccepted(String first, String second) {
        assertThat(findings(false, first, false, second)).isEmpty();
    }

    @ParameterizedTest(name = "{0} beside {1}")
    @CsvSource({
        "tenant-{tenant}, tenant-{tenant}-eu, tenants 't0' and 't0-eu' the same target 'tenant-t0-eu'",
        "a:{tenant}, {tenant}:b, tenants 'a' and 'b' the same target 'a:b'",
        "{tenant}:{data.x}, {data.x}:{tenant}, tenants 't1' and 't0' the same target 't0:t1'",
    })
    void templatesThatDontAreRefusedWithAnExample(String first, String second, String example) {
        assertThat(findings(false, first, false, second))
                .singleElement()
                .asString()
                .contains(example);
    }

    @ParameterizedTest(name = "shared {0} beside {1}")
    @CsvSource({
        "tenant:x, tenant:{tenant}, true",
        "tenant:{data.channel}, tenant:{tenant}, true",
        "status, tenant:{tenant}, false",
        "announcements:{data.region}, tenant:{tenant}, false",
        "{data.channel}, tenant:{tenant}, false",
    })
    void aSharedRuleNeverReachesATenantsTarget(String shared, String tenant, boolean refused) {
        assertThat(findings(true, shared, false, tenant)).hasSize(refused ? 1 : 0);
    }

    @Test
    void theFindingSaysWhereBothAreAndWhatToDo() {
        assertThat(findings(false, "a:{tenant}", false, "{tenant}:b"))
                .containsExactly(
                        "second.yaml:8:9: group: \"{tenant}:b\" of rule 'second' and group: \"a:{tenant}\" of rule "
                                + "'first' (first.yaml:7) may give tenants 'a' and 'b' the same target 'a:b'; let both begin with "
                                + "literals that tell them apart, or have '{tenant}' in the same place");
    }

    @Test
    void kindsAndHubsAreApart() {
        Findings findings = new Findings();
        TenantSeparation separation = new TenantSeparation(findings);
        Place place = new Place("a.yaml", 1, 1);
        separation.add("one", Target.Kind.GROUP, template("a:{tenant}"), false, "rule 'a'", place);
        separation.add("two", Target.Kind.GROUP, template("{tenant}:b"), false, "rule 'b'", place);
        separation.add("one", Target.Kind.USER, template("{tenant}:b"), false, "rule 'c'", place);

        assertThat(findings.hasErrors()).isFalse();
    }

    @Test
    void whereAPairIsAcceptedNoCollisionCanBeFound() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 4000; round++) {
            NameTemplate first = randomTemplate(random);
            NameTemplate second = randomTemplate(random);
            if (!findings(false, first.text(), false, second.text()).isEmpty()) {
                continue;
            }
            accepted++;
            Map<String, String> tenantOf = new HashMap<>();
            for (NameTemplate template : List.of(first, second)) {
                names(template)
                        .forEach((name, tenant) -> assertThat(
                                        tenantOf.merge(name, tenant, (a, b) -> a.equals(b) ? a : a + " and " + b))
                                .as("seed %d: %s beside %s give '%s' to", seed, first, second, name)
                                .isEqualTo(tenant));
            }
        }
        assertThat(accepted).as("seed %d: pairs accepted", seed).isGreaterThan(100);
    }

    private static Map<String, String> names(NameTemplate template) {
        Map<String, String> names = new HashMap<>();
        int count = template.placeholders().size();
        int combinations = (int) Math.pow(VALUES.size(), count);
        for (int i = 0; i < combinations; i++) {
            List<String> values = new ArrayList<>();
            String tenant = "";
            int rest = i;
            for (NameTemplate.Placeholder placeholder : template.placeholders()) {
                String value = VALUES.get(rest % VALUES.size());
                rest /= VALUES.size();
                if (placeholder.expression().equals("tenant")) {
                    value = tenant.isEmpty() ? value : tenant;
                    tenant = value;
                }
                values.add(value);
            }
            if (template.render(values) instanceof NameTemplate.Rendered.Name name) {
                names.put(name.text(), tenant);
            }
        }
        return names;
    }

    private static NameTemplate randomTemplate(Random random) {
        List<String> pieces = List.of("a", "b", "-", ":", "/", "x-", "{tenant}", "{data.v}", "{tenant}", "%");
        while (true) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i <= random.nextInt(5); i++) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            if (text.indexOf("{tenant}") < 0) {
                continue;
            }
            Optional<NameTemplate> parsed = NameTemplate.parse(text.toString(), (offset, message) -> {});
            if (parsed.isPresent()) {
                return parsed.get();
            }
        }
    }

    private static List<String> findings(boolean firstShared, String first, boolean secondShared, String second) {
        Findings findings = new Findings();
        TenantSeparation separation = new TenantSeparation(findings);
        separation.add(
                "h", Target.Kind.GROUP, template(first), firstShared, "rule 'first'", new Place("first.yaml", 7, 9));
        separation.add(
                "h",
                Target.Kind.GROUP,
                template(second),
                secondShared,
                "rule 'second'",
                new Place("second.yaml", 8, 9));
        return findings.sorted().stream().map(Finding::text).toList();
    }

    private static NameTemplate template(String text) {
        return NameTemplate.parse(text, (offset, message) -> {
                    throw new AssertionError(message);
                })
                .orElseThrow();
    }
}
