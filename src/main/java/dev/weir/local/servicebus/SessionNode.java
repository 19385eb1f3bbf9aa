package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.InletAttach;
import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.OutletAttach;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.qpid.protonj2.types.DescribedType;
import org.apache.qpid.protonj2.types.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * The address of a queue with sessions. A receiver names its session, or waits for the next that is free and has
 * messages.
 */
final class SessionNode implements EntityNode {
    static final Symbol FILTER = Symbol.valueOf("com.microsoft:session-filter");

    private static final Symbol TIMEOUT = Symbol.valueOf("com.microsoft:timeout");
    private static final Symbol LOCKED_UNTIL = Symbol.valueOf("com.microsoft:locked-until-utc");
    private static final Duration USUAL_WAIT = Duration.ofSeconds(60);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final long TICKS_OF_1970 = 621_355_968_000_000_000L;

    private final MessageQueue queue;
    private final Sessions sessions;
    private final Loop loop;
    private final Entrance entrance;
    private final Set<OutletAttach> waiting = new LinkedHashSet<>();
    private final Set<SessionReceiver> receivers = new LinkedHashSet<>();
    private boolean assignScheduled;

    SessionNode(MessageQueue queue, Sessions sessions, Loop loop, Entrance entrance) {
        this.queue = queue;
        this.sessions = sessions;
        this.loop = loop;
        this.entrance = entrance;
        sessions.onFree(this::scheduleAssign);
    }

    @Override
    public void attachOutlet(OutletAttach attach) {
        if (!attach.filters().containsKey(FILTER)) {
            attach.refuse(SessionErrors.required(queue.path()));
            return;
        }
        queue.expireDue();
        Optional<String> name = name(attach.filters().get(FILTER));
        if (name.isPresent()) {
            SessionReceiver receiver = new SessionReceiver(queue, loop, receivers::remove);
            Optional<Session> session = sessions.lock(name.get(), receiver, loop.now());
            if (session.isEmpty()) {
                attach.refuse(SessionErrors.cannotBeLocked(name.get()));
            } else {
                accept(attach, receiver, session.get());
            }
        } else if (!acceptNextFree(attach)) {
            hold(attach);
        }
    }

    private static Optional<String> name(@Nullable Object filter) {
        Object value = filter instanceof DescribedType described ? described.getDescribed() : filter;
        return value instanceof String name ? Optional.of(name) : Optional.empty();
    }

    private void hold(OutletAttach attach) {
        waiting.add(attach);
        Duration wait = attach.properties().get(TIMEOUT) instanceof Number millis
                ? Duration.ofMillis(Math.max(0, Math.min(millis.longValue(), LONGEST_WAIT.toMillis())))
                : USUAL_WAIT;
        // A client waits by its own watch, whatever the loop's clock says.
        Future<?> refusal = loop.scheduleInRealTime(
                () -> {
                    if (waiting.remove(attach)) {
                        attach.refuse(SessionErrors.noneWasFree(queue.path()));
                    }
                },
                wait);
        attach.whenGone(() -> {
            waiting.remove(attach);
            refusal.cancel(false);
        });
    }

    private boolean acceptNextFree(OutletAttach attach) {
        SessionReceiver receiver = new SessionReceiver(queue, loop, receivers::remove);
        Optional<Session> session = sessions.lockNextFree(receiver, loop.now());
        session.ifPresent(free -> accept(attach, receiver, free));
        return session.isPresent();
    }

    private void accept(OutletAttach attach, SessionReceiver receiver, Session session) {
        queue.watch(session);
        receivers.add(receiver);
        Map<Symbol, Object> filters = new HashMap<>(attach.filters());
        filters.put(FILTER, session.id());
        Consumer consumer = receiver.bind(session, attach.wantsSettled());
        consumer.opened(
                attach.accept(consumer, filters, Map.of(LOCKED_UNTIL, session.lockedUntil() * 10_000 + TICKS_OF_1970)));
    }

    @Override
    public void attachInlet(InletAttach attach) {
        entrance.attach(attach);
    }

    @Override
    public void close(AmqpError reason) {
        entrance.close(reason);
        List.copyOf(waiting).forEach(attach -> attach.refuse(reason));
        waiting.clear();
        List.copyOf(receivers).forEach(receiver -> receiver.lockLost(reason));
    }

    private void scheduleAssign() {
        if (!assignScheduled && !waiting.isEmpty()) {
            assignScheduled = true;
            loop.execute(this::assign);
        }
    }

    private void assign() {
        assignScheduled = false;
        while (!waiting.isEmpty()) {
            OutletAttach first = waiting.iterator().next();
            if (!acceptNextFree(first)) {
                return;
            }
            waiting.remove(first);
        }
    }
}
