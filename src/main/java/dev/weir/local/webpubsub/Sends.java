package dev.weir.local.webpubsub;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The REST sends: checked, put to the faults, logged, delivered, answered. Belongs to the event-loop thread. */
final class Sends {
    private final Vertx vertx;
    private final Hubs hubs;
    private final Faults faults;
    private final SendLog log;

    Sends(Vertx vertx, Hubs hubs, Faults faults, SendLog log) {
        this.vertx = vertx;
        this.hubs = hubs;
        this.faults = faults;
        this.log = log;
    }

    void toAll(RestCall call) throws RequestRejected {
        send(call, new Target(TargetKind.ALL, "", Hub::connections));
    }

    void toGroup(RestCall call) throws RequestRejected {
        GroupName.check(call.name(0));
        send(call, new Target(TargetKind.GROUP, call.name(0), hub -> hub.inGroup(call.name(0))));
    }

    void toUser(RestCall call) throws RequestRejected {
        send(call, new Target(TargetKind.USER, call.name(0), hub -> hub.ofUser(call.name(0))));
    }

    void toConnection(RestCall call) throws RequestRejected {
        Function<Hub, List<ClientConnection>> one =
                hub -> hub.connection(call.name(0)).stream().toList();
        send(call, new Target(TargetKind.CONNECTION, call.name(0), one));
    }

    private void send(RestCall call, Target target) throws RequestRejected {
        Message message;
        Predicate<ClientConnection> chosen;
        try {
            Set<String> excluded = Set.copyOf(call.excluded());
            Predicate<ClientConnection> filter = call.filter();
            chosen = connection -> !excluded.contains(connection.id()) && filter.test(connection);
            Optional<Instant> expiry = call.timeToLive().map(hubs.clock().instant()::plus);
            message = target.message(Payload.ofBody(call.contentType(), call.body()))
                    .expiringAt(expiry);
        } catch (RequestRejected e) {
            log(call, target, e.status(), 0);
            throw e;
        }
        Faults.Verdict verdict = faults.judge();
        Optional<Refusal> refusal = verdict.refusal();
        if (refusal.isEmpty()) {
            deliver(call, target, message, chosen);
        } else {
            log(call, target, refusal.get().status(), 0);
        }
        verdict.answerAfter().ifPresent(wait -> after(wait, () -> answer(call, refusal)));
    }

    private void deliver(RestCall call, Target target, Message message, Predicate<ClientConnection> chosen) {
        Optional<Hub> hub = hubs.find(call.hub());
        List<ClientConnection> receivers = hub.map(target.receivers).orElse(List.of()).stream()
                .filter(chosen)
                .toList();
        log(call, target, 202, receivers.size());
        hub.ifPresent(found -> found.deliver(message, receivers));
    }

    private void log(RestCall call, Target target, int status, int reached) {
        log.add(new Send(
                System.nanoTime(),
                call.hub(),
                target.kind,
                target.name,
                call.body().length(),
                status,
                reached));
    }

    private void after(Duration wait, Runnable answer) {
        if (wait.toMillis() == 0) {
            answer.run();
        } else {
            vertx.setTimer(wait.toMillis(), timer -> answer.run());
        }
    }

    private static void answer(RestCall call, Optional<Refusal> refusal) {
        if (refusal.isEmpty()) {
            call.answer(202);
            return;
        }
        refusal.get()
                .retryAfter()
                .ifPresent(
                        wait -> call.request().response().putHeader("Retry-After", String.valueOf(wait.toSeconds())));
        call.reject(new RequestRejected(
                refusal.get().status(), "Error.Request.Throttled", "refused by a fault that was asked for"));
    }

    /** Whom a send addresses. */
    private record Target(TargetKind kind, String name, Function<Hub, List<ClientConnection>> receivers) {
        Message message(Payload payload) {
            return kind == TargetKind.GROUP
                    ? Message.toGroup(name, Optional.empty(), payload)
                    : Message.fromServer(payload);
        }
    }
}
