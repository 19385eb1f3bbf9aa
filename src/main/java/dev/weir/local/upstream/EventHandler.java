package dev.weir.local.upstream;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * One event handler of a hub, as Azure's settings have it.
 *
 * @param urlTemplate where events are posted: an absolute http or https URL, in which {@code {hub}} and {@code {event}}
 *     stand for the event's
 * @param userEventPattern which events of clients it gets: {@code *} for all, names separated by commas, or nothing
 * @param systemEvents which events of the service it gets
 */
public record EventHandler(String urlTemplate, String userEventPattern, Set<SystemEvent> systemEvents) {
    private static final String ALL = "*";

    public EventHandler {
        systemEvents = Set.copyOf(systemEvents);
        String sample = urlTemplate.replace("{hub}", "hub").replace("{event}", "event");
        URI uri;
        try {
            uri = URI.create(sample);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("urlTemplate '" + urlTemplate + "' is not a URL: " + e.getMessage(), e);
        }
        boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!isHttp || uri.getHost() == null || uri.getFragment() != null) {
            throw new IllegalArgumentException(
                    "urlTemplate must be an absolute http or https URL without a fragment, but was '" + urlTemplate
                            + "'");
        }
    }

    /** A handler of all events, of clients and of the service. */
    public static EventHandler ofAll(String urlTemplate) {
        return new EventHandler(urlTemplate, ALL, Set.of(SystemEvent.values()));
    }

    /** Whether it gets this event of a client. */
    boolean takes(String userEvent) {
        return Arrays.stream(userEventPattern.split(",", -1))
                .map(String::strip)
                .anyMatch(
                        pattern -> pattern.equals(ALL) || (!pattern.isEmpty() && pattern.equalsIgnoreCase(userEvent)));
    }

    boolean takes(SystemEvent event) {
        return systemEvents.contains(event);
    }

    String url(String hub, String event) {
        return urlTemplate.replace("{hub}", encode(hub)).replace("{event}", encode(event));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
