package p2pchat.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.crypto.PrivateFile;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;

/**
 * The people whose keys this user has compared: a line for each with the key in hexadecimal and the nick at that time.
 * All processes of a user share the file; the last writer adds to what the others wrote.
 *
 * <p>Threading: {@link #people} may be called on any thread; the others block.
 */
public final class KnownPeopleFile {

    /** The oldest entry is removed first. */
    static final int MAX_PEOPLE = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(KnownPeopleFile.class);
    static final String NAME = "known_people";

    private final Path file;
    private volatile Map<PersonKey, Nick> people = Map.of();

    private KnownPeopleFile(Path file) {
        this.file = file;
    }

    /** Reads the file of a data root. If it cannot be read, no person is verified. */
    public static KnownPeopleFile open(Path root) {
        KnownPeopleFile opened = new KnownPeopleFile(root.resolve(NAME));
        try {
            opened.people = opened.read();
        } catch (IOException e) {
            LOG.warn("cannot read {}", opened.file, e);
        }
        return opened;
    }

    /** Returns the nick of each person, verified last at the end. */
    public Map<PersonKey, Nick> people() {
        return people;
    }

    /** Adds a person. Throws a {@code ProblemException} if the file cannot be written. */
    public synchronized void add(PersonKey person, Nick nick) {
        try {
            Map<PersonKey, Nick> all = new LinkedHashMap<>(read());
            all.remove(person);
            all.put(person, nick);
            if (all.size() > MAX_PEOPLE) {
                all.remove(all.keySet().iterator().next());
            }
            StringBuilder text = new StringBuilder();
            all.forEach((key, each) ->
                    text.append(key.bytes()).append(' ').append(each).append('\n'));
            PrivateFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
            people = Collections.unmodifiableMap(all);
        } catch (IOException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    private Map<PersonKey, Nick> read() throws IOException {
        Map<PersonKey, Nick> read = new LinkedHashMap<>();
        try {
            Files.readAllLines(file).stream().limit(MAX_PEOPLE).forEach(line -> add(line, read));
        } catch (NoSuchFileException e) {
            LOG.debug("there is no {} yet", file);
        }
        return Collections.unmodifiableMap(read);
    }

    private void add(String line, Map<PersonKey, Nick> read) {
        try {
            String[] fields = line.split(" ", 2);
            read.put(PersonKey.of(HexFormat.of().parseHex(fields[0])), new Nick(fields[1]));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            LOG.warn("{} has an invalid line: {}", file, e.getMessage());
        }
    }
}
