package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.input.NodeAnswer.Signed;
import p2pchat.model.Card;
import p2pchat.model.NetworkStatus;
import p2pchat.model.PersonKey;
import p2pchat.model.Seal;
import p2pchat.proof.Fault;
import p2pchat.proof.MessageProof;

/** Describes what proves a message. */
record SignatureText(Signed signed) {

    /** Returns labeled lines. */
    List<String> details() {
        List<String> lines = new ArrayList<>();
        MessageProof proof = signed.proof();
        proof.card().ifPresent(card -> {
            lines.add(StatusReport.labeled("person", card.person() + ", " + standing(card.person())));
            lines.add(StatusReport.labeled("device", card.device() + ", certified by this person"));
        });
        proof.seal().ifPresent(seal -> lines.add(StatusReport.labeled("signed", extent(seal))));
        doubt().ifPresent(reason -> lines.add(StatusReport.labeled("proof", reason)));
        return lines;
    }

    /** Returns the same in a sentence. */
    String line() {
        MessageProof proof = signed.proof();
        String by = proof.card()
                .map(card -> "device " + card.device() + ", which " + card.person() + " (" + standing(card.person())
                        + ") certified; ")
                .orElse("");
        return doubt().orElseGet(() ->
                "signed by " + by + proof.seal().map(SignatureText::extent).orElse(""));
    }

    private Optional<String> doubt() {
        MessageProof proof = signed.proof();
        return proof.fault()
                .map(kind -> "not proven: " + reason(kind))
                .or(() -> proof.forked()
                        ? Optional.of("its author signed two versions of it, or of an earlier message")
                        : Optional.empty());
    }

    private static String extent(Seal seal) {
        int others = seal.hashes().size() - 1;
        return others == 0
                ? "alone"
                : "together with " + EventText.count(others, "other message") + " (" + seal.first() + " to "
                        + seal.last() + ")";
    }

    private String standing(PersonKey person) {
        NetworkStatus.Keys known = signed.known();
        if (known.self().equals(Optional.of(person))) {
            return "your own key";
        }
        return known.verified().containsKey(person) ? "verified" : "not verified";
    }

    JsonLine json() {
        MessageProof proof = signed.proof();
        Optional<PersonKey> person = proof.card().map(Card::person);
        return JsonLine.nested()
                .with("proven", proof.isProven())
                .with("fault", proof.fault())
                .with("forked", proof.forked())
                .with("person", person.map(PersonKey::bytes))
                .with("fingerprint", person.map(PersonKey::fingerprint))
                .with("verified", person.map(signed.known().verified()::containsKey))
                .with("device", proof.card().map(card -> card.device().bytes()))
                .with("first", proof.seal().map(Seal::first))
                .with("last", proof.seal().map(Seal::last));
    }

    static String reason(Fault.Kind kind) {
        return switch (kind) {
            case DAMAGED -> "it cannot be read";
            case NOT_SIGNED -> "not signed by its author";
            case CHANGED -> "not the message that its author signed";
            case TEXT_CHANGED -> "not the text that its author signed";
            case WITHHELD -> "the text is missing, and nobody has deleted it";
            case UNKNOWN_AUTHOR -> "the key of its author is not known";
            case TWO_DEVICES -> "signed by another device than the author's other messages";
            case REPEATED -> "there are two messages with this number";
            case FORKED -> "its author signed two versions of it";
            case OUT_OF_ORDER -> "not in the order of the log";
            case MISSING -> "missing";
            case CUT_OFF -> "the end is missing";
            case NOT_EXPORTED -> "the signature of the exporter does not match";
        };
    }
}
