package dev.weir.local.webpubsub;

/** A request that is answered with an error: the HTTP status, the service's error code, and the text. */
final class RequestRejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    RequestRejected(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static RequestRejected badRequest(String message) {
        return new RequestRejected(400, "Error.Request.Invalid", message);
    }

    static RequestRejected unauthorized(String message) {
        return new RequestRejected(401, "Error.Request.Unauthorized", message);
    }

    static RequestRejected notFound(String message) {
        return new RequestRejected(404, "Error.Resource.NotExisted", message);
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
