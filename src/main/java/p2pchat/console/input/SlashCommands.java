package p2pchat.console.input;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;

/** Every slash command: the one source of what is understood, completed, helped with and listed in the README. */
public final class SlashCommands {

    /** Under which heading the help shows a command. */
    enum Group {
        PEOPLE("Who and what"),
        MESSAGES("Messages"),
        NETWORKS("Networks"),
        SCREEN("Here");

        final String title;

        Group(String title) {
            this.title = title;
        }
    }

    /** What Tab offers for the first argument. */
    public enum Completion {
        NOTHING,
        COMMAND,
        NETWORK,
        /** A reference to a message. */
        MESSAGE,
        FILE,
        WHY
    }

    /**
     * One command.
     *
     * @param name with its slash
     * @param arguments as the help shows them: optional ones in brackets
     * @param summary one line, in the third person
     * @param examples complete lines
     * @param parser what the rest of the line asks for: a refusal if it is not understood
     */
    public record Command(
            String name,
            List<String> aliases,
            String arguments,
            Group group,
            String summary,
            List<String> examples,
            Completion completion,
            Function<String, Intent> parser) {

        String usage() {
            return arguments.isEmpty() ? name : name + " " + arguments;
        }

        /** Says why the arguments do not fit, and shows some that do. */
        Intent.Invalid refuse(String why) {
            Try[] tries = examples.stream().map(line -> new Try(line, "")).toArray(Try[]::new);
            return new Intent.Invalid(
                    Optional.empty(),
                    Explanation.of(Explanations.USAGE, name + " was not understood, nothing was done", why, tries));
        }
    }

    public static final List<Command> ALL = List.of(
            asking(
                    "/members",
                    List.of("/who"),
                    Group.PEOPLE,
                    "shows who is here, who leads, who went",
                    new NodeQuery.Members()),
            asking("/status", List.of(), Group.PEOPLE, "shows how this node stands", new NodeQuery.Status()),
            new Command(
                    "/why",
                    List.of(),
                    "[leader|M]",
                    Group.PEOPLE,
                    "tells the last election, or who has a message",
                    List.of("/why", "/why leader", "/why ^", "/why #41"),
                    Completion.WHY,
                    CommandArguments::why),
            new Command(
                    "/info",
                    List.of(),
                    "[M]",
                    Group.PEOPLE,
                    "shows ids, log and clock, or all of a message",
                    List.of("/info", "/info ^", "/info @bob", "/info #41"),
                    Completion.MESSAGE,
                    CommandArguments::info),
            new Command(
                    "/nick",
                    List.of(),
                    "NAME",
                    Group.PEOPLE,
                    "changes your name until the program ends",
                    List.of("/nick ann-at-work"),
                    Completion.NOTHING,
                    CommandArguments::nick),
            asking(
                    "/networks",
                    List.of(),
                    Group.NETWORKS,
                    "lists what the directory knows",
                    new NodeQuery.Networks(true)),
            new Command(
                    "/history",
                    List.of(),
                    "[n]",
                    Group.MESSAGES,
                    "lists the last messages, with numbers",
                    List.of("/history", "/history 100"),
                    Completion.NOTHING,
                    CommandArguments::history),
            new Command(
                    "/search",
                    List.of(),
                    "[from:NICK] words",
                    Group.MESSAGES,
                    "lists where the log has the words",
                    List.of("/search roll back", "/search from:bob since:2d", "/search re:v\\d+"),
                    Completion.NOTHING,
                    CommandArguments::search),
            new Command(
                    "/edit",
                    List.of(),
                    "[M] [text]",
                    Group.MESSAGES,
                    "changes what you said, here without a text",
                    List.of("/edit", "/edit @ann deploy at four", "/edit #41"),
                    Completion.MESSAGE,
                    CommandArguments::edit),
            new Command(
                    "/delete",
                    List.of(),
                    "M",
                    Group.MESSAGES,
                    "deletes what you said, everywhere for good",
                    List.of("/delete ^", "/delete #41"),
                    Completion.MESSAGE,
                    CommandArguments::delete),
            new Command(
                    "/export",
                    List.of(),
                    "file [txt|json|md|html]",
                    Group.MESSAGES,
                    "writes the log to a new file",
                    List.of("/export lunch.html", "/export log.out md"),
                    Completion.FILE,
                    CommandArguments::export),
            new Command(
                    "/join",
                    List.of("/switch"),
                    "NAME",
                    Group.NETWORKS,
                    "enters a network, or goes to one you are in",
                    List.of("/join ops"),
                    Completion.NETWORK,
                    CommandArguments::join),
            bare("/leave", List.of(), Group.NETWORKS, "leaves this network", new Intent.Leave(Optional.empty())),
            bare(
                    "/quit",
                    List.of("/exit"),
                    Group.NETWORKS,
                    "leaves and ends the program",
                    new Intent.Quit(Optional.empty())),
            new Command(
                    "/help",
                    List.of("/h", "/?"),
                    "[command]",
                    Group.SCREEN,
                    "shows all commands, or one with examples",
                    List.of("/help", "/help why"),
                    Completion.COMMAND,
                    CommandArguments::help),
            bare(
                    "/clear",
                    List.of(),
                    Group.SCREEN,
                    "clears the screen, not the log",
                    new Intent.Clear(Optional.empty())));

    private SlashCommands() {}

    /** The command that this word, with its slash, names. */
    public static Optional<Command> find(String word) {
        return ALL.stream()
                .filter(command ->
                        command.name().equals(word) || command.aliases().contains(word))
                .findFirst();
    }

    /** Every word that names a command, aliases too. */
    static List<String> names() {
        return ALL.stream()
                .flatMap(command -> Stream.concat(Stream.of(command.name()), command.aliases().stream()))
                .toList();
    }

    /** The help of all commands. */
    public static String helpText() {
        return String.join("\n", CommandHelp.lines(Optional.empty())) + "\n";
    }

    /** The table for the README. */
    public static String markdown() {
        return ALL.stream()
                .map(command -> "| `" + command.usage().replace("|", "\\|") + "` | " + command.summary() + " |\n")
                .collect(Collectors.joining("", "| command | does |\n|---|---|\n", ""));
    }

    private static Command asking(String name, List<String> aliases, Group group, String does, NodeQuery question) {
        return bare(name, aliases, group, does, new Intent.Query(Optional.empty(), question));
    }

    /** A command without arguments. */
    private static Command bare(String name, List<String> aliases, Group group, String does, Intent intent) {
        Explanation surplus = Explanation.of(
                Explanations.USAGE,
                name + " was not understood, nothing was done",
                "it takes no arguments",
                new Try(name, ""),
                new Try("/" + name + " …", "two slashes send it as text"));
        Function<String, Intent> reads = rest -> rest.isEmpty() ? intent : new Intent.Invalid(Optional.empty(), surplus);
        return new Command(name, aliases, "", group, does, List.of(name), Completion.NOTHING, reads);
    }
}
