package dev.weir.local.webpubsub;

import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;

/** Counts every REST call when it is answered, and keeps the latest. Belongs to the event-loop thread. */
final class AnsweredCalls {
    private final Meter meter;
    private final CallLog log;
    private final Clock clock;

    AnsweredCalls(Meter meter, CallLog log, Clock clock) {
        this.meter = meter;
        this.log = log;
        this.clock = clock;
    }

    void count(HttpServerRequest request, RequestTarget target, String operation) {
        request.response().bodyEndHandler(end -> {
            int status = request.response().getStatusCode();
            meter.called(operation, status);
            log.add(new AnsweredCall(
                    clock.instant(), operation, request.method().name(), target.rawPath(), status));
        });
    }
}
