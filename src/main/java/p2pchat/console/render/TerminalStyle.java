package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** Short lines with signs: {@code 14:02 alice  deploy at three?}. */
public record TerminalStyle(TextStyle look, OnboardingHints hints) implements MessageStyle {

    /** Continuation lines stand as far in as a text after {@code 14:02 }. */
    private static final String INDENT = "      ";

    public TerminalStyle(TextStyle look) {
        this(look, OnboardingHints.NONE);
    }

    @Override
    public boolean live() {
        return look.live();
    }

    @Override
    public int hues() {
        return look.hues();
    }

    @Override
    public List<String> message(Line line) {
        String time = line.repeated() && live() ? INDENT : look.dim(line.time()) + " ";
        String who = line.old() ? line.who() : line.own() ? look.bold(line.who()) : look.nick(line.who(), line.hue());
        String mark = remarks(line) + (line.mark().text().isEmpty() ? "" : "  " + toned(line.mark()));
        boolean gone = line.amends().filter(Amends::deletes).isPresent();
        String said = gone ? look.dim("(deleted " + line.amends().get().which() + ")") : line.text();
        String[] parts = said.split("\n", -1);
        List<String> styled = Markup.styled(List.of(parts), look);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            String text = line.old()
                    ? look.dim(parts[i])
                    : line.mention() && !gone ? look.mention(parts[i]) : gone ? parts[i] : styled.get(i);
            String start = i > 0 ? INDENT : time + (line.old() ? look.dim(who) : who) + line.to() + "  ";
            lines.add(start + text + (i == parts.length - 1 ? mark : ""));
        }
        return lines;
    }

    private String remarks(Line line) {
        String late = line.late().map(found -> bracketed(found.words())).orElse("");
        return line.amends()
                        .filter(amends -> !amends.deletes())
                        .map(amends -> bracketed(("edited " + amends.which()).strip()))
                        .orElse("")
                + late;
    }

    private String bracketed(String words) {
        return "  " + look.dim(look.words("(" + words + ")"));
    }

    @Override
    public String notice(NoticeIcon sign, String words) {
        String line = look.sign(sign) + " " + look.words(words);
        return switch (sign) {
            case LEAD, ALONE, PARTIAL, TROUBLE -> look.warning(line);
            case FAILED -> look.bad(line);
            case PARTING -> line;
            default -> look.dim(line);
        };
    }

    @Override
    public String words(String text) {
        return look.words(text);
    }

    @Override
    public String note(String words) {
        return look.dim(look.words(words));
    }

    @Override
    public List<String> hints(NetworkName network, boolean alone) {
        return hints.lines(network, alone).stream().map(this::note).toList();
    }

    @Override
    public MessageStyle knowing(NetworkName network) {
        return new TerminalStyle(look, hints.knowing(network));
    }

    @Override
    public String earlier(NetworkEvent.Replayed history) {
        String much = EventText.replayed(history, TerminalStyle::grouped);
        return rule(EventText.isAll(history) ? much : much + " · /history");
    }

    /** {@code 1 284}. */
    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }

    @Override
    public String rule(String words) {
        return look.rule(look.words(words));
    }

    @Override
    public Mark mark(Optional<NetworkEvent.Delivery> known, MemberNames names) {
        return look.ascii() ? AsciiDeliveryMarks.of(known, names) : DeliveryMarks.of(known, names);
    }

    private String toned(Mark mark) {
        return switch (mark.tone()) {
            case GOOD -> look.good(mark.text());
            case WAITING -> look.warning(mark.text());
            case BAD -> look.bad(mark.text());
        };
    }
}
