package dev.weir.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/** A schema's patterns in RE2, which takes a time that is linear in the text: events come from anybody. */
enum Re2Factory implements RegularExpressionFactory {
    INSTANCE;

    @Override
    public RegularExpression getRegularExpression(String regex) {
        try {
            Pattern pattern = Pattern.compile(regex);
            return text -> pattern.matcher(text).find();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + regex + "' is no RE2 pattern: " + e.getDescription() + ": " + e.getPattern(), e);
        }
    }
}
