package p2pchat.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import p2pchat.chat.ChatActor;
import p2pchat.election.ElectionActor;
import p2pchat.election.ElectionReport;
import p2pchat.journal.Journal;
import p2pchat.liveness.LivenessActor;
import p2pchat.liveness.LivenessReport;
import p2pchat.log.MessageLogActor;
import p2pchat.membership.Applicant;
import p2pchat.membership.Membership;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NodeId;
import p2pchat.model.Stint;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.node.NetworkFinder.Contents;
import p2pchat.node.NetworkGuardian.Command;
import p2pchat.node.NetworkGuardian.World;
import p2pchat.node.NetworkSettings.Entry;

/**
 * The actors of one running network, and what each is told of the others. Here alone they are introduced: what one
 * reports becomes a command of another, and none knows more of the rest than that.
 *
 * <p>Part of {@link NetworkGuardian}, on whose thread alone it runs.
 */
final class NetworkActors {

    private record FromLiveness(LivenessReport report) implements NetworkGuardian.OfActors {}

    private record FromElection(ElectionReport report) implements NetworkGuardian.OfActors {}

    private record Unreached(Set<NodeId> members) implements NetworkGuardian.OfActors {}

    private final ActorContext<Command> context;
    private final NetworkSettings settings;
    private final World world;
    private final Consumer<NetworkEvent> listener;
    private final NetworkId network;
    private final Contents contents;
    private final LeadershipJournal notes;
    private final Reachability hearing = new Reachability();
    private final PresenceLog attendance;
    private final Synchroniser sync = new Synchroniser();
    private final List<ActorRef<?>> all = new ArrayList<>();
    private final ActorRef<MessageLogActor.Command> log;
    private final ActorRef<LivenessActor.Command> liveness;
    private final ActorRef<ElectionActor.Command> election;
    private final ActorRef<MembershipActor.Command> membership;
    private final ReportRouter reports;
    private final RequestDispatcher errands;
    private final AtomicReference<ViewId> view = new AtomicReference<>(ViewId.NONE);
    private Optional<ActorRef<ChatActor.Command>> chat = Optional.empty();

    NetworkActors(
            ActorContext<Command> context,
            NetworkSettings settings,
            World world,
            Consumer<NetworkEvent> listener,
            NetworkId network,
            Contents contents) {
        this.context = context;
        this.settings = settings;
        this.world = world;
        this.listener = listener;
        this.network = network;
        this.contents = contents;
        Journal journal = contents.store().journal();
        this.notes = new LeadershipJournal(journal);
        this.attendance = new PresenceLog(world.wallClock(), hearing);
        Endpoint.Calls plain = world.endpoint().calls(network);
        JournaledCalls calls = new JournaledCalls(
                plain.peers(),
                plain.pings(),
                plain.electorate(),
                world.endpoint().directory(),
                journal);
        ActorRef<Command> self = context.getSelf();
        log = spawn(
                "log",
                MessageLogActor.create(
                        contents.store().log(), contents.log(), sync.digest::set, world.wallClock(), world.random()));
        liveness = spawn(
                "liveness",
                LivenessActor.create(
                        settings.pace().liveness(),
                        new LivenessActor.Ports(
                                calls,
                                report -> self.tell(new FromLiveness(report)),
                                world.clock(),
                                world.wallClock(),
                                world.random())));
        election = spawn(
                "election",
                ElectionActor.create(
                        settings.pace().election(),
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
                                world.clock(),
                                world.random())));
        reports = new ReportRouter(membership, liveness, election);
        errands = new RequestDispatcher(settings, network, journal, attendance, sync, log, membership);
        world.endpoint()
                .open(
                        network,
                        new Endpoint.Answering(
                                contents.store().uid(), membership, liveness, election, view::get, sync.digest::get));
    }

    private Membership machine() {
        Applicant applicant = new Applicant(
                settings.name(),
                contents.store().uid(),
                settings.nick(),
                settings.address(),
                settings.directory(),
                settings.entry() != Entry.ONLY_JOIN);
        return new Membership(settings.pace().membership(), applicant, Optional.of(network), contents.kept());
    }

    boolean entered() {
        return chat.isPresent();
    }

    /** Where this node stands decides what the others do. */
    void stand(MembershipSnapshot standing) {
        view.set(standing.viewId());
        notes.standing(standing);
        attendance.standing(standing);
        hearing.standing(standing).ifPresent(listener);
        liveness.tell(new LivenessActor.Stand(standing));
        election.tell(new ElectionActor.Stand(standing));
        if (standing.node().isPresent() && standing.view().isPresent()) {
            MemberId self = new MemberId(standing.node().get(), standing.uid());
            viewChanged(self, standing.view().get());
        }
    }

    private void viewChanged(MemberId self, View view) {
        chatOf(self).tell(new ChatActor.ViewChanged(view));
        sync.view(view);
    }

    private ActorRef<ChatActor.Command> chatOf(MemberId self) {
        ActorRef<ChatActor.Command> actor = chat.orElseGet(() -> admit(self));
        chat = Optional.of(actor);
        return actor;
    }

    private ActorRef<ChatActor.Command> admit(MemberId self) {
        ChatActor.Ports ports = new ChatActor.Ports(
                new ChatLogAdapter(log, contents.store().log(), contents.log()),
                world.endpoint().exchanges(network, self),
                world.endpoint().letters(network, self),
                doubted -> liveness.tell(new LivenessActor.Doubt(doubted.uid())),
                silent -> context.getSelf().tell(new Unreached(silent)),
                listener,
                sync::waiting,
                world.clock(),
                world.wallClock());
        ActorRef<ChatActor.Command> actor = spawn(
                "chat",
                ChatActor.create(
                        self,
                        contents.log().vector().of(self.node()),
                        contents.cursors(),
                        contents.kept().self().isEmpty(),
                        contents.nicks(),
                        ports,
                        world.random()));
        var synchroniser =
                spawn("sync", sync.behavior(world, network, contents, self, log, actor, settings.history(), listener));
        sync.runs(synchroniser);
        world.endpoint().admitted(network, actor, synchroniser);
        return actor;
    }

    /** Adds to an event what only the guardian knows, and shows the history once this node is in. */
    NetworkEvent completed(NetworkEvent event) {
        attendance.event(event);
        if (event instanceof NetworkEvent.Condition condition) {
            return hearing.condition(condition);
        }
        if (event instanceof NetworkEvent.Entered entered) {
            ActorRef<ChatActor.Command> actor = chatOf(entered.self()); // whoever hears "you are in" may speak at once
            viewChanged(entered.self(), entered.view());
            long stored = contents.log().vector().size();
            if (settings.history() > 0) {
                actor.tell(new ChatActor.Replay(settings.history(), stored));
            }
            return new NetworkEvent.Entered(
                    entered.self(),
                    entered.nick(),
                    settings.nick(),
                    entered.view(),
                    entered.created(),
                    entered.returned(),
                    stored);
        }
        return event;
    }

    void say(MessageDraft what, CompletableFuture<MessageId> accepted) {
        chat.ifPresentOrElse(
                actor -> actor.tell(new ChatActor.Say(what, accepted)),
                () -> accepted.completeExceptionally(new IllegalStateException("not in " + settings.name() + " yet")));
    }

    void run(NetworkRequest errand) {
        errands.run(errand, chat);
    }

    void directorySeen(boolean answers) {
        membership.tell(new MembershipActor.DirectorySeen(answers));
    }

    void leave() {
        membership.tell(new MembershipActor.Leave());
    }

    void verify(Stint stint, Leader suspect) {
        liveness.tell(new LivenessActor.Verify(stint, suspect));
    }

    void on(NetworkGuardian.OfActors report) {
        if (report instanceof FromLiveness from) {
            notes.liveness(from.report());
            attendance.liveness(from.report());
            hearing.liveness(from.report()).ifPresent(listener);
            reports.liveness(from.report());
        } else if (report instanceof FromElection from) {
            reports.election(from.report());
        } else if (report instanceof Unreached silent) {
            hearing.unreached(silent.members()).ifPresent(listener);
        } else {
            throw new AssertionError("no handler for " + report);
        }
    }

    /** Completes when every actor has stopped; what they were still asked is answered by their last breath. */
    CompletionStage<Void> stop() {
        world.endpoint().close(network);
        List<CompletableFuture<Void>> stopped = new ArrayList<>();
        for (ActorRef<?> actor : all) {
            CompletableFuture<Void> gone = new CompletableFuture<>();
            context.unwatch(actor);
            context.spawnAnonymous(TerminationFuture.of(actor, gone));
            context.stop(actor);
            stopped.add(gone);
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
