package dev.weir.rules;

import dev.weir.event.DeadLetter;
import dev.weir.message.Target;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the filters of one rule's targets. */
final class FilterReader {
    private final Findings findings;
    private final ExpressionReader expressions;
    private final Cel.Names names;

    FilterReader(Findings findings, ExpressionReader expressions, Cel.Names names) {
        this.findings = findings;
        this.expressions = expressions;
        this.names = names;
    }

    /** A filter; empty where there is a finding instead. */
    Optional<FilterTemplate> read(Scalar scalar, String what) {
        List<String> found = new ArrayList<>();
        TemplateText.Problems problems = (offset, message) -> {
            found.add(message);
            findings.error(ExpressionReader.place(scalar, offset), what + ": " + message);
        };
        if (scalar.text().length() > FilterTemplate.MAX_LENGTH) {
            problems.add(
                    0,
                    "it must have at most 2,048 characters, but has "
                            + scalar.text().length());
            return Optional.empty();
        }
        List<FilterToken> tokens = FilterToken.of(scalar.text(), problems);
        FilterSyntax syntax = new FilterSyntax(tokens, problems);
        if (!found.isEmpty() || !syntax.check()) {
            return Optional.empty();
        }
        List<FilterTemplate.Part> parts = new ArrayList<>();
        for (int i = 0; i < tokens.size() - 1; i++) {
            if (i > 0) {
                parts.add(new FilterTemplate.Part.Fixed(" "));
            }
            part(scalar, tokens.get(i), what).ifPresent(parts::add);
        }
        boolean complete = parts.size() == Math.max(0, 2 * (tokens.size() - 1) - 1);
        return complete
                ? Optional.of(new FilterTemplate(scalar.text(), parts, lead(tokens, syntax.hasOuterOr())))
                : Optional.empty();
    }

    private Optional<FilterTemplate.Part> part(Scalar scalar, FilterToken token, String what) {
        if (token.type() == FilterToken.Type.PLACEHOLDER) {
            return expressions
                    .read(scalar, token.text(), token.offset(), ExpressionReader.Use.NAME, names, what)
                    .map(FilterTemplate.Part.Bound::new);
        }
        if (token.type() != FilterToken.Type.TEXT) {
            return Optional.of(new FilterTemplate.Part.Fixed(token.text()));
        }
        if (token.text().indexOf('{') < 0 && token.text().indexOf('}') < 0) {
            return Optional.of(new FilterTemplate.Part.Fixed("'" + token.text().replace("'", "''") + "'"));
        }
        return new TemplateReader(findings, expressions, names)
                .name(scalar, token.text(), token.offset(), what, "filter", DeadLetter.Reason.INVALID_TARGET)
                .map(FilterTemplate.Part.Quoted::new);
    }

    private static Optional<FilterTemplate.Lead> lead(List<FilterToken> tokens, boolean hasOuterOr) {
        if (tokens.size() < 4
                || hasOuterOr
                || !(tokens.size() == 4 || tokens.get(3).isWord("and"))) {
            return Optional.empty();
        }
        if (tokens.get(1).isWord("in") && tokens.get(2).isWord("groups")) {
            return lead(Target.Kind.GROUP, tokens.get(0));
        }
        return tokens.get(0).isWord("userId") && tokens.get(1).isWord("eq")
                ? lead(Target.Kind.USER, tokens.get(2))
                : Optional.empty();
    }

    private static Optional<FilterTemplate.Lead> lead(Target.Kind kind, FilterToken value) {
        return switch (value.type()) {
            case TEXT ->
                NameTemplate.parse(value.text(), (offset, message) -> {})
                        .map(name -> new FilterTemplate.Lead(kind, Optional.of(name)));
            case PLACEHOLDER -> Optional.of(new FilterTemplate.Lead(kind, Optional.empty()));
            default -> Optional.empty();
        };
    }
}
