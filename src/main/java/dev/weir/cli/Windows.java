package dev.weir.cli;

import dev.weir.yaml.Findings;
import dev.weir.yaml.Texts;
import dev.weir.yaml.ValueReader;
import dev.weir.yaml.YamlFile;
import dev.weir.yaml.YamlLimits;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line, written as in rules. */
final class Windows implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        Findings findings = new Findings();
        Optional<Duration> duration = YamlFile.parse("value", text, YamlLimits.DEFAULT, findings)
                .flatMap(value -> new ValueReader(findings, Texts.AS_WRITTEN)
                        .duration(value, "it", Duration.ZERO, Duration.ofHours(1)));
        return duration.orElseThrow(() ->
                new TypeConversionException("'" + text + "' must be a duration from 0ms to 1h, such as 250ms or 2s"));
    }
}
