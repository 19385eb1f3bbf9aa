package dev.weir.rules;

import static dev.weir.rules.RuleFixture.event;
import static dev.weir.rules.RuleFixture.load;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.weir.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the index reads from conditions, and that it changes nothing but the cost. */
class EventTypesTest {
    private static final List<String> TYPES = List.of("a", "a.b", "a.b.c", "b", "b.c", "", "c");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "type == 'a' ; a",
                "'a' == type ; a",
                "type in ['a', 'b'] ; a b",
                "type.startsWith('a.') ; a.b a.b.c",
                "type == 'a' && data.x == 1 ; a",
                "data.x == 1 && (type == 'a' || type == 'b') ; a b",
                "type.startsWith('a') && type.startsWith('a.b') ; a.b a.b.c",
                "type.startsWith('a') && type in ['a.b', 'b'] ; a.b",
                "type == 'a' || data.x == 1 ; a a.b a.b.c b b.c  c",
                "!(type == 'a') ; a a.b a.b.c b b.c  c",
                "type != 'a' ; a a.b a.b.c b b.c  c",
                "type.endsWith('a') ; a a.b a.b.c b b.c  c",
                "type == data.x ; a a.b a.b.c b b.c  c",
                "data.type == 'a' ; a a.b a.b.c b b.c  c",
                "data.list.exists(type, type == 'a') ; a a.b a.b.c b b.c  c",
            })
    void aConditionNamesTypes(String condition, String types) {
        EventTypes found = types(condition);

        assertThat(TYPES.stream().filter(found::admits)).containsExactly(types.split(" "));
    }

    @Test
    void theIndexChangesNothingButTheCost() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<CelExpression> conditions = new ArrayList<>();
            StringBuilder text = new StringBuilder("version: 1\nrules:\n");
            for (int i = 0; i < 8; i++) {
                String condition = condition(random, 3);
                if (types(condition).isNone()) {
                    condition = "data.x";
                }
                conditions.add(compiled(condition));
                text.append("  - {name: r%d, shared: true, to: {group: g%d}, entity: e, when: \"%s\"}\n"
                        .formatted(i, i, condition));
            }
            RuleSet rules = load(text.toString());
            for (String type : TYPES) {
                for (String data : List.of("{}", "{'x': true}", "{'x': false}", "{'x': null}", "{'x': 'text'}")) {
                    Optional<List<String>> expected = unindexed(conditions, event(type, data));
                    if (expected.isEmpty()) {
                        continue;
                    }
                    Evaluation made = rules.evaluate(event(type, data));
                    List<String> found = made instanceof Evaluation.Updates updates
                            ? updates.updates().stream()
                                    .map(update -> update.rule())
                                    .toList()
                            : List.of();
                    assertThat(found)
                            .as("seed %d: %s of %s %s", seed, conditions, type, data)
                            .isEqualTo(expected.get());
                }
            }
        }
    }

    /** The rules whose conditions hold as they are written; empty where one fails, perhaps of an event that it need not be asked of. */
    private static Optional<List<String>> unindexed(List<CelExpression> conditions, Event event) {
        List<String> holding = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            try {
                if (new Condition(conditions.get(i), "when").holds(new Variables(event))) {
                    holding.add("r" + i);
                }
            } catch (Refusal refusal) {
                return Optional.empty();
            }
        }
        return Optional.of(holding);
    }

    private static CelExpression compiled(String condition) {
        return new CelExpression(condition, tree(condition));
    }

    private static EventTypes types(String condition) {
        return EventTypes.of(tree(condition).getExpr());
    }

    private static CelAbstractSyntaxTree tree(String condition) {
        return ((Cel.Compiled.Program) Cel.compile(condition, Cel.Names.EVENT)).tree();
    }

    private static String condition(Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            String type = TYPES.get(random.nextInt(TYPES.size()));
            return switch (random.nextInt(6)) {
                case 0 -> "type == '" + type + "'";
                case 1 -> "'" + type + "' == type";
                case 2 -> "type in ['" + type + "', 'b']";
                case 3 -> "type.startsWith('" + type + "')";
                case 4 -> "data.x";
                default -> "!(type == '" + type + "')";
            };
        }
        String operator = random.nextBoolean() ? " && " : " || ";
        return "(" + condition(random, depth - 1) + operator + condition(random, depth - 1) + ")";
    }
}
