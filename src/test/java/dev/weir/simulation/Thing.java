package dev.weir.simulation;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What events are about.
 *
 * @param kind which rule takes them
 * @param id names it among all sources
 */
record Thing(Kind kind, String id) {

    /** The simulation's rules, one a kind. */
    static final String RULES = """
            version: 1
            tenant: {from: data.tenant, pattern: "[a-z]+"}
            rules:
              - name: pairs
                when: type == "pair"
                to:
                  - group: "tenant:{tenant}"
                  - group: "pair:{tenant}:{data.id}"
                entity: "pair/{data.id}"
                coalesce: {every: 100ms, remove: data.gone}
              - name: slow
                when: type == "slow"
                to:
                  - group: "tenant:{tenant}"
                entity: "slow/{data.id}"
                coalesce: {every: 3m}
              - name: now
                when: type == "now"
                to:
                  - group: "now:{tenant}"
                entity: "now/{data.id}"
                coalesce: {every: 0s, remove: data.gone}
            """;

    enum Kind {
        PAIR,
        SLOW,
        NOW
    }

    String type() {
        return kind.name().toLowerCase(java.util.Locale.ROOT);
    }

    String entity() {
        return type() + "/" + id;
    }

    List<String> lanes() {
        return switch (kind) {
            case PAIR -> List.of("group:tenant:acme", "group:pair:acme:" + id);
            case SLOW -> List.of("group:tenant:acme");
            case NOW -> List.of("group:now:acme");
        };
    }

    /** Every fourth event says that the thing is gone; the next one makes it anew. */
    byte[] body(long n, boolean poison) {
        String json = "{\"tenant\":\"acme\",\"id\":\"" + id + "\",\"n\":" + n + ",\"gone\":" + (n % 4 == 0) + "}";
        return (poison ? "!" + json : json).getBytes(StandardCharsets.UTF_8);
    }
}
