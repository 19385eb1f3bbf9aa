package dev.weir.cli;

import dev.weir.yaml.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a configuration as far as commands need it; no secret has to be there. */
@FunctionalInterface
public interface SurroundingsReader {

    Result read(Path configuration);

    /**
     * What came of reading.
     *
     * @param surroundings empty where a finding is an error
     */
    record Result(Optional<Surroundings> surroundings, List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }
}
