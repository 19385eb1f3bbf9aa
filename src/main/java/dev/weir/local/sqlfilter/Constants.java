package dev.weir.local.sqlfilter;

/** The numbers of the language: long without a point or an exponent, else double. */
final class Constants {
    private Constants() {}

    static Expression wholeNumber(Token token, String sign) {
        try {
            return new Expression.Constant(Long.valueOf(sign + token.text()));
        } catch (NumberFormatException e) {
            throw new SqlSyntaxException(
                    token.position(), "expected a whole number of 64 bits, but found " + sign + token.text());
        }
    }

    static Expression realNumber(Token token) {
        double value = Double.parseDouble(token.text());
        if (Double.isInfinite(value)) {
            throw new SqlSyntaxException(
                    token.position(), "expected a number that a double can hold, but found " + token.text());
        }
        return new Expression.Constant(value);
    }
}
