package p2pchat.console;

import java.util.List;
import java.util.Optional;
import p2pchat.console.Explanation.Try;
import p2pchat.model.NetworkName;

/** What somebody types: text, or a command that starts with a slash. */
record TypedLines(NetworkName network) implements Reading {

    private static final List<String> COMMANDS = List.of("/why", "/networks", "/leave", "/quit");

    /** What is longer than this is no slip of the finger, and comparing it costs. */
    private static final int MAX_COMMAND = 40;

    @Override
    public Read line(long number, String text) {
        if (text.isBlank()) {
            return new Read(this, Optional.empty());
        }
        if (text.startsWith("//")) {
            return new Read(this, Optional.of(new Intent.Say(Optional.empty(), text.substring(1))));
        }
        if (text.startsWith("/")) {
            return new Read(this, Optional.of(command(text.strip())));
        }
        return new Read(this, Optional.of(new Intent.Say(Optional.empty(), text)));
    }

    @Override
    public Read tooLong(long number) {
        return new Read(this, Optional.of(new Intent.Refuse(Optional.empty(), Explanations.tooLong("that"))));
    }

    @Override
    public Read end() {
        return new Read(this, Optional.empty());
    }

    @Override
    public boolean unattended() {
        return false;
    }

    private static Intent command(String text) {
        String word = text.split("\\s+", 2)[0];
        switch (word) {
            case "/leave", "/quit" -> {
                return new Intent.Leave(Optional.empty());
            }
            case "/why" -> {
                return new Intent.Ask(Optional.empty(), Question.WHY_LEADER);
            }
            case "/networks" -> {
                return new Intent.Ask(Optional.empty(), Question.NETWORKS);
            }
            default -> {
                return unknown(word);
            }
        }
    }

    private static Intent unknown(String word) {
        String shown = Sanitiser.line(word.length() <= MAX_COMMAND ? word : word.substring(0, MAX_COMMAND) + "…");
        Try instead = Nearest.to(shown, COMMANDS)
                .map(nearest -> new Try(nearest, ""))
                .orElse(new Try("/" + shown, "two slashes send it as text"));
        return new Intent.Refuse(
                Optional.empty(),
                Explanations.unknown("unknown command '" + shown + "', nothing was sent", Optional.of(instead)));
    }
}
