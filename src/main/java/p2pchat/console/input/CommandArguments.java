package p2pchat.console.input;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import p2pchat.console.text.HomeFolder;
import p2pchat.console.text.PointInTime;
import p2pchat.console.text.Sanitiser;
import p2pchat.console.text.TextWrap;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.SearchPattern;

/** Parses what follows the name of a slash command. */
public final class CommandArguments {

    static final int DEFAULT_HISTORY = 20;
    static final int MAX_HISTORY = 1_000;

    /** A longer listing is an export. */
    static final int MAX_FOUND = 50;

    /** Confirms a deletion, or that the number of a member matches. */
    public static final String CONFIRMED = "yes";

    private CommandArguments() {}

    static Intent why(String rest) {
        return rest.isEmpty() || rest.equals("leader")
                ? query(new NodeQuery.WhyLeader())
                : new Intent.AboutMessage(Optional.empty(), rest, Intent.AboutMessage.Aspect.DELIVERY);
    }

    static Intent nick(String rest) {
        try {
            return query(new NodeQuery.Rename(Nick.parse(rest)));
        } catch (IllegalArgumentException e) {
            return invalid("/nick", String.valueOf(e.getMessage()));
        }
    }

    static Intent verify(String rest) {
        String[] parts = rest.split("\\s+", 3);
        boolean confirmed = parts.length == 2 && parts[1].equals(CONFIRMED);
        if (parts.length > 1 && !confirmed) {
            return invalid("/verify", "expected a nick, and \"" + CONFIRMED + "\" after it if the numbers match");
        }
        try {
            return query(
                    rest.isEmpty()
                            ? new NodeQuery.VerifiedPeople()
                            : new NodeQuery.Verify(
                                    Nick.parse(parts[0].startsWith("@") ? parts[0].substring(1) : parts[0]),
                                    confirmed));
        } catch (IllegalArgumentException e) {
            return invalid("/verify", String.valueOf(e.getMessage()));
        }
    }

    static Intent join(String rest) {
        if (rest.contains(TextWrap.LINK)) {
            return invalid("/join", "an invitation is used outside of the program: p2p-chat join -");
        }
        try {
            return new Intent.Join(Optional.empty(), NetworkName.parse(rest));
        } catch (IllegalArgumentException e) {
            return invalid("/join", String.valueOf(e.getMessage()));
        }
    }

    static Intent help(String rest) {
        if (rest.isEmpty()) {
            return new Intent.Help(Optional.empty(), Optional.empty());
        }
        String word = Sanitiser.line(rest.startsWith("/") ? rest : "/" + rest);
        return SlashCommands.find(word)
                .<Intent>map(command -> new Intent.Help(Optional.empty(), Optional.of(command)))
                .orElseGet(() -> SlashCommands.unknown(word, List.of()));
    }

    static Intent info(String rest) {
        return rest.isEmpty()
                ? query(new NodeQuery.Info())
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
        boolean confirmed = parts.length == 2 && parts[1].equals(CONFIRMED);
        return rest.isEmpty() || (parts.length > 1 && !confirmed)
                ? invalid("/delete", "expected one message: ^, @nick, #number, or part of its id")
                : new Intent.Delete(Optional.empty(), parts[0], confirmed);
    }

    static Intent history(String rest) {
        if (rest.isEmpty()) {
            return query(new NodeQuery.History(DEFAULT_HISTORY));
        }
        return rest.matches("\\d{1,4}") && isHistory(Integer.parseInt(rest))
                ? query(new NodeQuery.History(Integer.parseInt(rest)))
                : invalid("/history", "expected a number from 1 to " + MAX_HISTORY);
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
            return all ? invalid("/search", "nothing to search for") : query(search);
        } catch (IllegalArgumentException e) {
            return invalid("/search", Sanitiser.line(String.valueOf(e.getMessage())));
        }
    }

    /** Parses a search: optional {@code from:NICK} and {@code since:TIME}, then text. Throws if a part is invalid. */
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
            return invalid("/export", "expected a file name");
        }
        int space = rest.lastIndexOf(' ');
        String last = rest.substring(space + 1);
        Optional<ExportFormat> named = space < 0 ? Optional.empty() : ExportFormat.parse(last);
        String name = named.isPresent() ? rest.substring(0, space).strip() : rest;
        boolean unknown = named.isEmpty() && space >= 0 && last.matches("\\w{1,5}"); // such as "pdf" after the name
        Optional<ExportFormat> format = unknown ? Optional.empty() : named.or(() -> ExportFormat.ofFile(name));
        if (format.isEmpty()) {
            return invalid("/export", "unknown format; expected txt, json, md, html or signed after the file name");
        }
        try {
            return query(new NodeQuery.Export(Path.of(HomeFolder.expanded(name)), format.get()));
        } catch (InvalidPathException e) {
            return invalid("/export", "invalid file name");
        }
    }

    private static Intent query(NodeQuery query) {
        return new Intent.Query(Optional.empty(), query);
    }

    private static Intent invalid(String command, String why) {
        return SlashCommands.find(command).orElseThrow().invalid(why);
    }
}
