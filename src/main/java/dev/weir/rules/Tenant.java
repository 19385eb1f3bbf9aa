package dev.weir.rules;

import com.google.re2j.Pattern;
import dev.weir.event.DeadLetter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Whose an event is: what a rules file's {@code tenant} says. */
final class Tenant {
    static final int MAX_LENGTH = 256;
    private static final int MAX_ALLOWED = 4096;
    static final String DEFAULT_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private final Expression from;
    private final Pattern pattern;
    private final Letters letters;
    /** Those that were found to match: a pattern costs more than a look here, and tenants come again. */
    private final Set<String> allowed = ConcurrentHashMap.newKeySet();

    /** What becomes of a tenant's letters before the pattern is asked. */
    enum Letters {
        AS_WRITTEN,
        LOWER
    }

    Tenant(Expression from, Pattern pattern, Letters letters) {
        this.from = from;
        this.pattern = pattern;
        this.letters = letters;
    }

    Pattern pattern() {
        return pattern;
    }

    Letters letters() {
        return letters;
    }

    /** Where it comes from, as written. */
    String text() {
        return from.text();
    }

    /**
     * The tenant of an event.
     *
     * @throws Refusal where it has none, or one that isn't allowed
     */
    String of(Variables variables) {
        Object value = from.valueIn(variables);
        if (value instanceof Missing missing) {
            throw new Refusal(DeadLetter.Reason.MISSING_TENANT, "tenant: " + missing.description());
        }
        if (JsonResult.isNull(value)) {
            throw new Refusal(DeadLetter.Reason.MISSING_TENANT, "tenant: '" + Shown.of(from.text()) + "' is null");
        }
        Object plain = value instanceof com.fasterxml.jackson.databind.JsonNode node ? JsonView.of(node) : value;
        if (!(plain instanceof String || plain instanceof Long)) {
            throw invalid("be text or an integer, but is " + Shown.kindOf(plain));
        }
        String tenant = plain.toString();
        if (tenant.length() > MAX_LENGTH) {
            throw invalid("have at most 256 characters, but has " + tenant.length());
        }
        if (!isPrintableAscii(tenant)) {
            throw invalid("be printable ASCII, but is " + Shown.kindOf(tenant));
        }
        // Only now: in Unicode, more than K has the small letter k.
        if (letters == Letters.LOWER) {
            tenant = tenant.toLowerCase(Locale.ROOT);
        }
        if (!allowed.contains(tenant)) {
            check(tenant);
            if (allowed.size() < MAX_ALLOWED) {
                allowed.add(tenant);
            }
        }
        return tenant;
    }

    private void check(String tenant) {
        if (!pattern.matches(tenant)) {
            throw invalid("match " + Shown.of(pattern.pattern()) + ", but is " + Shown.kindOf(tenant));
        }
        if (tenant.isEmpty()) {
            throw invalid("not be empty");
        }
    }

    private static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= 0x1F || text.charAt(i) >= 0x7F) {
                return false;
            }
        }
        return true;
    }

    private static Refusal invalid(String expectation) {
        return new Refusal(DeadLetter.Reason.INVALID_TENANT, "tenant: it must " + expectation);
    }
}
