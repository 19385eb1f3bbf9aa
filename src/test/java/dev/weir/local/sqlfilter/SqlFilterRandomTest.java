package dev.weir.local.sqlfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SqlFilterRandomTest {
    private static final FakeMessage MESSAGE =
            new FakeMessage().with("a", 3).with("b", 4L).with("s", "text").with("nothing", null);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    /** A condition as text, and what it must come to. */
    private record Model(String text, Truth truth) {}

    private record Value(String text, Long number) {}

    @Test
    void randomConditionsComeToWhatANaiveModelSays() {
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            Model model = condition(3);
            if (model.text().length() > 1024) {
                continue;
            }
            read++;
            assertThat(SqlFilter.parse(model.text()).matches(MESSAGE))
                    .as("seed %d: %s", seed, model.text())
                    .isEqualTo(model.truth() == Truth.TRUE);
        }
        assertThat(read).as("seed %d", seed).isGreaterThan(10_000);
    }

    private Model condition(int depth) {
        if (depth == 0) {
            return comparison();
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                Model inner = condition(depth - 1);
                Truth negated = inner.truth() == Truth.UNKNOWN
                        ? Truth.UNKNOWN
                        : inner.truth() == Truth.TRUE ? Truth.FALSE : Truth.TRUE;
                return new Model("NOT (" + inner.text() + ")", negated);
            }
            case 1 -> {
                Model left = condition(depth - 1);
                Model right = condition(depth - 1);
                List<Truth> both = List.of(left.truth(), right.truth());
                Truth all = both.contains(Truth.FALSE)
                        ? Truth.FALSE
                        : both.contains(Truth.UNKNOWN) ? Truth.UNKNOWN : Truth.TRUE;
                return new Model("(" + left.text() + ") and (" + right.text() + ")", all);
            }
            case 2 -> {
                Model left = condition(depth - 1);
                Model right = condition(depth - 1);
                List<Truth> both = List.of(left.truth(), right.truth());
                Truth any = both.contains(Truth.TRUE)
                        ? Truth.TRUE
                        : both.contains(Truth.UNKNOWN) ? Truth.UNKNOWN : Truth.FALSE;
                return new Model("(" + left.text() + ") OR (" + right.text() + ")", any);
            }
            default -> {
                return comparison();
            }
        }
    }

    private Model comparison() {
        Value left = value(2);
        Value right = value(2);
        int order = left.number() == null || right.number() == null
                ? 0
                : left.number().compareTo(right.number());
        boolean unknown = left.number() == null || right.number() == null;
        List<String> symbols = List.of("=", "<>", "<", ">=");
        String symbol = symbols.get(random.nextInt(symbols.size()));
        boolean result = switch (symbol) {
            case "=" -> order == 0;
            case "<>" -> order != 0;
            case "<" -> order < 0;
            default -> order >= 0;
        };
        return new Model(left.text() + " " + symbol + " " + right.text(), unknown ? Truth.UNKNOWN : Truth.of(result));
    }

    private Value value(int depth) {
        if (depth > 0 && random.nextBoolean()) {
            Value left = value(depth - 1);
            Value right = value(depth - 1);
            boolean unknown = left.number() == null || right.number() == null;
            int operator = random.nextInt(3);
            Long result = unknown
                    ? null
                    : switch (operator) {
                        case 0 -> left.number() + right.number();
                        case 1 -> left.number() - right.number();
                        default -> left.number() * right.number();
                    };
            return new Value("(" + left.text() + " " + "+-*".charAt(operator) + " " + right.text() + ")", result);
        }
        return switch (random.nextInt(5)) {
            case 0 -> new Value("a", 3L);
            case 1 -> new Value("user.b", 4L);
            case 2 -> new Value("absent", null);
            case 3 -> new Value("NULL", null);
            default -> {
                long number = random.nextInt(10);
                yield new Value(String.valueOf(number), number);
            }
        };
    }

    @Test
    void randomPiecesAreReadOrRefusedAndNothingElse() {
        List<String> pieces = List.of(
                "a",
                "s",
                "absent",
                "sys.Label",
                "sys.Nope",
                "user.",
                "'x'",
                "''",
                "[q]",
                "\"q\"",
                "5",
                "2.5",
                "1E3",
                "NULL",
                "TRUE",
                "=",
                "<>",
                "<=",
                "+",
                "-",
                "*",
                "/",
                "%",
                "(",
                ")",
                "(",
                ")",
                ",",
                "AND",
                "OR",
                "NOT",
                "IN",
                "LIKE",
                "ESCAPE",
                "IS",
                "EXISTS(a)",
                "p('a')",
                "newid()",
                "property",
                "SET",
                "REMOVE",
                ";",
                "'");
        int read = 0;
        for (int round = 0; round < 100_000; round++) {
            String text = Stream.generate(() -> pieces.get(random.nextInt(pieces.size())))
                    .limit(1 + random.nextInt(8))
                    .collect(Collectors.joining(" "));
            String filter = random.nextBoolean() ? text : "a = " + text;
            try {
                SqlFilter.parse(filter).matches(MESSAGE);
                SqlAction.parse("SET z = " + text).apply(new FakeMessage());
                read++;
            } catch (SqlSyntaxException e) {
                assertThat(e.position()).as("seed %d: %s", seed, filter).isBetween(1, filter.length() + 10);
            } catch (FilterEvaluationException e) {
                read++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + filter, e);
            }
        }
        assertThat(read).as("seed %d", seed).isGreaterThan(500);
    }
}
