package dev.weir.rules;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Searches for values with which two templates make one name for two tenants, or for a tenant and a rule that is shared.
 *
 * <p>Names of both can be equal only where their separators are, and their parts one by one. For each pair of parts the
 * search goes through the texts that both can be, the shortest first, and keeps what the values before it have settled. Where
 * these texts are all known, having found nothing is proof that there is nothing.
 */
final class NameCollision {
    private static final int TEXTS = 70;
    private static final int MAX_STEPS = 5_000;
    private static final Regex ANY_VALUE = anyValue();

    private final Side one;
    private final Side other;
    private final List<Integer> order;
    /** What a pair of parts can both be while no value is settled. */
    private final List<CommonTexts.Texts> common;

    private final String[] texts;
    private int steps;
    private boolean complete = true;

    /**
     * A template to be compared.
     *
     * @param shape what names it makes
     * @param tenants whose they may be; empty where the rule is shared
     */
    record Side(NameShape shape, Optional<TenantNames> tenants) {}

    /** What the search came to. */
    sealed interface Result {

        /** No two tenants get one name. */
        record Apart() implements Result {}

        /**
         * One name, and how both templates come to it.
         *
         * @param values the values of a template's placeholders, in order
         * @param tenant the tenant among them; empty where the rule is shared
         */
        record Found(String name, List<String> values, String tenant, List<String> otherValues, String otherTenant)
                implements Result {}

        /** Neither was found in reasonable time. */
        record Unknown() implements Result {}
    }

    private NameCollision(Side one, Side other) {
        this.one = one;
        this.other = other;
        this.texts = new String[one.shape().parts().size()];
        this.common = IntStream.range(0, texts.length)
                .mapToObj(part -> common(part, Map.of(), Map.of()))
                .toList();
        this.order = IntStream.range(0, texts.length)
                .boxed()
                .sorted(Comparator.comparingInt(this::freedom))
                .toList();
    }

    /** All that {@link NameEscape} makes: safe characters, and the octets of UTF-8 of the others. */
    private static Regex anyValue() {
        String next = "%[89AB][0-9A-F]";
        String pattern = "([A-Za-z0-9._-]"
                + "|%(0[0-9A-F]|1[0-9A-F]|2[0-9A-CF]|3[A-F]|40|5[B-E]|60|7[B-F])"
                + "|%(C[2-9A-F]|D[0-9A-F])" + next
                + "|%(E0%[AB][0-9A-F]|ED%[89][0-9A-F]|E[1-9A-CEF]" + next + ")" + next
                + "|%(F0%[9AB][0-9A-F]|F4%8[0-9A-F]|F[1-3]" + next + ")" + next + next
                + ")+";
        return RegexParser.parse(pattern).orElseThrow();
    }

    /** Whether two templates of one hub and kind can make one name for two. */
    static Result of(Side one, Side other) {
        boolean bothOfTenants = one.tenants().isPresent() && other.tenants().isPresent();
        if (!one.shape().canEqual(other.shape())
                || (bothOfTenants && one.shape().tellsTenantAs(other.shape()))) {
            return new Result.Apart();
        }
        try {
            NameCollision search = new NameCollision(one, other);
            if (search.common.stream().anyMatch(texts -> texts.texts().isEmpty())) {
                return new Result.Apart();
            }
            Optional<Result> found = search.from(0, new HashMap<>(), new HashMap<>());
            return found.orElseGet(() -> search.complete ? new Result.Apart() : new Result.Unknown());
        } catch (NameLanguage.TooLargeException e) {
            return new Result.Unknown();
        }
    }

    /** How much is left open by a pair of parts: what settles most comes first. */
    private int freedom(int part) {
        NameShape.Part a = one.shape().parts().get(part);
        NameShape.Part b = other.shape().parts().get(part);
        if (a.isLiteral() || b.isLiteral()) {
            return 0;
        }
        boolean shifted = !a.start().equals(b.start()) || !a.end().equals(b.end());
        return (shifted ? 10 : 30) - (a.isTenant() ? 1 : 0) - (b.isTenant() ? 1 : 0);
    }

    private Optional<Result> from(int step, Map<String, String> values, Map<String, String> others) {
        if (step == order.size()) {
            return result(values, others);
        }
        int part = order.get(step);
        NameShape.Part a = one.shape().parts().get(part);
        NameShape.Part b = other.shape().parts().get(part);
        boolean isSettled = values.containsKey(a.placeholder()) || others.containsKey(b.placeholder());
        CommonTexts.Texts possible = isSettled ? common(part, values, others) : common.get(part);
        // Where nothing else hangs on what the part is, one text is as good as another.
        boolean isFree = one.shape().isFree(a) && other.shape().isFree(b);
        complete &= isFree || possible.all();
        for (String text : isFree ? possible.texts().subList(0, 1) : possible.texts()) {
            if (++steps > MAX_STEPS) {
                complete = false;
                return Optional.empty();
            }
            Map<String, String> next = new HashMap<>(values);
            Map<String, String> nextOthers = new HashMap<>(others);
            if (bind(a, text, one, next) && bind(b, text, other, nextOthers)) {
                texts[part] = text;
                Optional<Result> found = from(step + 1, next, nextOthers);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private CommonTexts.Texts common(int part, Map<String, String> values, Map<String, String> others) {
        NameShape.Part a = one.shape().parts().get(part);
        NameShape.Part b = other.shape().parts().get(part);
        if (a.isLiteral() && b.isLiteral()) {
            return new CommonTexts.Texts(List.of(a.start()), true);
        }
        if (a.start().equals(b.start())
                && a.end().equals(b.end())
                && one.shape().isFree(a)
                && other.shape().isFree(b)) {
            return new CommonTexts.Texts(List.of(a.start() + "a" + a.end()), false);
        }
        NameLanguage first = language(a, one, values);
        NameLanguage second = language(b, other, others);
        return new CommonTexts(first, second).shortest(TEXTS);
    }

    private static NameLanguage language(NameShape.Part part, Side side, Map<String, String> values) {
        if (part.isLiteral()) {
            return new NameLanguage(Regex.text(part.start()));
        }
        String bound = values.get(part.placeholder());
        Regex value = bound != null
                ? Regex.text(bound)
                : part.isTenant() && side.tenants().isPresent()
                        ? side.tenants().get().regex()
                        : ANY_VALUE;
        return new NameLanguage(new Regex.Sequence(List.of(Regex.text(part.start()), value, Regex.text(part.end()))));
    }

    /** Keeps the value that makes the text of the part; false where there is no such value. */
    private static boolean bind(NameShape.Part part, String text, Side side, Map<String, String> values) {
        if (part.isLiteral()) {
            return true;
        }
        String escaped = part.valueIn(text);
        Optional<String> plain = unescaped(escaped);
        if (plain.isEmpty()
                || (part.isTenant()
                        && side.tenants().isPresent()
                        && !side.tenants().get().accepts(plain.get()))) {
            return false;
        }
        String bound = values.putIfAbsent(part.placeholder(), escaped);
        return bound == null || bound.equals(escaped);
    }

    private Optional<Result> result(Map<String, String> values, Map<String, String> others) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            name.append(texts[i]);
            if (i < one.shape().separators().length()) {
                name.append(one.shape().separators().charAt(i));
            }
        }
        String made = name.toString();
        String tenant = one.tenants().isPresent() ? plain(values.getOrDefault("tenant", "")) : "";
        String otherTenant = other.tenants().isPresent() ? plain(others.getOrDefault("tenant", "")) : "";
        if (tenant.equals(otherTenant)
                || made.equals(".")
                || made.equals("..")
                || made.length() > NameTemplate.MAX_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(new Result.Found(
                made, inOrder(one.shape(), values), tenant, inOrder(other.shape(), others), otherTenant));
    }

    private static List<String> inOrder(NameShape shape, Map<String, String> values) {
        List<String> ordered = new ArrayList<>();
        for (NameShape.Part part : shape.parts()) {
            if (!part.isLiteral()) {
                ordered.add(plain(values.getOrDefault(part.placeholder(), "")));
            }
        }
        return ordered;
    }

    private static String plain(String escaped) {
        return unescaped(escaped).orElse("");
    }

    /** The value that is escaped so; empty where there is none. */
    private static Optional<String> unescaped(String escaped) {
        byte[] bytes = new byte[escaped.length()];
        int length = 0;
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) Integer.parseInt(escaped.substring(i + 1, i + 3), 16);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        try {
            String plain = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
            StringBuilder again = new StringBuilder();
            return NameEscape.append(again, plain) && again.toString().equals(escaped)
                    ? Optional.of(plain)
                    : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
