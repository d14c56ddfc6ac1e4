package p2pchat.console.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.Fingerprint;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkName;
import p2pchat.model.PersonKey;
import p2pchat.model.RosterDecision;
import p2pchat.model.RosterListing;

/** Text for the roster of a network. {@code time} formats milliseconds since 1970. */
record RosterText(NetworkName network, RosterListing listing, Punctuation punctuation, LongFunction<String> time) {

    /** The bytes of a frontier that are shown. */
    private static final int SHORT_FRONTIER = 8;

    List<String> lines(NodeQuery.RosterPart part) {
        if (part instanceof NodeQuery.Everyone) {
            return everyone();
        }
        if (part instanceof NodeQuery.Topic) {
            String topic = authority().topic();
            return List.of(topic.isBlank() ? "there is no topic; /topic TEXT sets one" : topic());
        }
        if (part instanceof NodeQuery.Invitations) {
            return new InvitationText(network, punctuation, time).list(listing);
        }
        if (part instanceof NodeQuery.Policy) {
            return List.of(policy());
        }
        return part instanceof NodeQuery.About about ? about(about) : devices();
    }

    /** Returns the lines of {@code /info}. */
    List<String> info() {
        return List.of(
                StatusReport.labeled("policy", policy()),
                StatusReport.labeled(
                        "your role",
                        role(listing.self()).map(DecisionText::name).orElse("none")),
                StatusReport.labeled(
                        "decisions",
                        EventText.count(listing.decisions().size(), "statement") + ", frontier " + frontier(listing)));
    }

    /** Returns the short form of the frontier; equal ones mean equal rosters. */
    static String frontier(RosterListing listing) {
        Authority now = listing.authority();
        return now.frontier().equals(Authority.NO_STATEMENTS)
                ? "none"
                : now.frontier().toString().substring(0, SHORT_FRONTIER);
    }

    /** Asks an admin to admit an applicant. */
    static String asks(RosterListing.Applicant applicant) {
        String nick = Sanitiser.nick(applicant.nick().value());
        return nick + " (" + applicant.person() + ", " + applicant.address() + ") asks to come in: /approve " + nick
                + " or /deny " + nick;
    }

    private Authority authority() {
        return listing.authority();
    }

    private String topic() {
        return Sanitiser.line(authority().topic());
    }

    private String policy() {
        String admitted = DecisionText.admitted(authority().policy());
        return authority().locked() ? "locked: nobody new can come in" : admitted;
    }

    private List<String> everyone() {
        List<String> lines = new ArrayList<>();
        lines.add(StatusReport.labeled("policy", policy()));
        if (!authority().topic().isBlank()) {
            lines.add(StatusReport.labeled("topic", topic()));
        }
        for (PersonKey person : people(listing)) {
            Authority.Standing standing = authority().people().get(person);
            if (standing != null) {
                lines.add(person(person, standing));
            }
        }
        if (authority().isOpen()) {
            lines.add("everyone else is a member");
        }
        listing.waiting().stream().map(RosterText::asks).forEach(lines::add);
        if (!authority().invitations().isEmpty()) {
            long open = authority().invitations().values().stream()
                    .filter(invitation -> !invitation.closed())
                    .count();
            lines.add(StatusReport.labeled(
                    "invitations",
                    open + " open of " + authority().invitations().size() + "; /invites lists them"));
        }
        return lines;
    }

    /** Returns the people that statements name, the most powerful first. */
    static List<PersonKey> people(RosterListing listing) {
        return listing.authority().people().entrySet().stream()
                .sorted(Comparator.<Map.Entry<PersonKey, Authority.Standing>>comparingInt(entry ->
                                entry.getValue().role().map(MemberRole::number).orElse(Integer.MAX_VALUE))
                        .thenComparing(entry -> nick(entry.getKey(), listing))
                        .thenComparing(entry -> entry.getKey().toString()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private String person(PersonKey person, Authority.Standing standing) {
        String role =
                standing.role().map(DecisionText::name).orElse(standing.banned() ? "banned" : "not in the network");
        List<String> reasons = new ArrayList<>();
        admission(person, standing).map(text()::passive).ifPresent(reasons::add);
        decision(standing).map(text()::passive).ifPresent(reasons::add);
        if (standing.decision().isEmpty()) {
            reasons.add("founded " + network);
        }
        String shown = name(person) + (person.equals(listing.self()) ? " (you)" : "") + punctuation.separator() + role;
        return reasons.isEmpty() ? shown : shown + punctuation.separator() + String.join("; ", reasons);
    }

    /** Returns what admitted a person whose role was decided later. */
    private Optional<RosterDecision> admission(PersonKey person, Authority.Standing standing) {
        boolean later = decision(standing)
                .filter(last -> last.act() instanceof Act.SetRole)
                .isPresent();
        return later
                ? decisionsAbout(person).stream()
                        .filter(decision -> decision.valid() && decision.act() instanceof Act.Admit)
                        .reduce((earlier, last) -> last)
                : Optional.empty();
    }

    private Optional<RosterDecision> decision(Authority.Standing standing) {
        return standing.decision()
                .flatMap(hash -> listing.decisions().stream()
                        .filter(decision -> decision.hash().equals(hash))
                        .findFirst());
    }

    private List<RosterDecision> decisionsAbout(PersonKey person) {
        return listing.decisions().stream()
                .filter(decision ->
                        RosterFacts.subject(decision).filter(person::equals).isPresent())
                .toList();
    }

    private List<String> about(NodeQuery.About about) {
        List<String> lines = new ArrayList<>();
        about.people(listing).forEach(person -> lines.addAll(about(person)));
        listing.waiting().stream()
                .filter(applicant -> about.matches(applicant.person(), applicant.nick()))
                .map(RosterText::asks)
                .forEach(lines::add);
        return lines;
    }

    private List<String> about(PersonKey person) {
        List<String> lines = new ArrayList<>();
        boolean founder = authority().people().containsKey(person)
                && authority().people().get(person).decision().isEmpty();
        lines.add(nick(person) + " (" + person + ") "
                + role(person).map(role -> "is " + DecisionText.role(role)).orElse("is not in the network")
                + (founder ? " and founded " + network : ""));
        List<RosterDecision> decisions = decisionsAbout(person);
        decisions.forEach(decision -> lines.add("  " + time.apply(decision.at()) + "  " + described(decision)));
        if (decisions.isEmpty() && !founder) {
            lines.add("  no decisions about " + nick(person) + "; " + policy());
        }
        return lines;
    }

    private String described(RosterDecision decision) {
        return decision.valid()
                ? text().sentence(decision)
                        + decision.right()
                                .map(role -> " (as " + DecisionText.role(role) + ")")
                                .orElse("")
                : text().voided(decision, cause(decision));
    }

    /** Returns the last restriction of the person that made a decision which has no effect. */
    private Optional<RosterDecision> cause(RosterDecision voided) {
        return decisionsAbout(voided.by()).stream()
                .filter(decision -> decision.valid()
                        && (decision.act() instanceof Act.Remove || decision.act() instanceof Act.SetRole))
                .reduce((earlier, later) -> later);
    }

    private List<String> devices() {
        List<String> lines = new ArrayList<>();
        listing.devices().stream().map(this::device).forEach(lines::add);
        return lines.isEmpty() ? List.of("no device of yours is known yet") : lines;
    }

    private String device(RosterListing.OwnDevice device) {
        Fingerprint fingerprint = device.key().fingerprint();
        String state = authority().revoked().containsKey(device.key())
                ? "ended"
                : device.self()
                        ? "this device"
                        : (device.present() ? "here" : "away") + punctuation.separator() + "/devices revoke "
                                + fingerprint + " ends it";
        return fingerprint
                + punctuation.separator()
                + Sanitiser.nick(device.nick().value())
                + punctuation.separator()
                + device.address()
                + punctuation.separator()
                + state;
    }

    private Optional<MemberRole> role(PersonKey person) {
        return authority().role(person);
    }

    private DecisionText text() {
        return new DecisionText(network.value(), Optional.of(listing.self()));
    }

    private String nick(PersonKey person) {
        return nick(person, listing);
    }

    static String nick(PersonKey person, RosterListing listing) {
        return Optional.ofNullable(listing.nicks().get(person))
                .map(nick -> Sanitiser.nick(nick.value()))
                .orElse(person.toString());
    }

    /** Returns the nick, with the fingerprint if another person has the same. */
    private String name(PersonKey person) {
        String nick = nick(person);
        boolean shared = listing.nicks().entrySet().stream()
                .anyMatch(entry ->
                        !entry.getKey().equals(person) && nick(entry.getKey()).equals(nick));
        return shared ? nick + " (" + person + ")" : nick;
    }
}
