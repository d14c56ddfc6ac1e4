package p2pchat.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The command line that starts the program, with the options of the launcher. A class data archive, which requires jars,
 * makes the many starts of a test run faster.
 *
 * @param classPath without the test classes, whose log configuration would replace that of the program
 * @param options additional options of Java
 */
record Launch(String classPath, List<String> options) {

    private static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmn24m",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xlog:disable",
            "-Xlog:all=off",
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=4",
            "-Xmx256m");

    Launch {
        options = List.copyOf(options);
    }

    /** Packs the compiled classes into a jar in a folder. */
    static Launch packed(Path folder) {
        String classPath = Stream.of(System.getProperty("java.class.path").split(":"))
                .map(Path::of)
                .filter(entry -> !entry.endsWith("test-classes"))
                .map(entry -> Files.isDirectory(entry) ? pack(entry, folder.resolve("classes.jar")) : entry)
                .map(Path::toString)
                .collect(Collectors.joining(":"));
        return new Launch(classPath, List.of());
    }

    /** Returns a launch that writes its classes to an archive at its end. */
    Launch writing(Path archive) {
        return new Launch(classPath, List.of("-XX:ArchiveClassesAtExit=" + archive));
    }

    /** Returns a launch that uses an archive, if it exists. */
    Launch reading(Path archive) {
        return Files.isRegularFile(archive) ? new Launch(classPath, List.of("-XX:SharedArchiveFile=" + archive)) : this;
    }

    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(JAVA);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, "p2pchat.Main"));
        command.addAll(arguments);
        return command;
    }

    private static Path pack(Path classes, Path jar) {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path entry : all.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(entry).toString()));
                Files.copy(entry, zip);
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
