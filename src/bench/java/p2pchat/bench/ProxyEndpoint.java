package p2pchat.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.chat.ChatActor;
import p2pchat.chat.Exchanges;
import p2pchat.chat.UnaryMessages;
import p2pchat.election.ElectionAnswer;
import p2pchat.election.Electorate;
import p2pchat.membership.Coordinator;
import p2pchat.membership.CoordinatorReply;
import p2pchat.membership.DirectoryCalls;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.Peers;
import p2pchat.model.Address;
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.Genesis;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.node.Endpoint;
import p2pchat.roster.Application;
import p2pchat.roster.RosterPeers;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncActor;

/** Endpoint that forwards each call to the real one with the address of a proxy. */
record ProxyEndpoint(Endpoint real, UnaryOperator<Address> route) implements Endpoint {

    static Leader redirect(Leader target, Address address) {
        return new Leader(target.id(), address);
    }

    private Leader redirect(Leader target) {
        return redirect(target, route.apply(target.address()));
    }

    @Override
    public DirectoryCalls directory() {
        return real.directory();
    }

    @Override
    public Calls calls(NetworkId network) {
        Calls calls = real.calls(network);
        return new Calls(
                new ProxiedPeers(calls.peers()),
                (to, header, ping, timeout) -> calls.pings().ping(redirect(to), header, ping, timeout),
                new Electorate() {
                    @Override
                    public CompletionStage<ElectionAnswer> challenge(
                            Leader to, Header header, long epoch, Duration timeout) {
                        return calls.electorate().challenge(redirect(to), header, epoch, timeout);
                    }

                    @Override
                    public CompletionStage<Optional<ViewId>> confirm(
                            Leader through, Header header, MemberId leader, Duration timeout) {
                        return calls.electorate().confirm(redirect(through), header, leader, timeout);
                    }
                });
    }

    private final class ProxiedPeers implements Peers {
        private final Peers peers;

        private ProxiedPeers(Peers peers) {
            this.peers = peers;
        }

        @Override
        public CompletionStage<JoinReply> join(Leader to, Header header, JoinRequest request, Duration timeout) {
            return peers.join(redirect(to), header, request, timeout);
        }

        @Override
        public CompletionStage<LeaveReply> leave(Leader to, Header header, Duration timeout) {
            return peers.leave(redirect(to), header, timeout);
        }

        @Override
        public CompletionStage<CoordinatorReply> coordinate(
                Leader to, Header header, Coordinator coordinator, Duration timeout) {
            return peers.coordinate(redirect(to), header, coordinator, timeout);
        }
    }

    @Override
    public Exchanges exchanges(NetworkId network, MemberId self) {
        Exchanges exchanges = real.exchanges(network, self);
        return (member, stream) -> exchanges.open(redirect(member), stream);
    }

    @Override
    public UnaryMessages unaryMessages(NetworkId network, MemberId self) {
        UnaryMessages messages = real.unaryMessages(network, self);
        return new UnaryMessages() {
            @Override
            public CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout) {
                return messages.deliver(redirect(to), message, timeout);
            }

            @Override
            public CompletionStage<RelayAnswer> relay(Member leader, RelayRequest relay, Duration timeout) {
                return messages.relay(redirect(leader), relay, timeout);
            }
        };
    }

    private Member redirect(Member target) {
        return new Member(target.id(), route.apply(target.address()), target.nick(), target.joinedAt());
    }

    @Override
    public void open(NetworkId network, Handlers actors) {
        real.open(network, actors);
    }

    @Override
    public Optional<PersonKey> person(NetworkId network, Uid uid) {
        return real.person(network, uid);
    }

    @Override
    public Optional<Card> card(NetworkId network, Uid uid) {
        return real.card(network, uid);
    }

    @Override
    public List<MemberId> identified(NetworkId network) {
        return real.identified(network);
    }

    @Override
    public Optional<Genesis> genesis(NetworkId network) {
        return real.genesis(network);
    }

    @Override
    public RemoteLogs remoteLogs(NetworkId network, MemberId self) {
        RemoteLogs logs = real.remoteLogs(network, self);
        return (member, query, receiver) -> logs.pull(redirect(member), query, receiver);
    }

    @Override
    public RosterPeers rosterPeers(NetworkId network) {
        RosterPeers peers = real.rosterPeers(network);
        return new RosterPeers() {
            @Override
            public CompletionStage<Answer> exchange(Leader to, List<Statement> statements, Set<Long> known) {
                return peers.exchange(new Leader(to.id(), route.apply(to.address())), statements, known);
            }

            @Override
            public CompletionStage<Void> push(Leader to, List<Statement> statements) {
                return peers.push(new Leader(to.id(), route.apply(to.address())), statements);
            }

            @Override
            public CompletionStage<Void> showWaiting(Leader to, List<Application> waiting) {
                return peers.showWaiting(new Leader(to.id(), route.apply(to.address())), waiting);
            }
        };
    }

    @Override
    public void signCard(NetworkId network, Member self) {
        real.signCard(network, self);
    }

    @Override
    public void openChat(NetworkId network, ActorRef<ChatActor.Command> chat, ActorRef<SyncActor.Command> sync) {
        real.openChat(network, chat, sync);
    }

    @Override
    public void authorityChanged(NetworkId network) {
        real.authorityChanged(network);
    }

    @Override
    public void close(NetworkId network) {
        real.close(network);
    }

    @Override
    public void reconnect() {
        real.reconnect();
    }
}
