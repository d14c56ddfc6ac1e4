package p2pchat.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import p2pchat.model.Authority;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.RosterDecision;
import p2pchat.model.RosterListing;
import p2pchat.roster.RosterReport;

/**
 * Shows to the user what the statements of a network decide, and applies it to the other parts of this node.
 *
 * <p>Part of {@link NetworkActors}, on whose thread alone it runs.
 */
final class RosterReports {

    /** The newest statements of a report are shown. Those before them are in the roster. */
    static final int MAX_SHOWN = 50;

    private final NetworkName network;
    private final RosterRequests requests;
    private final Supplier<Authority> authority;
    private final Enforcement enforcement;
    private final Consumer<NetworkEvent> listener;
    private List<RosterListing.Applicant> waiting = List.of();
    private List<RosterListing.Applicant> shown = List.of();

    /** @param authority by all statements that are durable */
    RosterReports(
            NetworkName network,
            RosterRequests requests,
            Supplier<Authority> authority,
            Enforcement enforcement,
            Consumer<NetworkEvent> listener) {
        this.network = network;
        this.requests = requests;
        this.authority = authority;
        this.enforcement = enforcement;
        this.listener = listener;
    }

    /**
     * Handles a report.
     *
     * @param entered whether this node is in the network, so that its user should learn what others decide
     */
    void on(RosterReport report, boolean entered) {
        if (report instanceof RosterReport.Changed changed) {
            changed(changed, entered);
        } else if (report instanceof RosterReport.Applied applied) {
            waiting = RosterRequests.applicants(applied.waiting());
        } else if (report instanceof RosterReport.StoreFailed failed) {
            Problem problem = ProblemException.find(failed.cause()).orElse(new Problem.StoreStalled(network));
            listener.accept(new NetworkEvent.Trouble(problem));
        } else {
            throw new AssertionError("no handler for " + report);
        }
        showApplicants();
    }

    private void changed(RosterReport.Changed changed, boolean entered) {
        Map<PersonKey, Nick> nicks = new LinkedHashMap<>();
        waiting.forEach(applicant -> nicks.put(applicant.person(), applicant.nick()));
        nicks.putAll(requests.known().get().nicks());
        List<RosterDecision> decisions = Stream.concat(changed.added().stream(), changed.voided().stream())
                .map(judged -> requests.decision(judged, nicks))
                .toList();
        if (entered) {
            decisions.stream()
                    .skip(Math.max(0, decisions.size() - MAX_SHOWN))
                    .forEach(decision -> listener.accept(new NetworkEvent.Decided(decision)));
            enforcement
                    .removal(changed.authority(), changed.added())
                    .ifPresent(problem -> listener.accept(new NetworkEvent.Ended(Optional.of(problem))));
        }
        enforcement.apply(authority.get(), decisions);
    }

    /** Shows the applicants if the user may approve them. */
    private void showApplicants() {
        List<RosterListing.Applicant> wanted =
                authority.get().isAdmin(requests.self().author().person()) ? waiting : List.of();
        if (!wanted.equals(shown)) {
            shown = wanted;
            listener.accept(new NetworkEvent.ApprovalWanted(wanted));
        }
    }
}
