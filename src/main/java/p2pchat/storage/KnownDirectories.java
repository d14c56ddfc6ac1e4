package p2pchat.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import p2pchat.crypto.PrivateFile;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/**
 * The keys of the directories that this user has met, one line each: {@code HOST:PORT KEY}. Another process that writes
 * at the same moment may lose a line, and then trusts that directory on first use again. All methods block, and throw a
 * {@code ProblemException} if the file is unusable.
 *
 * <p>Threading: any thread.
 */
public final class KnownDirectories {

    private static final String HEAD = "# directories and their keys; p2p-chat nds trust ADDRESS changes a line\n";

    /** A user meets few directories, and reading stays cheap. */
    private static final int MAX_LINES = 1000;

    private final Path file;

    public KnownDirectories(Path file) {
        this.file = file;
    }

    /** Returns the key that the directory at this address had. */
    public synchronized Optional<DeviceKey> find(Address directory) {
        return Optional.ofNullable(read().get(directory));
    }

    /** Keeps the key of the directory at this address in place of the last one. */
    public synchronized void put(Address directory, DeviceKey key) {
        Map<Address, DeviceKey> known = read();
        if (key.equals(known.put(directory, key))) {
            return;
        }
        if (known.size() > MAX_LINES) {
            known.remove(known.keySet().iterator().next());
        }
        StringBuilder text = new StringBuilder(HEAD);
        known.forEach((address, each) ->
                text.append(address).append(' ').append(each.base64()).append('\n'));
        try {
            PrivateFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    private Map<Address, DeviceKey> read() {
        Map<Address, DeviceKey> known = new LinkedHashMap<>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    parse(number, line, known);
                }
            }
        } catch (NoSuchFileException none) {
            return known;
        } catch (IOException e) {
            throw StoreErrors.explain(file, e);
        }
        return known;
    }

    private void parse(int number, String line, Map<Address, DeviceKey> known) {
        String[] parts = line.strip().split("\\s+", -1);
        try {
            if (parts.length != 2 || number > MAX_LINES + 100) {
                throw new IllegalArgumentException("expected HOST:PORT KEY");
            }
            known.put(Address.parse(parts[0]), DeviceKey.parse(parts[1]));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    new Problem.StoreUnusable(file, "line " + number + " is not an address and a key"), e);
        }
    }
}
