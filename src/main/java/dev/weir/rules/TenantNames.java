package dev.weir.rules;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What tenants there can be: those that a file's pattern takes, as they stand in names, escaped. Immutable. */
final class TenantNames {
    private static final Regex ANY_TENANT = new Regex.Repeat(Regex.chars(0x20, 0x7E), 1, -1);

    private final Pattern pattern;
    private final Tenant.Letters letters;
    private final Regex regex;

    /** @param tenant what a file says of its tenant */
    TenantNames(Tenant tenant) {
        this.pattern = tenant.pattern();
        this.letters = tenant.letters();
        // Where the pattern can't be read, all that could be a tenant is looked at, and the pattern itself is asked of
        // each.
        this.regex = new Regex.NonEmpty(escaped(RegexParser.parse(pattern.pattern())
                .filter(TenantNames::isSmall)
                .orElse(ANY_TENANT)));
    }

    private static boolean isSmall(Regex regex) {
        try {
            new NameLanguage(escaped(regex, Optional.empty()));
            return true;
        } catch (NameLanguage.TooLargeException e) {
            return false;
        }
    }

    /** What two files have in common that say the same of their tenants. */
    String identity() {
        return letters + " " + pattern.pattern();
    }

    /** The escaped tenants, as an expression. */
    Regex regex() {
        return regex;
    }

    /** Whether a tenant may have this name. */
    boolean accepts(String tenant) {
        return !tenant.isEmpty()
                && tenant.length() <= Tenant.MAX_LENGTH
                && tenant.chars().allMatch(c -> c > 0x1F && c < 0x7F)
                && (letters == Tenant.Letters.AS_WRITTEN || tenant.chars().noneMatch(c -> c >= 'A' && c <= 'Z'))
                && pattern.matches(tenant);
    }

    private Regex escaped(Regex plain) {
        return escaped(plain, letters == Tenant.Letters.LOWER ? Optional.of(capitals()) : Optional.empty());
    }

    private static BitSet capitals() {
        BitSet set = new BitSet();
        set.set('A', 'Z' + 1);
        return set;
    }

    private static Regex escaped(Regex plain, Optional<BitSet> without) {
        if (plain instanceof Regex.Chars chars) {
            BitSet set = (BitSet) chars.set().clone();
            without.ifPresent(set::andNot);
            return escaped(set);
        }
        if (plain instanceof Regex.Sequence sequence) {
            return new Regex.Sequence(sequence.items().stream()
                    .map(item -> escaped(item, without))
                    .toList());
        }
        if (plain instanceof Regex.Choice choice) {
            return new Regex.Choice(
                    choice.items().stream().map(item -> escaped(item, without)).toList());
        }
        if (plain instanceof Regex.Repeat repeat) {
            return new Regex.Repeat(escaped(repeat.item(), without), repeat.min(), repeat.max());
        }
        return new Regex.NonEmpty(escaped(((Regex.NonEmpty) plain).item(), without));
    }

    /** One of some characters: as it is, or as three that stand for it. */
    private static Regex escaped(BitSet set) {
        BitSet safe = new BitSet();
        List<Regex> choices = new ArrayList<>();
        for (int high = 2; high < 8; high++) {
            BitSet lows = new BitSet();
            for (int c = high << 4; c < (high + 1) << 4; c++) {
                if (set.get(c) && NameEscape.isSafe(c)) {
                    safe.set(c);
                } else if (set.get(c)) {
                    lows.set("0123456789ABCDEF".charAt(c & 0xF));
                }
            }
            if (!lows.isEmpty()) {
                choices.add(new Regex.Sequence(List.of(Regex.text("%" + high), new Regex.Chars(lows))));
            }
        }
        if (!safe.isEmpty()) {
            choices.add(0, new Regex.Chars(safe));
        }
        return choices.size() == 1 ? choices.get(0) : new Regex.Choice(choices);
    }
}
