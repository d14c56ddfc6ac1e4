package p2pchat.console.terminal;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import p2pchat.console.input.RosterCommands;
import p2pchat.console.input.SlashCommands;
import p2pchat.console.input.SlashCommands.Completion;
import p2pchat.console.render.MessageText;
import p2pchat.console.render.Punctuation;
import p2pchat.console.session.MessageReferences;
import p2pchat.console.text.Emoji;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * Completes slash commands and their arguments, nicks with and without {@code @}, and {@code :emoji}. The names may be
 * set from any thread.
 */
public final class TabCompletion implements Completer {

    /** Starts the author in {@code /search}. */
    private static final String FROM = "from:";

    private static final List<String> ROLES = Arrays.stream(MemberRole.values())
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .toList();

    /** Characters of a message that are shown beside a reference. */
    private static final int QUOTED = 40;

    private final boolean emoji;
    private volatile List<String> names = List.of();
    private volatile List<String> networks = List.of();
    private volatile MessageReferences references = MessageReferences.EMPTY;

    /** Creates a completion, with emoji if the terminal can show them. */
    public TabCompletion(boolean emoji) {
        this.emoji = emoji;
    }

    void setNames(List<String> present) {
        names = List.copyOf(present);
    }

    void setNetworks(Collection<NetworkName> known) {
        networks = known.stream().map(NetworkName::value).toList();
    }

    void setReferences(MessageReferences shown) {
        references = shown;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        candidates(line, line.word().substring(0, line.wordCursor())).forEach(candidates::add);
    }

    private Stream<Candidate> candidates(ParsedLine line, String word) {
        if (word.startsWith("@")) {
            return matching(names.stream().map(name -> "@" + name), word);
        }
        if (emoji && word.startsWith(":") && word.length() > 1) {
            return emoji(word);
        }
        if (line.wordIndex() == 0) {
            return word.startsWith("/") ? matching(commands(), word) : addressee(word);
        }
        String command = line.words().get(0);
        if (word.startsWith(FROM) && command.equals("/search")) {
            return matching(names.stream().map(name -> FROM + name), word);
        }
        if (line.wordIndex() == 1 && command.startsWith("/")) {
            return argument(completion(command), word);
        }
        if (line.wordIndex() == 2 && command.equals("/role")) {
            return matching(ROLES.stream(), word);
        }
        boolean removes = command.equals("/kick") || command.equals("/ban");
        if (removes && line.words().get(line.wordIndex() - 1).equals(RosterCommands.SINCE)) {
            return startsReference(word) ? messages(word) : matching(Stream.of("^"), word);
        }
        if (removes && line.wordIndex() == 2 && word.startsWith("-")) {
            return matching(Stream.of(RosterCommands.SINCE), word);
        }
        return word.isEmpty() ? Stream.of() : matching(names.stream(), word);
    }

    private static Completion completion(String command) {
        return SlashCommands.find(command)
                .map(SlashCommands.Command::completion)
                .orElse(Completion.NOTHING);
    }

    private Stream<Candidate> argument(Completion completion, String word) {
        return switch (completion) {
            case NOTHING -> Stream.of();
            case COMMAND -> matching(commands().map(name -> name.substring(1)), word);
            case NICK -> matching(names.stream(), word);
            case NETWORK -> matching(networks.stream(), word);
            case FILE ->
                PathCompletion.beginning(word).stream().map(path -> candidate(path, path, !path.endsWith("/")));
            case MESSAGE -> startsReference(word) ? messages(word) : matching(Stream.of("^"), word);
            case WHY ->
                startsReference(word)
                        ? messages(word)
                        : matching(Stream.concat(Stream.of("leader", "^"), names.stream()), word);
            case POLICY -> matching(Stream.of("open", "invite", "approve"), word);
            case DEVICES -> matching(Stream.of(RosterCommands.REVOKE), word);
        };
    }

    private static boolean startsReference(String word) {
        return word.startsWith("^") || word.startsWith("#");
    }

    private Stream<Candidate> messages(String word) {
        return references.suggestions().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(word))
                .map(entry -> message(entry.getKey(), entry.getValue()));
    }

    private static Candidate message(String reference, NetworkEvent.Said said) {
        String quote = Sanitiser.line(
                said.author() + ": " + MessageText.excerpt(QUOTED, MessageText.of(said), Punctuation.ASCII));
        return new Candidate(reference, reference, null, quote, null, null, true);
    }

    private static Stream<Candidate> emoji(String word) {
        return Emoji.all().entrySet().stream()
                .filter(entry -> matches(entry.getKey(), word))
                .map(entry -> candidate(entry.getKey(), entry.getKey() + " " + entry.getValue(), true));
    }

    private Stream<Candidate> addressee(String word) {
        return names.stream()
                .filter(name -> !word.isEmpty() && matches(name, word))
                .map(name -> candidate(name + ": ", name, false));
    }

    private static Stream<String> commands() {
        return SlashCommands.ALL.stream().map(SlashCommands.Command::name);
    }

    private static Stream<Candidate> matching(Stream<String> values, String word) {
        return values.filter(value -> matches(value, word)).map(value -> candidate(value, value, true));
    }

    private static boolean matches(String value, String start) {
        return value.toLowerCase(Locale.ROOT).startsWith(start.toLowerCase(Locale.ROOT));
    }

    /** @param complete whether a space follows the value */
    private static Candidate candidate(String value, String shown, boolean complete) {
        return new Candidate(value, shown, null, null, null, null, complete);
    }
}
