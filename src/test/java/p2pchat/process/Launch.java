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
 * How a process of the program begins: as the launcher does it. Many begin in a run, so their classes are kept in an
 * archive that Java maps instead of reading and checking them each time; it wants them in jars.
 *
 * @param classPath without the tests' own classes, whose logging would hide the program's
 * @param options more than the launcher's
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

    /** The classes as they were compiled, packed into a jar in this folder. */
    static Launch packed(Path folder) {
        String classPath = Stream.of(System.getProperty("java.class.path").split(":"))
                .map(Path::of)
                .filter(entry -> !entry.endsWith("test-classes"))
                .map(entry -> Files.isDirectory(entry) ? pack(entry, folder.resolve("classes.jar")) : entry)
                .map(Path::toString)
                .collect(Collectors.joining(":"));
        return new Launch(classPath, List.of());
    }

    /** The same, leaving its classes in an archive at its end. */
    Launch writing(Path archive) {
        return new Launch(classPath, List.of("-XX:ArchiveClassesAtExit=" + archive));
    }

    /** The same, with an archive if that was written. */
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
