package dev.weir.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * The core with a bug in it: some of its sources with a piece of text replaced, compiled in memory, and run by the same
 * simulation.
 *
 * <p>Patched sources, because production code then needs no seams for bugs, a bug reads as what somebody might have written,
 * and one that does not fit the code any more is noticed: its text must be there exactly once.
 *
 * @param name the bug, as a sentence
 * @param found how what it breaks starts: the simulation has to find the bug by that guarantee
 * @param patches what is replaced
 */
record Mutant(String name, String found, List<Patch> patches) {
    private static final Path SOURCES = Path.of("src/main/java/dev/weir");

    /**
     * A replaced piece of a source.
     *
     * @param file below the root package: {@code source/Ledger.java}
     * @param original text that is in it once
     */
    record Patch(String file, String original, String replacement) {

        String apply(String source) {
            int at = source.indexOf(original);
            if (at < 0 || source.indexOf(original, at + 1) >= 0) {
                throw new IllegalStateException(file + " must have this text exactly once, but has it "
                        + (at < 0 ? "not at all" : "several times") + "; adapt the planted bug:\n" + original);
            }
            return source.substring(0, at) + replacement + source.substring(at + original.length());
        }
    }

    static Mutant of(String name, String found, Patch... patches) {
        return new Mutant(name, found, List.of(patches));
    }

    /** The simulation of the core that has the bug. */
    @SuppressWarnings("unchecked")
    LongFunction<List<String>> lives(MemoryCompiler compiler) throws IOException, ReflectiveOperationException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Patch patch : patches) {
            String source = sources.get(patch.file());
            sources.put(
                    patch.file(),
                    patch.apply(source == null ? Files.readString(SOURCES.resolve(patch.file())) : source));
        }
        var lives = new MutantLoader(compiler.compile(sources))
                .loadClass(Lives.class.getName())
                .getDeclaredConstructor();
        lives.setAccessible(true);
        return (LongFunction<List<String>>) lives.newInstance();
    }

    @Override
    public String toString() {
        return name;
    }

    /** Loads all classes of ours anew, the changed ones in place of the original; everything else is shared. */
    private static final class MutantLoader extends ClassLoader {
        private static final String OURS = "dev.weir.";

        private final Map<String, byte[]> changed;

        MutantLoader(Map<String, byte[]> changed) {
            super(Mutant.class.getClassLoader());
            this.changed = changed;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] code = changed.get(name);
            try (InputStream original = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (code == null && original == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = code == null ? original.readAllBytes() : code;
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
