package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Card;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Ranges;
import p2pchat.proof.AuthorReport;
import p2pchat.proof.Fault;
import p2pchat.proof.LogReport;

/**
 * Renders the result of a check for people, line tools and programs.
 *
 * @param transcript whether it was one, which has lines and an exporter
 * @param self the user's own key, if it is known
 * @param verified the people whose keys this user has compared, with their nicks at that time
 */
public record ProofListing(
        LogReport report, boolean transcript, Optional<PersonKey> self, Map<PersonKey, Nick> verified) {

    public List<String> lines(OutputFormat output) {
        if (output == OutputFormat.JSON) {
            return List.of(json().toString());
        }
        List<String> lines = new ArrayList<>();
        lines.add("network " + report.genesis().name() + " (" + report.network() + "), founded by "
                + report.genesis().founder());
        report.authors().forEach(author -> lines.add("  " + line(author)));
        report.exporter().ifPresent(card -> lines.add("exported by " + nick(card) + " " + identity(card.person())));
        report.faults().forEach(fault -> lines.add(line(fault)));
        lines.add(conclusion());
        return lines;
    }

    private String line(AuthorReport author) {
        String deleted = author.deleted() == 0 ? "" : ", " + author.deleted() + " deleted";
        String missing = author.missing().isEmpty() ? "" : ", missing " + numbers(author.missing());
        return nick(author.card()) + " (" + author.author() + ") "
                + identity(author.card().person()) + ": "
                + EventText.count(author.held().size(), "message") + deleted + missing;
    }

    private String identity(PersonKey person) {
        return person.fingerprint() + ", " + (isSelf(person) ? "your key" : verification(person));
    }

    private boolean isSelf(PersonKey person) {
        return self.equals(Optional.of(person));
    }

    private String verification(PersonKey person) {
        Nick known = verified.get(person);
        return known == null ? "not verified" : "verified as " + Sanitiser.nick(known.value());
    }

    private String line(Fault fault) {
        String line = fault.line() == 0 ? "" : "line " + fault.line() + ": ";
        String message = fault.message()
                .map(key -> "message " + key.seq() + " of " + name(key.author()) + ": ")
                .orElse("");
        return line + message + reason(fault);
    }

    private static String reason(Fault fault) {
        String detail = Sanitiser.line(fault.detail());
        if (fault.kind() == Fault.Kind.DAMAGED) {
            return detail;
        }
        return fault.kind() == Fault.Kind.FORKED && !detail.isEmpty()
                ? "another message names another version of it (" + detail + ")"
                : SignatureText.reason(fault.kind());
    }

    private String conclusion() {
        if (report.isWhole()) {
            return "proven: " + EventText.count(report.messages(), "message") + " of "
                    + EventText.count(report.authors().size(), "member");
        }
        return "not proven: " + EventText.count(report.faultCount(), "fault")
                + (report.faultCount() > report.faults().size()
                        ? ", the first " + report.faults().size() + " of them above"
                        : "");
    }

    private static String numbers(Ranges ranges) {
        String text = ranges.toString();
        return text.substring(1, text.length() - 1).replace(",", ", ");
    }

    private String name(NodeId node) {
        return report.authors().stream()
                .filter(author -> author.author().equals(node))
                .findFirst()
                .map(author -> nick(author.card()))
                .orElse(node.toString());
    }

    private static String nick(Card card) {
        return Sanitiser.nick(card.nick().value());
    }

    private JsonLine json() {
        JsonLine line = JsonLine.of("proof", report.genesis().name())
                .with("id", report.network().value())
                .with("founder", report.genesis().founder().bytes())
                .with("proven", report.isWhole())
                .with("messages", report.messages())
                .with("authors", report.authors(), this::json);
        if (transcript) {
            line.with("exporter", report.exporter().map(this::json));
        }
        return line.with("faultCount", report.faultCount()).with("faults", report.faults(), this::json);
    }

    private JsonLine json(AuthorReport author) {
        return json(author.card())
                .with("id", author.author())
                .with("messages", author.held().size())
                .with("deleted", author.deleted())
                .with(
                        "missing",
                        author.missing().ranges(),
                        range -> JsonLine.nested().with("from", range.from()).with("to", range.to()));
    }

    private JsonLine json(Card card) {
        return JsonLine.nested()
                .with("nick", nick(card))
                .with("person", card.person().bytes())
                .with("fingerprint", card.person().fingerprint())
                .with("device", card.device().bytes())
                .with("verified", isSelf(card.person()) || verified.containsKey(card.person()));
    }

    private JsonLine json(Fault fault) {
        Optional<MessageKey> key = fault.message();
        return JsonLine.nested()
                .with("kind", fault.kind())
                .with("line", fault.line() == 0 ? Optional.empty() : Optional.of(fault.line()))
                .with("author", key.map(MessageKey::author))
                .with("seq", key.map(MessageKey::seq))
                .with("text", line(fault));
    }
}
