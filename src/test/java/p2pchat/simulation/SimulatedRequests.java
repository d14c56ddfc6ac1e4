package p2pchat.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import p2pchat.membership.Coordinator;
import p2pchat.membership.CoordinatorReply;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.MembershipEffect;
import p2pchat.membership.MembershipInput;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.NetworkInfo;
import p2pchat.model.ViewId;

/**
 * Sends the requests of a simulated member's membership to the directory and to other members, and passes theirs to it with
 * a ticket each.
 */
final class SimulatedRequests {

    private static final long RECORD_TIMEOUT_MILLIS = 1_000;

    /** Longer than the directory takes to probe an old leader twice. */
    private static final long DIRECTORY_TIMEOUT_MILLIS = 2_000;

    private final World world;
    private final SimulatedNode node;
    private final Map<Long, Consumer<Object>> replies = new TreeMap<>();
    private long lastTicket;

    SimulatedRequests(World world, SimulatedNode node) {
        this.world = world;
        this.node = node;
    }

    /** Performs an effect that is a request, or the answer to one. */
    void perform(MembershipEffect effect) {
        if (effect instanceof MembershipEffect.FindRecord find) {
            findRecord(find);
        } else if (effect instanceof MembershipEffect.AskDirectory ask) {
            askDirectory(ask);
        } else if (effect instanceof MembershipEffect.Join join) {
            join(join);
        } else if (effect instanceof MembershipEffect.Leave leave) {
            leave(leave);
        } else if (effect instanceof MembershipEffect.Coordinate push) {
            coordinate(push);
        } else if (effect instanceof MembershipEffect.Answer answer) {
            replies.remove(answer.ticket()).accept(answer.reply());
        } else {
            throw new AssertionError("no performer for " + effect);
        }
    }

    private void findRecord(MembershipEffect.FindRecord find) {
        world.network.<SimulatedDirectory, Optional<NetworkInfo>>call(
                node,
                node.host.number,
                world.directory,
                RECORD_TIMEOUT_MILLIS,
                (directory, answer) -> answer.accept(directory.info()),
                info -> node.handle(new MembershipInput.RecordFound(find.ticket(), info)),
                () -> node.handle(new MembershipInput.DirectoryFailed(find.ticket())));
    }

    private void askDirectory(MembershipEffect.AskDirectory ask) {
        world.network.<SimulatedDirectory, DirectoryReply>call(
                node,
                node.host.number,
                world.directory,
                DIRECTORY_TIMEOUT_MILLIS,
                (directory, answer) -> {
                    directory.learn(node.store.statements);
                    directory.ask(ask.request(), answer);
                },
                reply -> node.handle(new MembershipInput.DirectoryAnswered(ask.ticket(), reply)),
                () -> node.handle(new MembershipInput.DirectoryFailed(ask.ticket())));
    }

    private void join(MembershipEffect.Join join) {
        node.<JoinReply>callPeer(
                join.to(),
                join.timeoutMillis(),
                (callee, header, answer) -> callee.requests.joinRequested(header, join.request(), answer),
                reply -> {
                    node.handle(new MembershipInput.JoinAnswered(join.ticket(), reply));
                    if (reply instanceof JoinReply.NotLeader other) {
                        node.liveness.heardAnswer(join.to(), Optional.of(other.view()));
                    }
                },
                () -> node.handle(new MembershipInput.PeerFailed(join.ticket())));
    }

    private void leave(MembershipEffect.Leave leave) {
        node.<LeaveReply>callPeer(
                leave.to(),
                leave.timeoutMillis(),
                (callee, header, answer) -> callee.requests.leaveRequested(header, answer),
                reply -> node.handle(new MembershipInput.LeaveAnswered(leave.ticket(), reply)),
                () -> node.handle(new MembershipInput.PeerFailed(leave.ticket())));
    }

    private void coordinate(MembershipEffect.Coordinate push) {
        Coordinator coordinator = new Coordinator(
                node.shownTo(push.to(), push.coordinator().view()),
                push.coordinator().grant(),
                push.coordinator().reason());
        node.<CoordinatorReply>callPeer(
                push.to(),
                push.timeoutMillis(),
                (callee, header, answer) -> callee.requests.coordinatorRequested(header, coordinator, answer),
                reply -> {
                    node.handle(new MembershipInput.CoordinatorAnswered(push.ticket(), reply));
                    viewOf(reply).ifPresent(view -> node.liveness.heardAnswer(push.to(), Optional.of(view)));
                },
                () -> node.handle(new MembershipInput.PeerFailed(push.ticket())));
    }

    private static Optional<ViewId> viewOf(CoordinatorReply reply) {
        if (reply instanceof CoordinatorReply.Installed installed) {
            return Optional.of(installed.view());
        }
        return reply instanceof CoordinatorReply.Stale stale ? Optional.of(stale.view()) : Optional.empty();
    }

    private void joinRequested(Header header, JoinRequest request, Consumer<JoinReply> answer) {
        node.authorityChanged(); // the uid may be new
        node.liveness.heardRequest(header);
        Consumer<JoinReply> withFrontier = reply -> answer.accept(
                reply instanceof JoinReply.Joined joined && node.chat().isPresent()
                        ? joined.withFrontier(node.chat().get().frontier())
                        : reply);
        node.handle(new MembershipInput.JoinRequested(ticketFor(withFrontier), header, request));
    }

    private void leaveRequested(Header header, Consumer<LeaveReply> answer) {
        node.liveness.heardRequest(header);
        node.handle(new MembershipInput.LeaveRequested(ticketFor(answer), header));
    }

    private void coordinatorRequested(Header header, Coordinator coordinator, Consumer<CoordinatorReply> answer) {
        node.handle(new MembershipInput.CoordinatorRequested(ticketFor(answer), header, coordinator));
        node.liveness.heardRequest(header);
    }

    @SuppressWarnings("unchecked") // the machine answers each ticket with the type that its request asks for
    private <R> long ticketFor(Consumer<R> answer) {
        replies.put(++lastTicket, reply -> answer.accept((R) reply));
        return lastTicket;
    }
}
