package dev.weir.app;

import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Texts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the environment's values where a text says <code>${NAME}</code> or <code>${NAME:default}</code>; <code>$${</code>
 * stands for <code>${</code> itself. Of one value and one thread.
 */
final class ConfigurationPlaceholders implements Texts {
    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?<escaped>\\$\\$\\{)|\\$\\{(?<inside>[^}]*)(?<end>}?)");
    private static final Pattern INSIDE = Pattern.compile("(?<name>[A-Za-z_][A-Za-z0-9_]*)(:(?<fallback>[^$]*))?");

    private final ConfigurationEnvironment environment;
    private final Findings findings;
    private boolean failed;

    /** @param findings what is told of placeholders that can't be replaced */
    ConfigurationPlaceholders(ConfigurationEnvironment environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
    }

    /** Whether a placeholder could not be replaced; then nothing else that is said of the value helps anyone. */
    boolean failed() {
        return failed;
    }

    @Override
    public String replace(Scalar scalar, Findings ignored) {
        Matcher matcher = PLACEHOLDER.matcher(scalar.text());
        StringBuilder replaced = new StringBuilder();
        while (matcher.find()) {
            String replacement = matcher.group("escaped") != null
                    ? "${"
                    : value(matcher.group("inside"), matcher.group("end"), place(scalar, matcher.start()));
            matcher.appendReplacement(replaced, Matcher.quoteReplacement(replacement));
        }
        return matcher.appendTail(replaced).toString();
    }

    private String value(String inside, String end, Place place) {
        Matcher matcher = INSIDE.matcher(inside);
        if (end.isEmpty() || !matcher.matches()) {
            return fail(
                    place,
                    "this is not a reference to an environment variable; write ${NAME} or ${NAME:default}, or $${ for the"
                            + " text '${'");
        }
        String name = matcher.group("name");
        String fallback = matcher.group("fallback");
        var variable = environment.variable(name);
        if (variable.isEmpty() && fallback == null) {
            return fail(
                    place,
                    "environment variable " + name + " is " + (environment.isEmpty(name) ? "empty" : "not set")
                            + "; set it, or write ${" + name + ":default}");
        }
        return variable.isPresent() ? variable.get().value() : fallback;
    }

    private String fail(Place place, String message) {
        failed = true;
        findings.error(place, message);
        return "";
    }

    private static Place place(Scalar scalar, int offset) {
        String before = scalar.text().substring(0, offset);
        int lineStart = before.lastIndexOf('\n') + 1;
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return scalar.placeOf(line, before.codePointCount(lineStart, offset));
    }
}
