package dev.weir.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command's report goes, and in what form. */
final class ReportOutput {
    @Option(names = "--output", paramLabel = "text|json", description = "Form of the report (default: text).")
    Printed form = Printed.TEXT;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    /** Prints a report, and says with what code to exit. */
    int print(Printed.Report report, boolean good) {
        form.print(report, spec.commandLine().getOut());
        return good ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Where people are told of what is no part of the report. */
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints what is wrong with an input, and says with what code to exit. */
    int fail(String what) {
        err().println(what);
        err().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    CommandLine.ParameterException usage(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
