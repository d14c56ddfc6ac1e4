package p2pchat.console.input;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import p2pchat.console.text.ClosestMatch;
import p2pchat.console.text.PointInTime;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.SearchPattern;

/** What the rest of a line asks for, after the name of its command. */
public final class CommandArguments {

    static final int DEFAULT_HISTORY = 20;
    static final int MAX_HISTORY = 1_000;

    /** A search is no export. */
    static final int MAX_FOUND = 50;

    /** After a message that is to be deleted: do not ask. */
    public static final String CONFIRMED = "yes";

    private CommandArguments() {}

    static Intent why(String rest) {
        if (rest.isEmpty() || rest.equals("leader")) {
            return ask(new NodeQuery.WhyLeader());
        }
        return new Intent.AboutMessage(Optional.empty(), rest, Intent.AboutMessage.Aspect.DELIVERY);
    }

    static Intent nick(String rest) {
        try {
            return new Intent.Query(Optional.empty(), new NodeQuery.Rename(Nick.parse(rest)));
        } catch (IllegalArgumentException e) {
            return refuse("/nick", String.valueOf(e.getMessage()));
        }
    }

    static Intent join(String rest) {
        try {
            return new Intent.Join(Optional.empty(), NetworkName.parse(rest));
        } catch (IllegalArgumentException e) {
            return refuse("/join", String.valueOf(e.getMessage()));
        }
    }

    static Intent help(String rest) {
        if (rest.isEmpty()) {
            return new Intent.Help(Optional.empty(), Optional.empty());
        }
        String word = Sanitiser.line(rest.startsWith("/") ? rest : "/" + rest);
        return SlashCommands.find(word)
                .<Intent>map(command -> new Intent.Help(Optional.empty(), Optional.of(command)))
                .orElseGet(() -> InteractiveParser.unknown(
                        word,
                        " for /help",
                        ClosestMatch.to(word, SlashCommands.names()).map(near -> "/help " + near.substring(1))));
    }

    static Intent info(String rest) {
        return rest.isEmpty()
                ? ask(new NodeQuery.Info())
                : new Intent.AboutMessage(Optional.empty(), rest, Intent.AboutMessage.Aspect.ALL);
    }

    static Intent edit(String rest) {
        String[] parts = rest.split("\\s+", 2);
        return new Intent.Edit(
                Optional.empty(),
                Optional.of(parts[0]).filter(word -> !word.isEmpty()),
                parts.length == 1 ? Optional.empty() : Optional.of(parts[1]));
    }

    static Intent delete(String rest) {
        String[] parts = rest.split("\\s+", 3);
        boolean sure = parts.length == 2 && parts[1].equals(CONFIRMED);
        return rest.isEmpty() || (parts.length > 1 && !sure)
                ? refuse("/delete", "it takes one message: ^, @you, #41, or some of its id")
                : new Intent.Delete(Optional.empty(), parts[0], sure);
    }

    static Intent history(String rest) {
        if (rest.isEmpty()) {
            return ask(new NodeQuery.History(DEFAULT_HISTORY));
        }
        boolean fits = rest.matches("\\d{1,4}") && isHistory(Integer.parseInt(rest));
        return fits
                ? ask(new NodeQuery.History(Integer.parseInt(rest)))
                : refuse("/history", "it takes a number from 1 to " + MAX_HISTORY);
    }

    static boolean isHistory(int count) {
        return count >= 1 && count <= MAX_HISTORY;
    }

    static Intent search(String rest) {
        try {
            NodeQuery.Search search = parseSearch(rest);
            boolean all = search.text().isEmpty()
                    && search.from().isEmpty()
                    && search.since().isEmpty();
            return all ? refuse("/search", "it needs something to look for") : ask(search);
        } catch (IllegalArgumentException e) {
            return refuse("/search", Sanitiser.line(String.valueOf(e.getMessage())));
        }
    }

    /**
     * The search that these words mean: {@code from:NICK} and {@code since:TIME} first, if at all, then text.
     *
     * @throws IllegalArgumentException if a part of it cannot be understood
     */
    static NodeQuery.Search parseSearch(String words) {
        Optional<Nick> from = Optional.empty();
        Optional<PointInTime> since = Optional.empty();
        String rest = words.strip();
        while (rest.startsWith("from:") || rest.startsWith("since:")) {
            String[] parts = rest.split("\\s+", 2);
            if (parts[0].startsWith("from:")) {
                from = Optional.of(Nick.parse(parts[0].substring("from:".length())));
            } else {
                since = Optional.of(PointInTime.parse(parts[0].substring("since:".length())));
            }
            rest = parts.length == 1 ? "" : parts[1];
        }
        return new NodeQuery.Search(from, since, text(rest), MAX_FOUND);
    }

    private static Optional<SearchPattern> text(String words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                words.startsWith("re:")
                        ? SearchPattern.regex(words.substring("re:".length()))
                        : SearchPattern.literal(words));
    }

    static Intent export(String rest) {
        if (rest.isEmpty()) {
            return refuse("/export", "it needs the name of a file");
        }
        int space = rest.lastIndexOf(' ');
        Optional<ExportFormat> named = space < 0 ? Optional.empty() : ExportFormat.parse(rest.substring(space + 1));
        String name = named.isPresent() ? rest.substring(0, space).strip() : rest;
        Optional<ExportFormat> byName = ExportFormat.ofFile(name);
        try {
            return ask(
                    new NodeQuery.Export(Path.of(name), named.or(() -> byName).orElse(ExportFormat.TXT)));
        } catch (InvalidPathException e) {
            return refuse("/export", "no file can be called so");
        }
    }

    private static Intent ask(NodeQuery question) {
        return new Intent.Query(Optional.empty(), question);
    }

    private static Intent refuse(String command, String why) {
        return SlashCommands.find(command).orElseThrow().refuse(why);
    }
}
