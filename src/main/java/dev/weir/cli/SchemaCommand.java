package dev.weir.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.rehearsal.TestsSchema;
import dev.weir.rules.RulesSchema;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules schema}: what editors need to complete and check files. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of a kind of files, for editors.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    /** Whose schema. */
    @SuppressWarnings("ImmutableEnumChecker") // the suppliers hold nothing
    enum Of {
        RULES(RulesSchema::json),
        TESTS(TestsSchema::json);

        private final Supplier<ObjectNode> schema;

        Of(Supplier<ObjectNode> schema) {
            this.schema = schema;
        }
    }

    @Parameters(paramLabel = "KIND", description = "Of which files: ${COMPLETION-CANDIDATES}, in any case.")
    @SuppressWarnings("NullAway.Init")
    Of files;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        PrintWriter out = spec.commandLine().getOut();
        out.print(new ObjectMapper()
                        .writer(new DefaultPrettyPrinter()
                                .withArrayIndenter(lines)
                                .withObjectIndenter(lines))
                        .writeValueAsString(files.schema.get())
                + "\n");
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
