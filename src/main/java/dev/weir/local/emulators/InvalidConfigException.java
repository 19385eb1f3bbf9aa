package dev.weir.local.emulators;

import java.util.List;

/** A configuration that cannot be used; the message has a line for each finding. */
public final class InvalidConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> findings;

    InvalidConfigException(List<String> findings) {
        super(String.join(System.lineSeparator(), findings));
        this.findings = List.copyOf(findings);
    }

    /** Where, what was found and what was expected: one text for each. */
    public List<String> findings() {
        return findings;
    }
}
