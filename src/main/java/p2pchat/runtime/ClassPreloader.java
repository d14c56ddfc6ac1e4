package p2pchat.runtime;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Loads the program's own classes at once where they lie in a folder, as under {@code mvn exec:java}: the next build in
 * another terminal replaces them, and a class that is first needed then would be missing. A jar stays as it is.
 */
public final class ClassPreloader {

    private static final String SUFFIX = ".class";

    private ClassPreloader() {}

    public static void load() {
        CodeSource source = ClassPreloader.class.getProtectionDomain().getCodeSource();
        try {
            Path folder =
                    source == null ? Path.of("") : Path.of(source.getLocation().toURI());
            if (source != null && Files.isDirectory(folder)) {
                loadAll(folder);
            }
        } catch (IOException | URISyntaxException e) {
            LoggerFactory.getLogger(ClassPreloader.class).debug("the classes are loaded as they are needed", e);
        }
    }

    private static void loadAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.map(file -> folder.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name ->
                            name.substring(0, name.length() - SUFFIX.length()).replace(File.separatorChar, '.'))
                    .forEach(ClassPreloader::load);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, ClassPreloader.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            LoggerFactory.getLogger(ClassPreloader.class).debug("{} is loaded when it is needed", name, e);
        }
    }
}
