package dev.weir.guarantee;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Received = ends + gone back + held, by the bridge's own meters, at any moment at which it does nothing. */
public final class NothingSilent implements Guarantee {
    private final String who;
    private final ToDoubleFunction<String> total;

    /** @param total gives the sum of all meters of a name, whatever their tags: {@code weir.events.received} and so on */
    public NothingSilent(String who, ToDoubleFunction<String> total) {
        this.who = who;
        this.total = total;
    }

    @Override
    public List<String> violations() {
        double received = total.applyAsDouble("weir.events.received");
        double settled = total.applyAsDouble("weir.events.settled");
        double returned = total.applyAsDouble("weir.events.returned");
        double held = total.applyAsDouble("weir.events.held");
        return received == settled + returned + held
                ? List.of()
                : List.of("nothing silent: " + who + " received " + received + ", but settled " + settled
                        + ", gave back " + returned + " and holds " + held);
    }
}
