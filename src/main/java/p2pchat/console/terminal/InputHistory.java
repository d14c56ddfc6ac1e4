package p2pchat.console.terminal;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jline.reader.impl.history.DefaultHistory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.text.TextWrap;
import p2pchat.model.NetworkName;

/**
 * The input history of each network. Texts are added by {@link #remember}, not by JLine, because answers to questions do
 * not belong here and a paste is one entry. JLine's own file is not used, because it is not encrypted.
 */
final class InputHistory extends DefaultHistory {

    private static final Logger LOG = LoggerFactory.getLogger(InputHistory.class);

    private final Function<NetworkName, Optional<InputFile>> files;
    private Optional<InputFile> file = Optional.empty();

    /** @param files returns the file of a network, if one is used: for no network, or for all */
    InputHistory(Function<NetworkName, Optional<InputFile>> files) {
        this.files = files;
    }

    /** Switches to the history of a network. */
    void use(NetworkName network) {
        Optional<InputFile> next = files.apply(network);
        if (next.isEmpty() || next.equals(file)) {
            return;
        }
        try {
            file = next;
            replace(next.get().read());
        } catch (IOException e) {
            LOG.warn("cannot read the input history from {}", next.get().path(), e);
        }
    }

    @Override
    public void add(Instant time, String line) {
        // JLine would add every line
    }

    /** Adds a text. The Up key offers it first unless the user is browsing older lines. */
    void remember(String text) {
        if (text.isBlank() || text.contains(TextWrap.LINK)) { // an invitation is a secret
            return;
        }
        boolean atEnd = index() > last();
        super.add(Instant.now(), text);
        if (atEnd) {
            moveToEnd();
        }
        try {
            if (file.isPresent()) {
                file.get().append(text);
            }
        } catch (IOException e) {
            LOG.warn("cannot add to the input history of this network", e);
        }
    }

    /** Removes the texts of a network that send one of these messages or edit one to it. */
    void forget(NetworkName network, List<String> messages) {
        Predicate<String> removed = typed -> messages.stream().anyMatch(message -> sends(typed, message));
        Optional<InputFile> target = files.apply(network);
        try {
            if (target.isPresent()) {
                target.get().removeIf(removed);
            }
            if (target.equals(file)) {
                replace(StreamSupport.stream(spliterator(), false)
                        .map(Entry::line)
                        .filter(removed.negate())
                        .toList());
            }
        } catch (IOException e) {
            LOG.warn("the text of a deleted message may still be in the input history of {}", network, e);
        }
    }

    private void replace(List<String> texts) throws IOException {
        purge();
        texts.forEach(text -> super.add(Instant.EPOCH, text));
        moveToEnd();
    }

    private static boolean sends(String typed, String message) {
        return typed.equals(message)
                || typed.equals("/" + message)
                || (typed.startsWith("/edit ") && typed.endsWith(" " + message));
    }
}
