package dev.weir.publish;

import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A lane of one body, again and again: an outlet whose batches the test decides. */
final class Row implements Outlet {
    final List<String> log = new ArrayList<>();
    String body;
    boolean stale;
    boolean urgent;
    private final String tenant;
    private final Target.Kind kind;

    Row(String tenant, String body) {
        this(tenant, body, Target.Kind.GROUP);
    }

    Row(String tenant, String body, Target.Kind kind) {
        this.tenant = tenant;
        this.body = body;
        this.kind = kind;
    }

    @Override
    public LaneKey lane() {
        return LaneKey.of(new Target("updates", kind, tenant));
    }

    @Override
    public String tenant() {
        return tenant;
    }

    @Override
    public boolean isUrgent() {
        return urgent;
    }

    @Override
    public Optional<byte[]> cut() {
        return body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void accepted() {
        log.add("accepted");
    }

    @Override
    public boolean isStale() {
        return stale;
    }

    @Override
    public void givenUp(String why, boolean maybeDelivered, boolean othersPass) {
        log.add("given up, maybe delivered: " + maybeDelivered);
    }

    @Override
    public void refused(Outcome.Rejected why, boolean maybeDelivered) {
        log.add("refused: " + why.description());
    }
}
