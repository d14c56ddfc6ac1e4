package p2pchat.node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import p2pchat.election.ElectionAnswer;
import p2pchat.election.Electorate;
import p2pchat.journal.Journal;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.liveness.Pings;
import p2pchat.membership.Coordinator;
import p2pchat.membership.CoordinatorReply;
import p2pchat.membership.DirectoryCalls;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.Peers;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/**
 * Decorates the calls of a node and records those that explain a change of leader in the journal. Neither the state
 * machines nor the transport know of it.
 */
public record JournaledCalls(Peers peers, Pings pings, Electorate electorate, DirectoryCalls directory, Journal journal)
        implements Peers, Pings, Electorate, DirectoryCalls {

    private static final String NO_ANSWER = "no answer";

    @Override
    public CompletionStage<PingAnswer> ping(Leader to, Header header, Ping ping, Duration timeout) {
        return pings.ping(to, header, ping, timeout).whenComplete((answer, failure) -> {
            NodeId callee = to.id().node();
            if (ping instanceof Ping.Indirect through) {
                boolean reached = answer instanceof PingAnswer.Pong;
                record(
                        Kind.ASKED_THROUGH,
                        through.target().node(),
                        header,
                        callee + (reached ? " reaches it" : " does not reach it"));
            } else if (!(answer instanceof PingAnswer.Pong)) {
                record(Kind.PING_FAILED, callee, header, failure == null ? name(answer) : NO_ANSWER);
            }
        });
    }

    @Override
    public CompletionStage<ElectionAnswer> challenge(Leader to, Header header, long epoch, Duration timeout) {
        return electorate
                .challenge(to, header, epoch, timeout)
                .whenComplete(
                        (answer, failure) -> record(Kind.CHALLENGED, to.id().node(), header, name(answer)));
    }

    @Override
    public CompletionStage<CoordinatorReply> coordinate(
            Leader to, Header header, Coordinator coordinator, Duration timeout) {
        return peers.coordinate(to, header, coordinator, timeout)
                .whenComplete((reply, failure) -> record(Kind.TOLD, to.id().node(), header, name(reply)));
    }

    @Override
    public CompletionStage<DirectoryReply> ask(DirectoryRequest request) {
        CompletionStage<DirectoryReply> asked = directory.ask(request);
        return request instanceof DirectoryRequest.Claim claim
                ? asked.whenComplete((reply, failure) -> journal.record(
                        Kind.CLAIMED,
                        claim.knownLeader().map(leader -> leader.id().node()),
                        claim.view().epoch(),
                        "heard " + claim.heard() + ": " + name(reply)))
                : asked;
    }

    @Override
    public CompletionStage<JoinReply> join(Leader to, Header header, JoinRequest request, Duration timeout) {
        return peers.join(to, header, request, timeout);
    }

    @Override
    public CompletionStage<LeaveReply> leave(Leader to, Header header, Duration timeout) {
        return peers.leave(to, header, timeout);
    }

    @Override
    public CompletionStage<List<NetworkInfo>> networks() {
        return directory.networks();
    }

    @Override
    public CompletionStage<Optional<NetworkInfo>> information(NetworkName name) {
        return directory.information(name);
    }

    private void record(Kind kind, NodeId about, Header header, String detail) {
        journal.record(kind, Optional.of(about), header.view().epoch(), detail);
    }

    /** The class of an answer is named after the protocol's term. */
    private static String name(@Nullable Object answer) {
        if (answer == null) {
            return NO_ANSWER;
        }
        return answer instanceof DirectoryReply.Granted granted
                ? "Granted epoch " + granted.epoch()
                : answer.getClass().getSimpleName();
    }
}
