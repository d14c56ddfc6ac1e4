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

/** Files that somebody may be about to name. */
final class PathCompletion {

    /** A longer list helps nobody to choose. */
    static final int MAX_OFFERED = 200;

    private PathCompletion() {}

    /**
     * The files and folders whose path begins so, in order, folders with a slash at their end; hidden ones only for
     * whoever typed the dot. None where none can be read.
     */
    static List<String> beginning(String typed) {
        int cut = typed.lastIndexOf('/') + 1;
        String folder = typed.substring(0, cut);
        String start = typed.substring(cut);
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder.isEmpty() ? "." : folder))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(start) && (start.startsWith(".") || !name.startsWith("."))) {
                    found.add(folder + name + (Files.isDirectory(file) ? "/" : ""));
                }
                if (found.size() == MAX_OFFERED) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
            return List.of(); // a folder that is none offers nothing
        }
        Collections.sort(found);
        return found;
    }
}
