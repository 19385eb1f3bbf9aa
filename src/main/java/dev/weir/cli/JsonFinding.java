package dev.weir.cli;

import dev.weir.yaml.Finding;
import java.util.Locale;

/** A finding as reports in JSON carry it. */
record JsonFinding(String file, int line, int column, String severity, String message) {

    static JsonFinding of(Finding finding) {
        return new JsonFinding(
                finding.file(),
                finding.line(),
                finding.column(),
                finding.severity().name().toLowerCase(Locale.ROOT),
                finding.message());
    }
}
