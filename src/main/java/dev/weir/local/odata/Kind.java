package dev.weir.local.odata;

/** What a part of a filter yields. Any of them may be null when it is evaluated; {@code NULL} always is. */
enum Kind {
    TEXT("text"),
    NUMBER("a number"),
    CONDITION("a condition"),
    NULL("null");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    boolean comparesWith(Kind other) {
        return this == other || this == NULL || other == NULL;
    }

    @Override
    public String toString() {
        return words;
    }
}
