package p2pchat.node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import p2pchat.chat.ChatActor;
import p2pchat.election.Election;
import p2pchat.election.ElectionActor;
import p2pchat.election.ElectionReport;
import p2pchat.journal.Journal;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.LivenessActor;
import p2pchat.liveness.LivenessReport;
import p2pchat.log.Fork;
import p2pchat.log.MessageLog;
import p2pchat.log.MessageLogActor;
import p2pchat.log.MessageLogActor.RestrictResult;
import p2pchat.membership.Applicant;
import p2pchat.membership.Membership;
import p2pchat.membership.MembershipActor;
import p2pchat.membership.MembershipInput;
import p2pchat.model.Address;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Stint;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.node.NetworkFinder.Contents;
import p2pchat.node.NetworkGuardian.ActorReport;
import p2pchat.node.NetworkGuardian.Command;
import p2pchat.sync.SyncActor;

/**
 * The actors of one running network. Spawns them, connects their ports, and translates what one reports into commands
 * of the others, which know nothing of each other.
 *
 * <p>Part of {@link NetworkGuardian}, on whose thread alone it runs.
 */
final class NetworkActors {

    private record FromLiveness(LivenessReport report) implements ActorReport {}

    private record FromElection(ElectionReport report) implements ActorReport {}

    private record Unresponsive(Set<NodeId> members) implements ActorReport {}

    private record MessagesWaiting(NodeId sender) implements ActorReport {}

    private record Forked(Fork fork) implements ActorReport {}

    /** The actors that need this node's id. */
    record MemberActors(ActorRef<ChatActor.Command> chat, ActorRef<SyncActor.Command> sync) {}

    private final ActorContext<Command> context;
    private final NetworkSettings settings;
    private final NodeContext node;
    private final Consumer<NetworkEvent> listener;
    private final NetworkId network;
    private final Contents contents;
    private final LeadershipJournal leadership;
    private final Reachability reachability = new Reachability();
    private final StoreWatch storeWatch = new StoreWatch();
    private final PresenceLog presence;
    private final KnownPeople people;
    private final List<ActorRef<?>> all = new ArrayList<>();
    private final ActorRef<MessageLogActor.Command> log;
    private final ActorRef<LivenessActor.Command> liveness;
    private final ActorRef<ElectionActor.Command> election;
    private final ActorRef<MembershipActor.Command> membership;
    private final NetworkRoster roster;
    private final ReportRouter reports;
    private final RequestDispatcher requests;

    /** Read by calls on any thread. */
    private final AtomicReference<ViewId> view = new AtomicReference<>(ViewId.NONE);

    private final AtomicReference<Digest> digest = new AtomicReference<>(Digest.NOTHING);
    private final AtomicReference<List<Head>> frontier = new AtomicReference<>(List.of());
    private final AtomicReference<NavigableMap<NodeId, Fork>> forks;
    private volatile Optional<MembershipSnapshot> snapshot = Optional.empty();
    private Optional<MemberActors> members = Optional.empty();
    private boolean entered;

    /** Addresses at which a member did not have the expected key. */
    private final Set<Address> wrongKeys = new HashSet<>();

    NetworkActors(
            ActorContext<Command> context,
            NetworkSettings settings,
            NodeContext node,
            Consumer<NetworkEvent> listener,
            NetworkId network,
            Contents contents) {
        this.context = context;
        this.settings = settings;
        this.node = node;
        this.listener = listener;
        this.network = network;
        this.contents = contents;
        Journal journal = contents.store().journal();
        this.leadership = new LeadershipJournal(journal);
        this.presence = new PresenceLog(node.wallClock(), reachability);
        this.people = new KnownPeople(
                contents.store().uid(), uid -> node.endpoint().person(network, uid), node.stores()::verified);
        people.remember(contents.kept().absent());
        contents.kept().view().map(View::members).ifPresent(people::remember);
        Endpoint.Calls plain = node.endpoint().calls(network);
        JournaledCalls calls = new JournaledCalls(
                plain.peers(),
                plain.pings(),
                plain.electorate(),
                node.endpoint().directory(),
                journal);
        ActorRef<Command> self = context.getSelf();
        NavigableMap<NodeId, Fork> known = new TreeMap<>();
        contents.log().forks().forEach(fork -> known.put(fork.author(), fork));
        forks = new AtomicReference<>(known);
        log = spawn(
                "log",
                MessageLogActor.create(
                        contents.store().log(),
                        contents.log(),
                        contents.store().signer(),
                        this::onCommit,
                        node.wallClock(),
                        node.random()));
        liveness = spawn(
                "liveness",
                LivenessActor.create(
                        settings.profile().liveness(),
                        new LivenessActor.Ports(
                                calls,
                                report -> self.tell(new FromLiveness(report)),
                                node.clock(),
                                node.wallClock(),
                                node.random())));
        election = spawn(
                "election",
                ElectionActor.create(
                        settings.profile().election(),
                        new ElectionActor.Ports(calls, report -> self.tell(new FromElection(report)))));
        membership = spawn(
                "membership",
                MembershipActor.create(
                        settings.name(),
                        machine(),
                        new MembershipActor.Ports(
                                calls,
                                calls,
                                contents.store().views(),
                                report -> self.tell(new NetworkGuardian.FromMembership(report)),
                                node.clock(),
                                node.random())));
        reports = new ReportRouter(
                input -> membership.tell(new MembershipActor.Handle(input)),
                input -> liveness.tell(new LivenessActor.Handle(input)),
                input -> election.tell(new ElectionActor.Handle(input)));
        roster = new NetworkRoster(
                settings,
                node,
                network,
                contents,
                () -> snapshot,
                log,
                reports.membership(),
                self,
                behavior -> spawn("roster", behavior));
        requests = new RequestDispatcher(
                settings,
                network,
                journal,
                presence,
                people,
                node,
                contents.store().uid(),
                log,
                membership,
                roster.requests(),
                new InvitationMaker(
                        settings, roster.requests(), contents.store().invitations(), () -> snapshot, node.wallClock()));
        node.endpoint()
                .open(
                        network,
                        new Endpoint.Handlers(
                                contents.store().uid(),
                                contents.members(),
                                membership,
                                liveness,
                                election,
                                roster.actor(),
                                roster::authority,
                                view::get,
                                digest::get,
                                frontier::get,
                                problem -> self.tell(new NetworkGuardian.WrongKeySeen(problem))));
    }

    /** Runs on the thread of the log. */
    private void onCommit(MessageLog now) {
        digest.set(now.digest());
        frontier.set(now.newestHeads());
        NavigableMap<NodeId, Fork> before = forks.getAndSet(now.chains().forks());
        for (Fork fork : now.chains().forks().values()) {
            if (!fork.equals(before.get(fork.author()))) {
                context.getSelf().tell(new Forked(fork));
            }
        }
    }

    private Membership machine() {
        Applicant applicant = Applicants.of(settings, network, contents.store());
        return new Membership(settings.profile().membership(), applicant, Optional.of(network), contents.kept());
    }

    /** Returns whether this process was admitted, or may wait longer than usual because it was once before. */
    boolean mayStay() {
        return entered || (settings.persistent() && contents.kept().self().isPresent());
    }

    /** Passes a change of role, leader or view to all that depend on it. */
    void onMembership(MembershipSnapshot now) {
        snapshot = Optional.of(now);
        view.set(now.viewId());
        leadership.onMembership(now);
        reachability.onMembership(now).ifPresent(listener);
        roster.onMembership(now);
        reports.liveness().accept(new Liveness.Input.MembershipChanged(now));
        reports.election().accept(new Election.Input.MembershipChanged(now));
        if (now.node().isPresent() && now.view().isPresent()) {
            startMembers(new MemberId(now.node().get(), now.uid()));
            viewChanged(now.view().get());
        }
    }

    private void viewChanged(View installed) {
        View now = roster.admissible(installed);
        members.ifPresent(actors -> {
            actors.chat().tell(new ChatActor.ViewChanged(now));
            actors.sync().tell(new SyncActor.ViewChanged(now));
        });
    }

    /** Spawns chat and synchronisation once this node's id is known. */
    private void startMembers(MemberId self) {
        if (members.isPresent()) {
            return;
        }
        ActorRef<ChatActor.Command> chat = spawn("chat", chat(self));
        ActorRef<SyncActor.Command> sync = spawn("sync", sync(self, chat));
        members = Optional.of(new MemberActors(chat, sync));
        contents.log().forks().forEach(fork -> chat.tell(known(fork, false)));
        node.endpoint().openChat(network, chat, sync);
    }

    private ChatActor.ForkKnown known(Fork fork, boolean news) {
        return new ChatActor.ForkKnown(fork.author(), fork.from(), fork.frozen(), isOwn(fork), news);
    }

    private boolean isOwn(Fork fork) {
        return fork.proof().uid().equals(contents.store().uid());
    }

    private Behavior<ChatActor.Command> chat(MemberId self) {
        ActorRef<Command> guardian = context.getSelf();
        ChatActor.Ports ports = new ChatActor.Ports(
                new ChatLogAdapter(settings.name(), log, contents.store().log(), contents.log()),
                node.endpoint().exchanges(network, self),
                node.endpoint().unaryMessages(network, self),
                doubted -> reports.liveness().accept(new Liveness.Input.AckOverdue(doubted.uid())),
                unresponsive -> guardian.tell(new Unresponsive(unresponsive)),
                listener,
                sender -> guardian.tell(new MessagesWaiting(sender)),
                node.clock(),
                node.wallClock());
        return ChatActor.create(
                self,
                contents.log().vector().of(self.node()),
                contents.cursors(),
                contents.kept().self().isEmpty(),
                contents.nicks(),
                ports,
                node.random());
    }

    private Behavior<SyncActor.Command> sync(MemberId self, ActorRef<ChatActor.Command> chat) {
        SyncActor.Ports ports = new SyncActor.Ports(
                new SyncLogAdapter(log, contents.store().log(), chat),
                node.endpoint().remoteLogs(network, self),
                digest::get,
                listener,
                node.clock(),
                node.wallClock(),
                node.random());
        return SyncActor.create(self, contents.kept().absent(), settings.history(), ports);
    }

    /** Lets the next message follow what the leader held, although it may not have arrived (protocol 2.7). */
    void onAdmitted(List<Head> leaders) {
        log.tell(new MessageLogActor.Follow(leaders));
    }

    /** Returns an event of membership with what only the other parts know; starts chat before an entry is announced. */
    NetworkEvent onEvent(NetworkEvent event) {
        presence.onEvent(event);
        leadership.onEvent(event);
        people.identify(event).ifPresent(listener);
        if (event instanceof NetworkEvent.Condition condition) {
            return reachability.complete(condition);
        }
        return event instanceof NetworkEvent.Entered first ? onEntered(first) : event;
    }

    /** Returns the events to emit after this one: members whose nick was known from another person. */
    List<NetworkEvent.NewKey> newKeys(NetworkEvent event) {
        return people.meet(event);
    }

    private NetworkEvent onEntered(NetworkEvent.Entered event) {
        entered = true;
        event.view()
                .member(event.self().uid())
                .ifPresent(self -> node.endpoint().signCard(network, self));
        listener.accept(roster.standing());
        startMembers(event.self()); // the listener may send at once
        viewChanged(event.view());
        long stored = contents.log().vector().size();
        members.orElseThrow().chat().tell(new ChatActor.Replay(settings.history(), stored));
        return new NetworkEvent.Entered(
                event.self(), event.nick(), settings.nick(), event.view(), event.created(), event.returned(), stored);
    }

    /** Checks whether the store hangs. Returns the notice to show. */
    Optional<NetworkEvent> checkStore() {
        roster.checkAuthors();
        Optional<Boolean> changed = storeWatch.tick(contents.store().running().getAsLong());
        changed.ifPresent(stalled -> {
            reports.liveness().accept(new Liveness.Input.StoreStalled(stalled));
            reports.membership().accept(new MembershipInput.StoreStalled(stalled));
        });
        return changed.filter(stalled -> stalled)
                .map(stalled -> new NetworkEvent.Trouble(new Problem.StoreStalled(settings.name())));
    }

    /**
     * Returns the problem to announce if a process other than the expected member of this network, or leader to join,
     * answered.
     */
    Optional<NetworkEvent> onWrongKey(Problem.WrongKey problem) {
        if (entered) {
            Set<Address> members =
                    snapshot.flatMap(MembershipSnapshot::view).map(View::members).orElse(List.of()).stream()
                            .map(Member::address)
                            .collect(Collectors.toSet());
            wrongKeys.retainAll(members);
            if (!members.contains(problem.address())) {
                return Optional.empty();
            }
        }
        return wrongKeys.add(problem.address()) ? Optional.of(new NetworkEvent.Trouble(problem)) : Optional.empty();
    }

    void dispatch(NetworkRequest request) {
        requests.dispatch(request, snapshot, members);
    }

    void directoryChecked(boolean answered) {
        reports.membership().accept(new MembershipInput.DirectorySeen(answered));
    }

    void addressChanged(Address address) {
        reports.membership().accept(new MembershipInput.AddressChanged(address));
    }

    NetworkId network() {
        return network;
    }

    void leave() {
        membership.tell(new MembershipActor.Leave());
    }

    void verify(Stint stint, Leader suspect) {
        reports.liveness().accept(new Liveness.Input.Verify(stint, suspect));
    }

    void onReport(ActorReport report) {
        if (report instanceof FromLiveness from) {
            leadership.onLiveness(from.report());
            reachability.onLiveness(from.report()).ifPresent(listener);
            reports.route(from.report());
        } else if (report instanceof FromElection from) {
            reports.route(from.report());
        } else if (report instanceof Unresponsive unresponsive) {
            reachability.onUnresponsive(unresponsive.members()).ifPresent(listener);
        } else if (report instanceof Forked forked) {
            members.ifPresent(actors -> actors.chat().tell(known(forked.fork(), true)));
            if (isOwn(forked.fork())) {
                context.getSelf()
                        .tell(new NetworkGuardian.OwnStoreEnded("a copy of it has written, too", Optional.empty()));
            }
        } else if (report instanceof NetworkRoster.Restricted restricted) {
            RestrictResult result = restricted.result();
            members.ifPresent(actors -> actors.chat()
                    .tell(new ChatActor.Restricted(result.voided(), restricted.because(), result.delivered())));
        } else if (report instanceof NetworkRoster.FromRoster from) {
            roster.onReport(from.report(), entered);
            snapshot.flatMap(MembershipSnapshot::view).ifPresent(this::viewChanged);
        } else if (report instanceof MessagesWaiting waiting) {
            members.ifPresent(actors -> actors.sync().tell(new SyncActor.MessageWaiting(waiting.sender())));
        } else {
            throw new AssertionError("no handler for " + report);
        }
    }

    /** Completes when every actor has stopped. Each answers its open requests when it stops. */
    CompletionStage<Void> stop() {
        node.endpoint().close(network);
        List<CompletableFuture<Void>> stopped = new ArrayList<>();
        for (ActorRef<?> actor : all) {
            CompletableFuture<Void> terminated = new CompletableFuture<>();
            context.unwatch(actor);
            context.spawnAnonymous(TerminationFuture.of(actor, terminated));
            context.stop(actor);
            stopped.add(terminated);
        }
        return CompletableFuture.allOf(stopped.toArray(CompletableFuture[]::new));
    }

    CompletionStage<Void> closeStore() {
        return contents.store().close();
    }

    private <T> ActorRef<T> spawn(String name, Behavior<T> behavior) {
        ActorRef<T> actor = context.spawn(behavior, name + "-" + network.shortForm());
        context.watchWith(actor, new NetworkGuardian.ActorFailed(name));
        all.add(actor);
        return actor;
    }
}
