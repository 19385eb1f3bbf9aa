package dev.weir.source;

import java.util.Locale;

/** How a message's content type says that its body is to be read. */
enum ContentKind {
    /** Tried as JSON: what says so, and what says nothing about it (senders often leave the SDK's default in place). */
    JSON,
    STRUCTURED_CLOUD_EVENT,
    BATCHED_CLOUD_EVENTS,
    UNSUPPORTED;

    static ContentKind of(String contentType) {
        if (contentType.isEmpty() || contentType.equals("application/json")) {
            return JSON;
        }
        int parameters = contentType.indexOf(';');
        if (parameters >= 0 && !isUtf8(contentType.substring(parameters + 1))) {
            return UNSUPPORTED;
        }
        String mediaType = mediaType(contentType);
        return switch (mediaType) {
            case "application/cloudevents+json" -> STRUCTURED_CLOUD_EVENT;
            case "application/cloudevents-batch+json" -> BATCHED_CLOUD_EVENTS;
            case "", "application/json", "text/json", "text/plain", "application/octet-stream" -> JSON;
            default -> mediaType.endsWith("+json") ? JSON : UNSUPPORTED;
        };
    }

    /** A content type in lower case and without its parameters. */
    static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static boolean isUtf8(String parameters) {
        for (String parameter : parameters.toLowerCase(Locale.ROOT).split(";", -1)) {
            String[] nameAndValue = parameter.split("=", 2);
            if (nameAndValue.length == 2 && nameAndValue[0].strip().equals("charset")) {
                String charset = nameAndValue[1].strip().replace("\"", "");
                return charset.equals("utf-8") || charset.equals("utf8") || charset.equals("us-ascii");
            }
        }
        return true;
    }
}
