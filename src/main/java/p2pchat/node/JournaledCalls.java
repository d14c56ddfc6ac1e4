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
import p2pchat.journal.JournalEntry.Outcome;
import p2pchat.journal.JournalEntry.Step;
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
import p2pchat.model.MemberId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.ViewId;

/**
 * Decorates the calls of a node and records those that explain a change of leader in the journal. Neither the state
 * machines nor the transport know of it.
 */
public record JournaledCalls(Peers peers, Pings pings, Electorate electorate, DirectoryCalls directory, Journal journal)
        implements Peers, Pings, Electorate, DirectoryCalls {

    @Override
    public CompletionStage<PingAnswer> ping(Leader to, Header header, Ping ping, Duration timeout) {
        return pings.ping(to, header, ping, timeout).whenComplete((answer, failure) -> {
            NodeId callee = to.id().node();
            boolean reached = answer instanceof PingAnswer.Pong;
            if (ping instanceof Ping.Indirect through) {
                pingedThrough(through.target(), to, header, reached);
            } else if (!reached) {
                record(Kind.PING_FAILED, callee, header, answer == null ? Outcome.NO_ANSWER : Outcome.REFUSED);
            }
        });
    }

    @Override
    public CompletionStage<ElectionAnswer> challenge(Leader to, Header header, long epoch, Duration timeout) {
        return electorate
                .challenge(to, header, epoch, timeout)
                .whenComplete(
                        (answer, failure) -> record(Kind.CHALLENGED, to.id().node(), header, outcome(answer)));
    }

    @Override
    public CompletionStage<Optional<ViewId>> confirm(Leader through, Header header, MemberId leader, Duration timeout) {
        return electorate
                .confirm(through, header, leader, timeout)
                .whenComplete((leading, failure) ->
                        pingedThrough(leader, through, header, leading != null && leading.isPresent()));
    }

    private void pingedThrough(MemberId target, Leader helper, Header header, boolean reached) {
        journal.record(new Step(
                Kind.PINGED_THROUGH,
                Optional.of(target.node()),
                header.view().epoch(),
                Optional.of(reached ? Outcome.REACHED : Outcome.UNREACHED),
                Optional.of(helper.id().node()),
                0));
    }

    @Override
    public CompletionStage<CoordinatorReply> coordinate(
            Leader to, Header header, Coordinator coordinator, Duration timeout) {
        return peers.coordinate(to, header, coordinator, timeout)
                .whenComplete((reply, failure) -> record(Kind.INFORMED, to.id().node(), header, outcome(reply)));
    }

    @Override
    public CompletionStage<DirectoryReply> ask(DirectoryRequest request) {
        CompletionStage<DirectoryReply> asked = directory.ask(request);
        return request instanceof DirectoryRequest.Claim claim
                ? asked.whenComplete((reply, failure) -> journal.record(new Step(
                        Kind.CLAIMED,
                        claim.knownLeader().map(leader -> leader.id().node()),
                        claim.view().epoch(),
                        Optional.of(outcome(reply)),
                        Optional.empty(),
                        claim.heard())))
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
    public CompletionStage<List<NetworkInfo>> networks(int limit) {
        return directory.networks(limit);
    }

    @Override
    public CompletionStage<Optional<NetworkInfo>> information(NetworkName name) {
        return directory.information(name);
    }

    private void record(Kind kind, NodeId callee, Header header, Outcome outcome) {
        journal.record(new Step(kind, callee, header.view().epoch(), outcome));
    }

    private static Outcome outcome(@Nullable ElectionAnswer answer) {
        if (answer instanceof ElectionAnswer.Alive) {
            return Outcome.TAKES_OVER;
        }
        if (answer instanceof ElectionAnswer.IAm) {
            return Outcome.LEADS;
        }
        if (answer instanceof ElectionAnswer.LeaderFresh) {
            return Outcome.HEARS_LEADER;
        }
        return answer == null ? Outcome.NO_ANSWER : Outcome.REFUSED;
    }

    private static Outcome outcome(@Nullable CoordinatorReply reply) {
        if (reply instanceof CoordinatorReply.Installed) {
            return Outcome.INSTALLED;
        }
        if (reply instanceof CoordinatorReply.Stale) {
            return Outcome.STALE;
        }
        return reply == null ? Outcome.NO_ANSWER : Outcome.REFUSED;
    }

    private static Outcome outcome(@Nullable DirectoryReply reply) {
        if (reply instanceof DirectoryReply.Granted) {
            return Outcome.GRANTED;
        }
        if (reply instanceof DirectoryReply.Denied) {
            return Outcome.DENIED;
        }
        if (reply instanceof DirectoryReply.Stale) {
            return Outcome.STALE;
        }
        boolean retry = reply instanceof DirectoryReply.Busy || reply instanceof DirectoryReply.Retry;
        return reply == null ? Outcome.NO_ANSWER : retry ? Outcome.RETRY : Outcome.REFUSED;
    }
}
