package dev.weir.app;

import dev.weir.source.PayloadDecoder;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds the decoders that were added to the bridge: on its class path, and in a folder of jars. */
final class DecoderJars {
    private DecoderJars() {}

    /**
     * The decoders, those of the folder's jars too.
     *
     * @throws BadDecodersException if the folder or what is in it can't be used
     */
    static List<PayloadDecoder> load(Optional<Path> folder) {
        ClassLoader own = DecoderJars.class.getClassLoader();
        // Never closed: classes are loaded for as long as the program runs.
        ClassLoader loader = folder.isEmpty() ? own : new URLClassLoader(jars(folder.get()), own);
        List<PayloadDecoder> decoders = new ArrayList<>();
        try {
            ServiceLoader.load(PayloadDecoder.class, loader).forEach(decoders::add);
        } catch (ServiceConfigurationError e) {
            throw new BadDecodersException(
                    "A decoder can't be used: " + e.getMessage() + "; mend its jar, or take it out of 'decoders.path'");
        }
        return decoders;
    }

    private static URL[] jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadDecodersException("The folder '" + folder + "' of 'decoders.path' does not exist; create it");
        }
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : files) {
                jars.add(url(jar));
            }
        } catch (IOException e) {
            throw new BadDecodersException(
                    "The folder '" + folder + "' of 'decoders.path' can't be read: " + e.getMessage());
        }
        return jars.toArray(new URL[0]);
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }
}
