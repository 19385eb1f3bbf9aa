package dev.weir.local.control;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What answers a request.
 *
 * @param status of HTTP
 * @param type the media type of the body
 * @param body never changed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
record Answer(int status, String type, byte[] body) {
    private static final byte[] NOTHING = {};

    static Answer ok(JsonNode json) {
        return json(200, json);
    }

    static Answer created(JsonNode json) {
        return json(201, json);
    }

    /** Done, and there is nothing to say. */
    static Answer done() {
        return new Answer(204, "", NOTHING);
    }

    static Answer failure(Rejection rejection) {
        return json(
                rejection.status(), Json.object().put("code", rejection.code()).put("message", rejection.text()));
    }

    private static Answer json(int status, JsonNode json) {
        return new Answer(status, "application/json; charset=utf-8", Json.write(json));
    }
}
