package dev.weir.rules;

import dev.weir.yaml.Finding;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import dev.weir.yaml.YamlFile;
import dev.weir.yaml.YamlLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Loads rules files into a rule set. What is wrong becomes findings, all of them at once, and never an exception. */
public final class RulesLoader {
    private RulesLoader() {}

    /** Loads CEL's classes on a thread of their own: whoever loads rules once, and has something to do first, waits less. */
    public static void warmUp() {
        Thread thread = new Thread(Cel::warmUp, "cel-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Loads a file, or the files of a folder: {@code *.yaml} and {@code *.yml}, but not {@code *.test.yaml}; folders within
     * it are left alone. {@code *.schema.json} beside them are there to be named.
     */
    public static LoadedRules load(Path path, RulesSettings settings) {
        return load(text(path), settings);
    }

    /** The texts of the rules at a path, as they are now. */
    public static RulesText text(Path path) {
        Findings findings = new Findings();
        List<RulesFile> files = new ArrayList<>();
        for (Path file : filesAt(path, findings)) {
            String name = file.toString();
            YamlFile.readText(file, name, YamlLimits.DEFAULT, findings)
                    .ifPresent(text -> files.add(new RulesFile(name, text)));
        }
        files.sort(Comparator.comparing(RulesFile::name));
        return new RulesText(files, findings.sorted());
    }

    /** Loads the texts of a path. */
    public static LoadedRules load(RulesText text, RulesSettings settings) {
        Findings findings = new Findings();
        text.findings()
                .forEach(finding ->
                        findings.error(new Place(finding.file(), finding.line(), finding.column()), finding.message()));
        return load(text.files(), settings, findings);
    }

    /** Loads texts that were read already. Rules are asked in the order of the files' names. */
    public static LoadedRules load(List<RulesFile> files, RulesSettings settings) {
        Findings findings = new Findings();
        if (files.isEmpty()) {
            findings.error(Place.of("rules"), "there are no rules files");
        }
        return load(files, settings, findings);
    }

    private static LoadedRules load(List<RulesFile> files, RulesSettings settings, Findings findings) {
        List<RulesFile> all =
                files.stream().sorted(Comparator.comparing(RulesFile::name)).toList();
        RulesFileReader reader = new RulesFileReader(
                findings,
                settings,
                all.stream().filter(RulesFile::isSchema).collect(Collectors.toMap(RulesFile::name, RulesFile::text)));
        List<Rule> rules = new ArrayList<>();
        List<RulesFile> sorted = all.stream().filter(file -> !file.isSchema()).toList();
        List<RulesFile> defaults =
                sorted.stream().filter(RulesLoader::isDefaults).toList();
        defaults.forEach(reader::readDefaults);
        for (RulesFile file : sorted) {
            if (!isDefaults(file)) {
                rules.addAll(reader.read(file));
            }
        }
        if (defaults.size() == sorted.size() && !defaults.isEmpty()) {
            findings.error(Place.of(defaults.get(0).name()), "there are defaults, but no rules files beside them");
        }
        List<Finding> found = findings.sorted();
        return new LoadedRules(
                findings.hasErrors() ? Optional.empty() : Optional.of(new RuleSet(rules, hash(all, settings))), found);
    }

    private static List<Path> filesAt(Path path, Findings findings) {
        Place place = Place.of(path.toString());
        if (!Files.isDirectory(path)) {
            if (!Files.exists(path)) {
                findings.error(place, "there is no such file or folder");
                return List.of();
            }
            List<Path> files = new ArrayList<>(filesIn(path.resolveSibling(""), RulesLoader::isSchema, new Findings()));
            files.add(path);
            return files;
        }
        List<Path> files = filesIn(path, file -> isRulesFile(file) || isSchema(file), findings);
        if (files.stream().allMatch(RulesLoader::isSchema) && !findings.hasErrors()) {
            findings.error(place, "this folder has no rules files, which are named *.yaml or *.yml");
        }
        return files;
    }

    private static List<Path> filesIn(Path folder, Predicate<Path> wanted, Findings findings) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, wanted::test)) {
            entries.forEach(files::add);
        } catch (IOException e) {
            findings.error(Place.of(folder.toString()), "this folder can't be read: " + e.getMessage());
            return List.of();
        }
        return files;
    }

    private static boolean isSchema(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(RulesFile.SCHEMA) && !name.startsWith(".") && !Files.isDirectory(file);
    }

    /** Whether the file says what holds for the rules of all others. */
    private static boolean isDefaults(RulesFile file) {
        String name = file.name();
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return last.equals("_defaults.yaml") || last.equals("_defaults.yml");
    }

    private static boolean isRulesFile(Path file) {
        String name = file.getFileName().toString();
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
        boolean test = name.endsWith(".test.yaml") || name.endsWith(".test.yml");
        // What an editor or a mounted ConfigMap keeps beside the files starts with a dot.
        return yaml && !test && !name.startsWith(".") && !Files.isDirectory(file);
    }

    private static String hash(List<RulesFile> files, RulesSettings settings) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            update(digest, settings.defaultHub());
            files.forEach(file -> update(digest, file.text()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Adds a text with its length, so that no two lists of texts look the same. */
    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
