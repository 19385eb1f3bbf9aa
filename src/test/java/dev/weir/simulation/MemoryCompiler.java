package dev.weir.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The JDK's compiler, from sources in memory to classes in memory. */
final class MemoryCompiler implements AutoCloseable {

    private final JavaCompiler compiler;
    /** Kept open, because to read the class path's archives takes longer than to compile. */
    private final StandardJavaFileManager files;

    MemoryCompiler() {
        compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException(
                    "Bugs are planted by the JDK's compiler, and this Java has none; use a JDK");
        }
        files = compiler.getStandardFileManager(null, null, null);
    }

    /**
     * @param sources by file name
     * @return classes by name, those inside others too
     */
    Map<String, byte[]> compile(Map<String, String> sources) {
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((file, text) -> units.add(new Source(file, text)));
        StringWriter log = new StringWriter();
        Memory memory = new Memory(files);
        List<String> options = List.of("-proc:none", "-nowarn", "-parameters", "-implicit:none");
        if (!compiler.getTask(log, memory, null, options, null, units).call()) {
            throw new IllegalStateException("A planted bug does not compile:\n" + log);
        }
        Map<String, byte[]> classes = new HashMap<>();
        memory.classes.forEach((name, code) -> classes.put(name, code.toByteArray()));
        return classes;
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("memory:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

        Memory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream code = new ByteArrayOutputStream();
                    classes.put(className, code);
                    return code;
                }
            };
        }
    }
}
