package p2pchat.proof;

import java.util.List;
import java.util.Optional;
import p2pchat.model.Card;
import p2pchat.model.Genesis;
import p2pchat.model.NetworkId;

/**
 * The result of a check.
 *
 * @param authors by number
 * @param faults the first ones, at most {@link LogCheck#MAX_FAULTS}
 * @param faultCount how many there are
 * @param exporter of a transcript, if its signature is valid
 */
public record LogReport(
        NetworkId network,
        Genesis genesis,
        List<AuthorReport> authors,
        List<Fault> faults,
        long faultCount,
        Optional<Card> exporter) {

    public LogReport {
        authors = List.copyOf(authors);
        faults = List.copyOf(faults);
    }

    /** Returns how many messages are proven. */
    public long messages() {
        return authors.stream().mapToLong(author -> author.held().size()).sum();
    }

    /** Returns whether everything is proven and nothing is missing. */
    public boolean isWhole() {
        return faultCount == 0
                && authors.stream().allMatch(author -> author.missing().isEmpty());
    }
}
