package p2pchat.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
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
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Genesis;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.roster.Application;
import p2pchat.roster.RosterPeers;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncActor;

/** Answers as directory and members with the replies that a test sets. */
final class FakeEndpoint implements Endpoint, DirectoryCalls, Peers {

    /** The replies of the directory in order; the last one is repeated. */
    final Deque<CompletableFuture<Optional<NetworkInfo>>> records = new ArrayDeque<>();

    volatile int listLimit;
    volatile Supplier<CompletableFuture<List<NetworkInfo>>> listing = FakeEndpoint::silent;
    volatile Function<DirectoryRequest, CompletableFuture<DirectoryReply>> directory = request -> silent();
    volatile Function<Header, CompletableFuture<JoinReply>> leader = header -> silent();
    final Map<Uid, PersonKey> people = new ConcurrentHashMap<>();
    final Map<Uid, Card> cards = new ConcurrentHashMap<>();
    volatile List<MemberId> identified = List.of();
    volatile Optional<Handlers> answering = Optional.empty();
    final AtomicInteger searches = new AtomicInteger();
    final AtomicInteger reconnects = new AtomicInteger();
    final List<NetworkId> opened = Collections.synchronizedList(new ArrayList<>());
    final List<NetworkId> admitted = Collections.synchronizedList(new ArrayList<>());
    final List<NetworkId> closed = Collections.synchronizedList(new ArrayList<>());

    static <T> CompletableFuture<T> silent() {
        return CompletableFuture.failedFuture(new IllegalStateException("connection refused"));
    }

    /** Sets the reply of the directory. */
    synchronized void says(CompletableFuture<Optional<NetworkInfo>> record) {
        records.clear();
        records.add(record);
    }

    @Override
    public synchronized CompletionStage<Optional<NetworkInfo>> information(NetworkName name) {
        searches.incrementAndGet();
        return records.size() > 1 ? records.remove() : records.element();
    }

    @Override
    public CompletionStage<List<NetworkInfo>> networks(int limit) {
        listLimit = limit;
        return listing.get();
    }

    @Override
    public CompletionStage<DirectoryReply> ask(DirectoryRequest request) {
        return directory.apply(request);
    }

    @Override
    public CompletionStage<JoinReply> join(Leader to, Header header, JoinRequest request, Duration timeout) {
        return leader.apply(header);
    }

    @Override
    public CompletionStage<LeaveReply> leave(Leader to, Header header, Duration timeout) {
        return CompletableFuture.completedFuture(new LeaveReply.Left());
    }

    @Override
    public CompletionStage<CoordinatorReply> coordinate(
            Leader to, Header header, Coordinator coordinator, Duration timeout) {
        return silent();
    }

    @Override
    public DirectoryCalls directory() {
        return this;
    }

    @Override
    public Calls calls(NetworkId network) {
        return new Calls(this, (to, header, ping, timeout) -> silent(), new Electorate() {
            @Override
            public CompletionStage<ElectionAnswer> challenge(Leader to, Header header, long epoch, Duration timeout) {
                return silent();
            }

            @Override
            public CompletionStage<Optional<ViewId>> confirm(
                    Leader through, Header header, MemberId leader, Duration timeout) {
                return silent();
            }
        });
    }

    @Override
    public Exchanges exchanges(NetworkId network, MemberId self) {
        return (member, lane) -> () -> {};
    }

    @Override
    public UnaryMessages unaryMessages(NetworkId network, MemberId self) {
        return new UnaryMessages() {
            @Override
            public CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout) {
                return CompletableFuture.failedFuture(new IllegalStateException("peer unreachable"));
            }

            @Override
            public CompletionStage<RelayAnswer> relay(Member leader, RelayRequest relay, Duration timeout) {
                return CompletableFuture.failedFuture(new IllegalStateException("peer unreachable"));
            }
        };
    }

    @Override
    public void open(NetworkId network, Handlers actors) {
        answering = Optional.of(actors);
        opened.add(network);
    }

    @Override
    public Optional<PersonKey> person(NetworkId network, Uid uid) {
        return Optional.ofNullable(people.get(uid));
    }

    @Override
    public Optional<Card> card(NetworkId network, Uid uid) {
        return Optional.ofNullable(cards.get(uid));
    }

    @Override
    public List<MemberId> identified(NetworkId network) {
        return identified;
    }

    @Override
    public Optional<Genesis> genesis(NetworkId network) {
        return Optional.empty();
    }

    @Override
    public RemoteLogs remoteLogs(NetworkId network, MemberId self) {
        return (member, query, taker) -> silent();
    }

    @Override
    public RosterPeers rosterPeers(NetworkId network) {
        return new RosterPeers() {
            @Override
            public CompletionStage<Answer> exchange(Leader to, List<Statement> statements, Set<Long> known) {
                return silent();
            }

            @Override
            public CompletionStage<Void> push(Leader to, List<Statement> statements) {
                return silent();
            }

            @Override
            public CompletionStage<Void> showWaiting(Leader to, List<Application> waiting) {
                return silent();
            }
        };
    }

    @Override
    public void signCard(NetworkId network, Member self) {}

    @Override
    public void openChat(NetworkId network, ActorRef<ChatActor.Command> chat, ActorRef<SyncActor.Command> sync) {
        admitted.add(network);
    }

    @Override
    public void authorityChanged(NetworkId network) {}

    @Override
    public void close(NetworkId network) {
        closed.add(network);
    }

    @Override
    public void reconnect() {
        reconnects.incrementAndGet();
    }
}
