package dev.weir.app;

import dev.weir.checkpoint.TextCheckpointStore;
import dev.weir.demo.DemoFeeds;
import dev.weir.rules.RulesInForce;
import dev.weir.source.PayloadDecoder;
import dev.weir.state.FileStateStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * What a command hands to the container that it boots: the container makes its beans itself, so it can't be told otherwise.
 *
 * @param configuration checked
 * @param rules checked, and perhaps to be looked at again
 * @param checkpointFile open, where checkpoints are kept in a file; closed by the container
 * @param stateFile open, where states are kept in a file; closed by the container
 * @param decoders those of media types beside JSON
 * @param dryRun where nothing is to be settled or published
 * @param demo what the page shows, in {@code demo}; absent in {@code run}, which serves none of it
 * @param whenStarted what to do once the container is up; told the port of its HTTP
 */
record Launch(
        Configuration configuration,
        RulesInForce rules,
        Optional<TextCheckpointStore> checkpointFile,
        Optional<FileStateStore> stateFile,
        List<PayloadDecoder> decoders,
        Optional<DryRun> dryRun,
        Optional<DemoFeeds> demo,
        IntConsumer whenStarted) {
    private static final AtomicReference<Launch> CURRENT = new AtomicReference<>();

    /** To be called once, before the container boots. */
    static void prepare(Launch launch) {
        CURRENT.set(launch);
    }

    static Launch current() {
        Launch launch = CURRENT.get();
        if (launch == null) {
            throw new IllegalStateException(
                    "The container was booted without a command; start the program by its main");
        }
        return launch;
    }
}
