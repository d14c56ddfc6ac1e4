package p2pchat.console.terminal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import p2pchat.console.text.HomeFolder;

/** Completes file names. */
final class PathCompletion {

    /** A longer list is of no use. */
    static final int MAX_OFFERED = 200;

    private PathCompletion() {}

    /**
     * Returns the paths that begin like this, in order, directories with a slash at the end; hidden files only after a
     * dot; nothing if the directory cannot be read.
     */
    static List<String> beginning(String typed) {
        int cut = typed.lastIndexOf('/') + 1;
        String directory = typed.substring(0, cut);
        String start = typed.substring(cut);
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of(directory.isEmpty() ? "." : HomeFolder.expanded(directory)))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(start) && (start.startsWith(".") || !name.startsWith("."))) {
                    found.add(directory + name + (Files.isDirectory(file) ? "/" : ""));
                }
                if (found.size() == MAX_OFFERED) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
            return List.of(); // not a readable directory
        }
        Collections.sort(found);
        return found;
    }
}
