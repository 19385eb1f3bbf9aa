package dev.weir.local.control;

/** A request that is answered with an error: the HTTP status, a code for programs, a text for people. */
final class Rejection extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    Rejection(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static Rejection badRequest(String message) {
        return new Rejection(400, "BadRequest", message);
    }

    static Rejection forbidden(String message) {
        return new Rejection(403, "Forbidden", message);
    }

    static Rejection notFound(String message) {
        return new Rejection(404, "NotFound", message);
    }

    static Rejection conflict(String message) {
        return new Rejection(409, "Conflict", message);
    }

    static Rejection tooLarge(int limit) {
        return new Rejection(413, "TooLarge", "the request's body has more than the " + limit + " bytes allowed");
    }

    static Rejection busy() {
        return new Rejection(503, "Busy", "too many requests wait to be answered; try again");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
