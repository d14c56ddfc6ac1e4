package p2pchat.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person's shell was told of keys already: {@code set editing-mode vi} in {@code ~/.inputrc}, or in the file that
 * {@code INPUTRC} names. What stands there for one program only, between {@code $if} and {@code $endif}, is not for this
 * one; nor are single keys, which mean what other programs do with them.
 */
final class Inputrc {

    private static final Pattern MODE = Pattern.compile("\\s*set\\s+editing-mode\\s+(emacs|vi)\\s*");

    /** It is read at each start; what is larger is no such file. */
    private static final long LARGEST = 64 * 1024L;

    private Inputrc() {}

    static Optional<Configuration.Value> keys(Environment environment) {
        Path file = environment
                .value("INPUTRC")
                .map(Path::of)
                .orElseGet(() -> environment.home().resolve(".inputrc"));
        return mode(lines(file)).map(mode -> new Configuration.Value(mode, file.toString(), true));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LARGEST
                    ? Files.readString(file, StandardCharsets.ISO_8859_1)
                            .lines()
                            .toList()
                    : List.of();
        } catch (IOException e) {
            return List.of(); // whoever cannot read it has their shell complain
        }
    }

    /** The last one holds, as in a shell. */
    static Optional<String> mode(List<String> lines) {
        Optional<String> found = Optional.empty();
        int depth = 0;
        for (String line : lines) {
            String word = line.strip().toLowerCase(Locale.ROOT);
            Matcher matcher = MODE.matcher(word);
            if (word.startsWith("$if")) {
                depth++;
            } else if (word.startsWith("$endif")) {
                depth = Math.max(0, depth - 1);
            } else if (depth == 0 && matcher.matches()) {
                found = Optional.of(matcher.group(1));
            }
        }
        return found;
    }
}
