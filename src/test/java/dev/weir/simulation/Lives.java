package dev.weir.simulation;

import java.util.List;
import java.util.function.LongFunction;

/** From a seed to what was broken in the run that it makes. Safe on any thread: runs share nothing. */
final class Lives implements LongFunction<List<String>> {

    @Override
    public List<String> apply(long seed) {
        return new World(seed).run();
    }
}
