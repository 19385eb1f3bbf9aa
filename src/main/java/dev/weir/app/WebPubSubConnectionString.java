package dev.weir.app;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a Web PubSub connection string must hold, checked before the SDK sees it. */
final class WebPubSubConnectionString {
    static final int MIN_KEY_BYTES = 32;

    private static final String FORM = "Endpoint=https://NAME.webpubsub.azure.com;AccessKey=***;Version=1.0;";
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    private WebPubSubConnectionString() {}

    /** The service, by which two connection strings can be compared: its scheme, host and port. */
    static String endpoint(Secret text) {
        ConnectionString parts = new ConnectionString(text);
        String port = parts.part("Port").map(found -> ":" + found).orElse("");
        return endpoint(parts.part("Endpoint").orElse("").replaceAll("/+$", "") + port);
    }

    /** The same of a URL: without case, and with its port. */
    static String endpoint(String url) {
        try {
            URI uri = new URI(url.toLowerCase(Locale.ROOT));
            String scheme = String.valueOf(uri.getScheme());
            int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? 80 : 443;
            return scheme + "://" + uri.getHost() + ":" + port;
        } catch (URISyntaxException e) {
            // It has a finding already.
            return url;
        }
    }

    /** What is wrong, each to be followed to what the connection string is. */
    static List<String> faults(Secret text) {
        ConnectionString parts = new ConnectionString(text);
        List<String> faults = new ArrayList<>();
        if (!parts.isWellFormed()) {
            faults.add("must be NAME=VALUE parts with ';' between them, but a part has no '='; expected " + FORM);
            return faults;
        }
        Optional<URI> endpoint = parts.endpoint();
        if (!parts.has("Endpoint")) {
            faults.add("has no Endpoint; expected " + FORM);
        } else if (endpoint.isEmpty() || !endpoint.get().getScheme().matches("(?i)https?")) {
            faults.add("has an Endpoint that is not of the form https://NAME.webpubsub.azure.com");
        }
        int keyBytes = parts.part("AccessKey").orElse("").getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes == 0) {
            faults.add("has no AccessKey; expected " + FORM);
        } else if (keyBytes < MIN_KEY_BYTES) {
            faults.add("has an AccessKey of " + keyBytes + " bytes, but it must have at least " + MIN_KEY_BYTES
                    + ": a token can't be signed with a shorter one;"
                    + " copy the key of the service anew");
        }
        parts.part("Port").ifPresent(port -> {
            if (!PORT.matcher(port).matches() || Integer.parseInt(port) > 65_535) {
                faults.add("has a Port that is not a number from 1 to 65535");
            } else if (endpoint.isPresent() && endpoint.get().getPort() >= 0) {
                faults.add("has a port in its Endpoint and a Port of its own; leave one out");
            }
        });
        return faults;
    }
}
