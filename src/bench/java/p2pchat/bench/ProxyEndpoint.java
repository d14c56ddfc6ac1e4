package p2pchat.bench;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.chat.ChatActor;
import p2pchat.chat.Exchanges;
import p2pchat.chat.UnaryMessages;
import p2pchat.membership.Coordinator;
import p2pchat.membership.CoordinatorReply;
import p2pchat.membership.DirectoryCalls;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.Peers;
import p2pchat.model.Address;
import p2pchat.model.ChatMessage;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.node.Endpoint;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncActor;

/** A node's real endpoint, but each call goes to another address than the one that is meant. */
record ProxyEndpoint(Endpoint real, UnaryOperator<Address> way) implements Endpoint {

    static Leader moved(Leader meant, Address address) {
        return new Leader(meant.id(), address);
    }

    private Leader moved(Leader meant) {
        return moved(meant, way.apply(meant.address()));
    }

    @Override
    public DirectoryCalls directory() {
        return real.directory();
    }

    @Override
    public Calls calls(NetworkId network) {
        Calls calls = real.calls(network);
        return new Calls(
                new DetouredPeers(calls.peers()),
                (to, header, ping, timeout) -> calls.pings().ping(moved(to), header, ping, timeout),
                (to, header, epoch, timeout) -> calls.electorate().challenge(moved(to), header, epoch, timeout));
    }

    private final class DetouredPeers implements Peers {
        private final Peers peers;

        private DetouredPeers(Peers peers) {
            this.peers = peers;
        }

        @Override
        public CompletionStage<JoinReply> join(Leader to, Header header, JoinRequest request, Duration timeout) {
            return peers.join(moved(to), header, request, timeout);
        }

        @Override
        public CompletionStage<LeaveReply> leave(Leader to, Header header, Duration timeout) {
            return peers.leave(moved(to), header, timeout);
        }

        @Override
        public CompletionStage<CoordinatorReply> coordinate(
                Leader to, Header header, Coordinator coordinator, Duration timeout) {
            return peers.coordinate(moved(to), header, coordinator, timeout);
        }
    }

    @Override
    public Exchanges exchanges(NetworkId network, MemberId self) {
        Exchanges exchanges = real.exchanges(network, self);
        return (member, lane) -> exchanges.open(moved(member), lane);
    }

    @Override
    public UnaryMessages unaryMessages(NetworkId network, MemberId self) {
        UnaryMessages letters = real.unaryMessages(network, self);
        return new UnaryMessages() {
            @Override
            public CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout) {
                return letters.deliver(moved(to), message, timeout);
            }

            @Override
            public CompletionStage<RelayAnswer> relay(Member leader, RelayRequest relay, Duration timeout) {
                return letters.relay(moved(leader), relay, timeout);
            }
        };
    }

    private Member moved(Member meant) {
        return new Member(meant.id(), way.apply(meant.address()), meant.nick(), meant.joinedAt());
    }

    @Override
    public void open(NetworkId network, Handlers actors) {
        real.open(network, actors);
    }

    @Override
    public RemoteLogs remoteLogs(NetworkId network, MemberId self) {
        RemoteLogs sources = real.remoteLogs(network, self);
        return (member, query, taker) -> sources.pull(moved(member), query, taker);
    }

    @Override
    public void openChat(NetworkId network, ActorRef<ChatActor.Command> chat, ActorRef<SyncActor.Command> sync) {
        real.openChat(network, chat, sync);
    }

    @Override
    public void close(NetworkId network) {
        real.close(network);
    }
}
