package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.weir.message.Target;
import dev.weir.yaml.Finding;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantSeparationTest {
    private static final List<String> VALUES = List.of("a", "b", "a-b", "b-a", "x", "a:b", "x-a", "%", "b-x", "..");
    private static final Tenant ANY = tenant(Tenant.DEFAULT_PATTERN);

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
        "tenant-{tenant}, tenant-{tenant}-eu, tenants 'a-eu' and 'a' the same target 'tenant-a-eu'",
        "a:{tenant}, {tenant}:b, tenants 'b' and 'a' the same target 'a:b'",
        "{tenant}:{data.x}, {data.x}:{tenant}, tenants 'a' and 'b' the same target 'a:b'",
        "{tenant}:{tenant}, {data.x}:{tenant}-eu, tenants 'a-eu' and 'a' the same target 'a-eu:a-eu'",
    })
    void templatesThatDontAreRefusedWithAnExample(String first, String second, String example) {
        assertThat(findings(false, first, false, second))
                .singleElement()
                .asString()
                .contains(example);
    }

    @ParameterizedTest(name = "{0} beside {1} where tenants are {2}")
    @CsvSource({
        "tenant-{tenant}, tenant-{tenant}-eu, [a-z]+, true",
        "tenant-{tenant}, tenant-{tenant}-eu, [a-z-]+, false",
        "tenant-{tenant}, tenant-{tenant}-eu, '[a-z]{1,30}', true",
        "tenant-{tenant}, tenant-{tenant}-eu, (?i)[a-z]+, true",
        "tenant-{tenant}, tenant-{tenant}-eu, [[:alpha:]-]+, false",
        "a:{tenant}, {tenant}:b, [0-9]+, true",
        "a:{tenant}, {tenant}:b, b|c, true",
        "a:{tenant}, {tenant}:b, a|b, false",
        "a:{tenant}, {tenant}:a, .+, true",
        "a{tenant}, {tenant}a, a+, false",
        "x%41{tenant}, x{tenant}, [a-z]+, true",
    })
    void thePatternTellsWhatTenantsThereCanBe(String first, String second, String pattern, boolean accepted) {
        List<String> found = findings(Optional.of(tenant(pattern)), first, Optional.of(tenant(pattern)), second);

        assertThat(found).hasSize(accepted ? 0 : 1);
    }

    @Test
    void namesMeetWithinOneHubAlone() {
        String rules = """
                version: 1
                tenant: {from: data.org}
                rules:
                  - {name: a, hub: one, to: {group: "tenant-{tenant}"}, entity: e}
                  - {name: b, hub: HUB, to: {group: "tenant-{tenant}-eu"}, entity: e}
                  - {name: c, hub: HUB, shared: true, to: {group: "tenant-{data.channel}"}, entity: e}
                """;

        assertThat(loaded(rules.replace("HUB", "two").replace("b, hub: two", "b, hub: three")))
                .isEmpty();
        assertThat(loaded(rules.replace("HUB", "one"))).hasSize(2);
        assertThat(loaded(rules.replace("HUB", "two")))
                .singleElement()
                .asString()
                .contains("of rule 'c'");
    }

    private static List<String> loaded(String rules) {
        return RulesLoader.load(List.of(new RulesFile("f.yaml", rules)), RuleFixture.SETTINGS).findings().stream()
                .map(Finding::text)
                .toList();
    }

    @ParameterizedTest(name = "shared {0} beside {1}")
    @CsvSource({
        "tenant:x, tenant:{tenant}, true",
        "tenant:{data.channel}, tenant:{tenant}, true",
        "status, tenant:{tenant}, false",
        "announcements:{data.region}, tenant:{tenant}, false",
        "{data.channel}, tenant:{tenant}, false",
        "{data.channel}, {tenant}, true",
        "tenant:-, tenant:{tenant}, false",
    })
    void aSharedRuleNeverReachesATenantsTarget(String shared, String tenant, boolean refused) {
        assertThat(findings(true, shared, false, tenant)).hasSize(refused ? 1 : 0);
    }

    @Test
    void theFindingSaysWhereBothAreAndWhatToDo() {
        assertThat(findings(false, "a:{tenant}", false, "{tenant}:b"))
                .containsExactly(
                        "second.yaml:8:9: group: \"{tenant}:b\" of rule 'second' and group: \"a:{tenant}\" of rule "
                                + "'first' (first.yaml:7) may give tenants 'b' and 'a' the same target 'a:b'; let both begin with "
                                + "literals that tell them apart, or have '{tenant}' in the same place");
    }

    @Test
    void aPatternThatIsNotUnderstoodIsAskedOfEachExampleAndProvesNothing() {
        Tenant tenant = tenant("\\p{Greek}*[a-z]+");

        assertThat(findings(Optional.of(tenant), "x{tenant}", Optional.of(tenant), "{tenant}-"))
                .singleElement()
                .asString()
                .contains(" can't be shown to give each tenant its own target; ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{group: 'tenant:{tenant}'} | {all: true, filter: \"'tenant:{data.x}' in groups\"} | true",
                "{all: true, filter: \"'tenant:{tenant}' in groups\"} | {group: 'tenant:{data.x}'} | true",
                "{all: true, filter: \"'tenant:{tenant}' in groups\"} | {all: true, filter: \"{data.x} in groups\"} | true",
                "{user: 'u:{tenant}'} | {all: true, filter: \"userId eq {data.x}\"} | true",
                "{user: 'u:{tenant}'} | {all: true, filter: \"userId ne {data.x}\"} | false",
                "{user: 'u:{tenant}'} | {all: true, filter: \"{data.x} in groups\"} | false",
                "{all: true, filter: \"'tenant:{tenant}' in groups\"} | {all: true} | false",
            })
    void whatAFilterBeginsWithIsATargetToo(String ofTenants, String ofAll, boolean refused) {
        String one = "{name: one, to: " + ofTenants + ", entity: e}";
        String two = "{name: two, shared: true, to: " + ofAll + ", entity: e}";
        for (List<String> rules : List.of(List.of(one, two), List.of(two, one))) {
            assertThat(RuleFixture.findings("version: 1\ntenant: {from: data.org}\nrules: " + rules))
                    .hasSize(refused ? 1 : 0);
        }
    }

    @Test
    void tenThousandTargetsAreComparedWithoutLookingAtEachPair() {
        Findings findings = new Findings();
        TenantSeparation separation = new TenantSeparation(findings);
        Place place = new Place("a.yaml", 1, 1);
        for (int i = 0; i < 10_000; i++) {
            String[] shapes = {
                "t" + i + ":{tenant}", "x" + i + "-{tenant}", "tenant:{tenant}:r" + i, "s:" + i + ":{data.x}"
            };
            for (String shape : shapes) {
                boolean shared = shape.startsWith("s:");
                separation.add(
                        "h",
                        Target.Kind.GROUP,
                        template(shape),
                        shared ? Optional.empty() : Optional.of(ANY),
                        "r",
                        place);
            }
        }

        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void kindsAndHubsAreApart() {
        Findings findings = new Findings();
        TenantSeparation separation = new TenantSeparation(findings);
        Place place = new Place("a.yaml", 1, 1);
        separation.add("one", Target.Kind.GROUP, template("a:{tenant}"), Optional.of(ANY), "rule 'a'", place);
        separation.add("two", Target.Kind.GROUP, template("{tenant}:b"), Optional.of(ANY), "rule 'b'", place);
        separation.add("one", Target.Kind.USER, template("{tenant}:b"), Optional.of(ANY), "rule 'c'", place);

        assertThat(findings.hasErrors()).isFalse();
    }

    @Test
    void whatIsAcceptedHasNoCollisionThatASearchFindsAndWhatIsRefusedHasTheOneThatIsShown() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        int apart = 0;
        int collide = 0;
        int unknown = 0;
        for (int round = 0; round < 3000; round++) {
            Optional<Tenant> ofFirst = randomTenant(random);
            Optional<Tenant> ofSecond = ofFirst.isEmpty() ? Optional.of(ANY) : randomTenant(random);
            NameTemplate first = randomTemplate(random, ofFirst.isPresent());
            NameTemplate second = randomTemplate(random, ofSecond.isPresent());
            String pair = "seed " + seed + ": " + shown(first, ofFirst) + " beside " + shown(second, ofSecond);
            NameCollision.Result result = NameCollision.of(side(first, ofFirst), side(second, ofSecond));
            if (result instanceof NameCollision.Result.Found found) {
                collide++;
                assertThat(first.render(found.values()))
                        .as(pair)
                        .isEqualTo(new NameTemplate.Rendered.Name(found.name()));
                assertThat(second.render(found.otherValues()))
                        .as(pair)
                        .isEqualTo(new NameTemplate.Rendered.Name(found.name()));
                assertThat(found.tenant()).as(pair).isNotEqualTo(found.otherTenant());
                isItsTenant(first, ofFirst, found.values(), found.tenant(), pair);
                isItsTenant(second, ofSecond, found.otherValues(), found.otherTenant(), pair);
            } else if (result instanceof NameCollision.Result.Unknown) {
                // Too much to search through: the rules are refused.
                unknown++;
            } else {
                apart++;
                Map<String, Set<String>> others = names(second, ofSecond);
                names(first, ofFirst).forEach((name, tenants) -> {
                    Set<String> all = new HashSet<>(tenants);
                    all.addAll(others.getOrDefault(name, tenants));
                    assertThat(all).as(pair + " give '" + name + "'").hasSize(1);
                });
            }
        }
        assertThat(apart).as("seed %d: pairs that are apart", seed).isGreaterThan(100);
        assertThat(collide).as("seed %d: pairs that collide", seed).isGreaterThan(100);
        assertThat(unknown).as("seed %d: pairs of which it can't be told", seed).isLessThan(15);
    }

    private static void isItsTenant(
            NameTemplate template, Optional<Tenant> tenant, List<String> values, String found, String pair) {
        for (int i = 0; i < values.size(); i++) {
            if (template.placeholders().get(i).expression().equals("tenant")) {
                assertThat(values.get(i)).as(pair).isEqualTo(found);
            }
        }
        tenant.ifPresent(known ->
                assertThat(new TenantNames(known).accepts(found)).as(pair).isTrue());
    }

    private static String shown(NameTemplate template, Optional<Tenant> tenant) {
        return template + tenant.map(known -> " of " + known.pattern()).orElse(" (shared)");
    }

    private static NameCollision.Side side(NameTemplate template, Optional<Tenant> tenant) {
        return new NameCollision.Side(template.shape().normalised(), tenant.map(TenantNames::new));
    }

    private static Optional<Tenant> randomTenant(Random random) {
        List<String> patterns = List.of(".+", "[a-z]+", "[a-z-]+", "a|b|a-b", "(?i)[a-b:]+", "[^a]{1,3}", "x(-[ab])?");
        return random.nextInt(6) == 0
                ? Optional.empty()
                : Optional.of(tenant(patterns.get(random.nextInt(patterns.size()))));
    }

    /** The names that a template makes of hostile values, each with whose it is. */
    private static Map<String, Set<String>> names(NameTemplate template, Optional<Tenant> tenant) {
        Map<String, Set<String>> names = new HashMap<>();
        List<String> expressions = template.placeholders().stream()
                .map(NameTemplate.Placeholder::expression)
                .distinct()
                .toList();
        int combinations = (int) Math.pow(VALUES.size(), expressions.size());
        for (int i = 0; i < combinations; i++) {
            Map<String, String> values = new HashMap<>();
            int rest = i;
            for (String expression : expressions) {
                values.put(expression, VALUES.get(rest % VALUES.size()));
                rest /= VALUES.size();
            }
            String whose = values.getOrDefault("tenant", "");
            if (tenant.isPresent() && !new TenantNames(tenant.get()).accepts(whose)) {
                continue;
            }
            List<String> inOrder = template.placeholders().stream()
                    .map(placeholder -> values.get(placeholder.expression()))
                    .toList();
            if (template.render(inOrder) instanceof NameTemplate.Rendered.Name name) {
                names.computeIfAbsent(name.text(), key -> new HashSet<>()).add(whose);
            }
        }
        return names;
    }

    private static NameTemplate randomTemplate(Random random, boolean ofTenant) {
        List<String> pieces = List.of(
                "a", "b", "-", ":", "/", "x-", "{tenant}", "{data.v}", "{data.w}", ofTenant ? "{tenant}" : "a", "%");
        while (true) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i <= random.nextInt(5); i++) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            if (text.indexOf("{tenant}") < 0 == ofTenant) {
                continue;
            }
            Optional<NameTemplate> parsed = NameTemplate.parse(text.toString(), (offset, message) -> {});
            if (parsed.isPresent()) {
                return parsed.get();
            }
        }
    }

    private static List<String> findings(boolean firstShared, String first, boolean secondShared, String second) {
        return findings(
                firstShared ? Optional.empty() : Optional.of(ANY),
                first,
                secondShared ? Optional.empty() : Optional.of(ANY),
                second);
    }

    private static List<String> findings(
            Optional<Tenant> ofFirst, String first, Optional<Tenant> ofSecond, String second) {
        Findings findings = new Findings();
        TenantSeparation separation = new TenantSeparation(findings);
        separation.add("h", Target.Kind.GROUP, template(first), ofFirst, "rule 'first'", new Place("first.yaml", 7, 9));
        separation.add(
                "h", Target.Kind.GROUP, template(second), ofSecond, "rule 'second'", new Place("second.yaml", 8, 9));
        return findings.sorted().stream().map(Finding::text).toList();
    }

    private static Tenant tenant(String pattern) {
        return new Tenant(FieldPath.of("data.org").orElseThrow(), Pattern.compile(pattern), Tenant.Letters.AS_WRITTEN);
    }

    private static NameTemplate template(String text) {
        return NameTemplate.parse(text, (offset, message) -> {
                    throw new AssertionError(message);
                })
                .orElseThrow();
    }
}
