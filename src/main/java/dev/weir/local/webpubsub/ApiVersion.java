package dev.weir.local.webpubsub;

import java.util.Optional;
import java.util.Set;

/** The versions of the data plane that were published; the operations are those of the newest. */
final class ApiVersion {
    private static final Set<String> SUPPORTED = Set.of(
            "2021-05-01-preview",
            "2021-08-01-preview",
            "2021-10-01",
            "2022-11-01",
            "2023-07-01",
            "2024-01-01",
            "2024-12-01");

    private ApiVersion() {}

    static void check(RequestTarget target) throws RequestRejected {
        Optional<String> version = target.parameter("api-version").filter(text -> !text.isBlank());
        if (version.isEmpty()) {
            throw RequestRejected.badRequest("the query parameter api-version is required");
        }
        if (!SUPPORTED.contains(version.get())) {
            throw RequestRejected.badRequest("api-version '" + version.get() + "' is none of "
                    + SUPPORTED.stream().sorted().toList());
        }
    }
}
