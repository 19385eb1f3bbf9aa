package dev.weir.local.webpubsub;

/** What a group may be called: 1 to 1,024 characters, not all white space (the service's OpenAPI description). */
final class GroupName {
    private static final int MAX_CHARACTERS = 1024;

    private GroupName() {}

    static boolean isValid(String name) {
        return !name.isBlank() && name.length() <= MAX_CHARACTERS;
    }

    static void check(String name) throws RequestRejected {
        if (!isValid(name)) {
            throw RequestRejected.badRequest("a group's name has 1 to 1024 characters that are not all white space");
        }
    }
}
