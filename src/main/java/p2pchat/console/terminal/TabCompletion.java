package p2pchat.console.terminal;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import p2pchat.console.input.SlashCommands;
import p2pchat.console.render.EventText;
import p2pchat.console.session.MessageReferences;
import p2pchat.console.text.Emoji;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * What Tab offers: commands after a slash, members after an at sign, a member who is addressed at the start of a line,
 * and networks to go to; the name of a picture after a colon, and files to write to. Names may be changed from any thread.
 */
public final class TabCompletion implements Completer {

    /** What a search for one author's messages begins with. */
    private static final String AUTHOR = "from:";

    private volatile List<String> setNames = List.of();
    private volatile List<String> setNetworks = List.of();
    private volatile MessageReferences setReferences = MessageReferences.EMPTY;

    /** So much of a message tells which one it is. */
    private static final int QUOTED = 40;

    private final boolean pictures;

    /** @param pictures whether the terminal can show them */
    public TabCompletion(boolean pictures) {
        this.pictures = pictures;
    }

    void setNames(List<String> present) {
        setNames = List.copyOf(present);
    }

    void setNetworks(Collection<NetworkName> known) {
        setNetworks = known.stream().map(NetworkName::value).toList();
    }

    void setReferences(MessageReferences shown) {
        setReferences = shown;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word().substring(0, line.wordCursor());
        boolean first = line.wordIndex() == 0;
        if (word.startsWith("@")) {
            setNames.stream()
                    .map(name -> "@" + name)
                    .filter(name -> startsAlike(name, word))
                    .forEach(name -> candidates.add(offer(name, name, true)));
        } else if (pictures && word.startsWith(":") && word.length() > 1) {
            Emoji.all().forEach((name, picture) -> {
                if (startsAlike(name, word)) {
                    candidates.add(offer(name, name + " " + picture, true));
                }
            });
        } else if (first && word.startsWith("/")) {
            SlashCommands.ALL.stream()
                    .map(SlashCommands.Command::name)
                    .filter(name -> startsAlike(name, word))
                    .forEach(name -> candidates.add(offer(name, name, true)));
        } else if (word.startsWith(AUTHOR) && line.words().get(0).equals("/search")) {
            setNames.stream()
                    .map(name -> AUTHOR + name)
                    .filter(name -> startsAlike(name, word))
                    .forEach(name -> candidates.add(offer(name, name, true)));
        } else if (line.wordIndex() == 1 && (word.startsWith("^") || word.startsWith("#")) && refers(wanted(line))) {
            setReferences.suggestions().forEach((reference, said) -> {
                if (reference.startsWith(word)) {
                    candidates.add(message(reference, said));
                }
            });
        } else if (line.wordIndex() == 1 && wanted(line) == SlashCommands.Completion.FILE) {
            PathCompletion.beginning(word).forEach(path -> candidates.add(offer(path, path, !path.endsWith("/"))));
        } else if (line.wordIndex() == 1 && line.line().startsWith("/")) {
            arguments(wanted(line)).stream()
                    .filter(argument -> startsAlike(argument, word))
                    .forEach(argument -> candidates.add(offer(argument, argument, true)));
        } else if (first && !word.isEmpty()) {
            setNames.stream()
                    .filter(name -> startsAlike(name, word))
                    .forEach(name -> candidates.add(offer(name + ": ", name, false)));
        }
    }

    private static SlashCommands.Completion wanted(ParsedLine line) {
        return SlashCommands.find(line.words().get(0))
                .map(SlashCommands.Command::completion)
                .orElse(SlashCommands.Completion.NOTHING);
    }

    private List<String> arguments(SlashCommands.Completion wanted) {
        return switch (wanted) {
            case NOTHING, FILE -> List.of();
            case NETWORK -> setNetworks;
            case MESSAGE -> List.of("^");
            case WHY -> List.of("leader", "^");
            case COMMAND ->
                SlashCommands.ALL.stream().map(each -> each.name().substring(1)).toList();
        };
    }

    private static boolean refers(SlashCommands.Completion wanted) {
        return wanted == SlashCommands.Completion.MESSAGE || wanted == SlashCommands.Completion.WHY;
    }

    private static Candidate message(String reference, NetworkEvent.Said said) {
        String quote = Sanitiser.line(said.author() + ": " + EventText.quotedInAnswer(QUOTED, EventText.words(said)));
        return new Candidate(reference, reference, null, quote, null, null, true);
    }

    private static boolean startsAlike(String name, String start) {
        return name.toLowerCase(Locale.ROOT).startsWith(start.toLowerCase(Locale.ROOT));
    }

    private static Candidate offer(String value, String shown, boolean wholeWord) {
        return new Candidate(value, shown, null, null, null, null, wholeWord);
    }
}
