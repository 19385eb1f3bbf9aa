package dev.weir.local.webpubsub;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

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
        send(call, TargetKind.ALL, "", Hub::connections);
    }

    void toGroup(RestCall call) throws RequestRejected {
        GroupName.check(call.name(0));
        send(call, TargetKind.GROUP, call.name(0), hub -> hub.inGroup(call.name(0)));
    }

    void toUser(RestCall call) throws RequestRejected {
        send(call, TargetKind.USER, call.name(0), hub -> hub.ofUser(call.name(0)));
    }

    void toConnection(RestCall call) throws RequestRejected {
        send(
                call,
                TargetKind.CONNECTION,
                call.name(0),
                hub -> hub.connection(call.name(0)).stream().toList());
    }

    private void send(
            RestCall call, TargetKind kind, String name, Function<Hub, Collection<ClientConnection>> receivers)
            throws RequestRejected {
        Payload payload;
        try {
            call.requireNoFilter();
            call.checkTimeToLive();
            payload = Payload.ofBody(call.contentType(), call.body());
        } catch (RequestRejected e) {
            log(call, kind, name, e.status());
            throw e;
        }
        Faults.Verdict verdict = faults.judge();
        Optional<Refusal> refusal = verdict.refusal();
        log(call, kind, name, refusal.map(Refusal::status).orElse(202));
        if (refusal.isEmpty()) {
            Message message = kind == TargetKind.GROUP
                    ? Message.toGroup(name, Optional.empty(), payload)
                    : Message.fromServer(payload);
            hubs.find(call.hub()).ifPresent(hub -> Hub.deliver(message, receivers.apply(hub), call.excluded()));
        }
        verdict.answerAfter().ifPresent(wait -> after(wait, () -> answer(call, refusal)));
    }

    private void log(RestCall call, TargetKind kind, String name, int status) {
        log.add(new Send(System.nanoTime(), call.hub(), kind, name, call.body().length(), status));
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
}
