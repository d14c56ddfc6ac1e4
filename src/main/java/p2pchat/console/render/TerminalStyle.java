package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.text.TextWrap;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** Short lines with icons: {@code 14:02 alice  deploy at three?}. */
public record TerminalStyle(TextStyle style, OnboardingHints hints) implements MessageStyle {

    /** As wide as a time and the space after it. */
    private static final String NO_TIME = "      ";

    public TerminalStyle(TextStyle style) {
        this(style, OnboardingHints.NONE);
    }

    @Override
    public Punctuation punctuation() {
        return style.punctuation();
    }

    @Override
    public boolean live() {
        return style.live();
    }

    @Override
    public int hues() {
        return style.hues();
    }

    @Override
    public List<String> message(Line line) {
        boolean deletes = line.amends().filter(Amends::deletes).isPresent();
        String text = deletes ? style.dim("(deleted " + line.amends().get().which() + ")") : line.text();
        List<String> parts = List.of(text.split("\n", -1));
        List<String> marked = Markup.styled(parts, style);
        String start = start(line);
        String indent = " ".repeat(TextWrap.width(start)); // no line of a text may look like another message
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = line.history()
                    ? style.dim(parts.get(i))
                    : deletes ? parts.get(i) : line.mention() ? style.mention(parts.get(i)) : marked.get(i);
            String end = i < parts.size() - 1 ? "" : remarks(line);
            lines.add((i == 0 ? start : indent) + part + end);
        }
        return lines;
    }

    private String start(Line line) {
        String time = line.timeRepeated() && live() ? NO_TIME : style.dim(line.time()) + " ";
        String author = line.history()
                ? style.dim(line.author())
                : line.own() ? style.bold(line.author()) : style.nick(line.author(), line.hue());
        return time + author + "  ";
    }

    private String remarks(Line line) {
        String edit = line.amends()
                .filter(amends -> !amends.deletes())
                .map(amends -> bracketed(amends.which().isEmpty() ? "edited" : "edited " + amends.which()))
                .orElse("");
        String late = line.late().map(this::bracketed).orElse("");
        String mark = line.mark().text().isEmpty() ? "" : "  " + toned(line.mark());
        return edit + late + mark;
    }

    private String bracketed(String text) {
        return "  " + style.dim("(" + text + ")");
    }

    private String toned(Mark mark) {
        return switch (mark.tone()) {
            case GOOD -> style.good(mark.text());
            case WAITING -> style.warning(mark.text());
            case BAD -> style.bad(mark.text());
        };
    }

    @Override
    public Mark mark(Optional<NetworkEvent.Delivery> delivery, MemberNames names) {
        return (style.ascii() ? DeliveryMarks.ASCII : DeliveryMarks.UNICODE).of(delivery, names);
    }

    @Override
    public String notice(NoticeIcon icon, String text) {
        String line = style.sign(icon) + " " + text;
        return switch (icon) {
            case LEAD, ALONE, PARTIAL, TROUBLE -> style.warning(line);
            case FAILED -> style.bad(line);
            case PARTING -> line;
            default -> style.dim(line);
        };
    }

    @Override
    public String note(String text) {
        return style.dim(text);
    }

    @Override
    public Optional<String> joinsAndLeaves(JoinLeaveSummary summary) {
        return summary.line(style);
    }

    @Override
    public List<String> hints(NetworkName network, boolean alone) {
        return hints.lines(network, alone, punctuation()).stream()
                .map(style::dim)
                .toList();
    }

    @Override
    public MessageStyle withoutHints() {
        return new TerminalStyle(style);
    }

    @Override
    public String historyBegins(NetworkEvent.Replayed history) {
        String count = EventText.replayed(history, EventText::grouped);
        return rule(
                EventText.isComplete(history) ? count : count + punctuation().separator() + "/history");
    }

    @Override
    public String historyEnds() {
        return rule("now");
    }

    @Override
    public String rule(String text) {
        return style.rule(text);
    }
}
