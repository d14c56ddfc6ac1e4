package p2pchat.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.chat.ChatActor;
import p2pchat.election.ElectionActor;
import p2pchat.election.ElectionReport;
import p2pchat.journal.Journal;
import p2pchat.journal.Note;
import p2pchat.journal.NotedCalls;
import p2pchat.liveness.LivenessActor;
import p2pchat.liveness.LivenessReport;
import p2pchat.log.MessageLogActor;
import p2pchat.membership.Applicant;
import p2pchat.membership.Membership;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.Standing;
import p2pchat.model.Stint;
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

    private final ActorContext<Command> context;
    private final NetworkSettings settings;
    private final World world;
    private final Consumer<NetworkEvent> listener;
    private final NetworkId network;
    private final Contents contents;
    private final LeadershipNotes notes;
    private final List<ActorRef<?>> all = new ArrayList<>();
    private final ActorRef<MessageLogActor.Command> log;
    private final ActorRef<LivenessActor.Command> liveness;
    private final ActorRef<ElectionActor.Command> election;
    private final ActorRef<MembershipActor.Command> membership;
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
        this.notes = new LeadershipNotes(journal);
        Endpoint.Calls plain = world.endpoint().calls(network);
        NotedCalls calls = new NotedCalls(
                plain.peers(),
                plain.pings(),
                plain.electorate(),
                world.endpoint().directory(),
                journal);
        ActorRef<Command> self = context.getSelf();
        log = spawn(
                "log",
                MessageLogActor.create(contents.store().log(), contents.log(), world.wallClock(), world.random()));
        liveness = spawn(
                "liveness",
                LivenessActor.create(
                        settings.pace().liveness(),
                        new LivenessActor.Ports(
                                calls,
                                report -> self.tell(new NetworkGuardian.FromLiveness(report)),
                                world.clock(),
                                world.wallClock(),
                                world.random())));
        election = spawn(
                "election",
                ElectionActor.create(
                        settings.pace().election(),
                        new ElectionActor.Ports(calls, report -> self.tell(new NetworkGuardian.FromElection(report)))));
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
        world.endpoint().open(network, new Endpoint.Answering(contents.store().uid(), membership, liveness, election));
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
    void stand(Standing standing) {
        notes.standing(standing);
        liveness.tell(new LivenessActor.Stand(standing));
        election.tell(new ElectionActor.Stand(standing));
        if (standing.node().isPresent() && standing.view().isPresent()) {
            MemberId self = new MemberId(standing.node().get(), standing.uid());
            chatOf(self).tell(new ChatActor.ViewChanged(standing.view().get()));
        }
    }

    private ActorRef<ChatActor.Command> chatOf(MemberId self) {
        ActorRef<ChatActor.Command> actor = chat.orElseGet(() -> admit(self));
        chat = Optional.of(actor);
        return actor;
    }

    private ActorRef<ChatActor.Command> admit(MemberId self) {
        ChatActor.Ports ports = new ChatActor.Ports(
                new LogOfNetwork(log, contents.store().log()),
                world.endpoint().exchanges(network, self),
                listener,
                world.wallClock());
        ActorRef<ChatActor.Command> actor = spawn(
                "chat",
                ChatActor.create(
                        self,
                        contents.log().vector().of(self.node()),
                        contents.cursors(),
                        contents.nicks(),
                        ports,
                        world.random()));
        world.endpoint().admitted(network, actor);
        return actor;
    }

    /** Adds to an event what only the guardian knows, and shows the history once this node is in. */
    NetworkEvent completed(NetworkEvent event) {
        if (event instanceof NetworkEvent.Entered entered) {
            ActorRef<ChatActor.Command> actor = chatOf(entered.self()); // whoever hears "you are in" may speak at once
            actor.tell(new ChatActor.ViewChanged(entered.view()));
            if (settings.history() > 0) {
                actor.tell(new ChatActor.Replay(settings.history()));
            }
            return new NetworkEvent.Entered(
                    entered.self(),
                    entered.nick(),
                    entered.view(),
                    entered.created(),
                    entered.returned(),
                    contents.log().vector().size());
        }
        return event;
    }

    void say(String text, CompletableFuture<MessageId> accepted) {
        chat.ifPresentOrElse(
                actor -> actor.tell(new ChatActor.Say(text, accepted)),
                () -> accepted.completeExceptionally(new IllegalStateException("not in " + settings.name() + " yet")));
    }

    List<Note> journal() {
        return contents.store().journal().entries();
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

    void fromLiveness(LivenessReport report) {
        notes.liveness(report);
        if (report instanceof LivenessReport.LeaderLost lost) {
            membership.tell(new MembershipActor.LeaderLost(lost.stint()));
        } else if (report instanceof LivenessReport.LeaderDenies denies) {
            membership.tell(new MembershipActor.LeaderDenies(denies.stint()));
        } else if (report instanceof LivenessReport.LeaderSuspected suspected) {
            membership.tell(new MembershipActor.LeaderSuspected(suspected.stint(), suspected.suspected()));
        } else if (report instanceof LivenessReport.LeaderFresh fresh) {
            election.tell(new ElectionActor.LeaderFresh(fresh.stint(), fresh.fresh()));
        } else if (report instanceof LivenessReport.MemberLost lost) {
            membership.tell(new MembershipActor.MemberLost(lost.stint(), lost.member()));
        } else if (report instanceof LivenessReport.Heard heard) {
            election.tell(new ElectionActor.Polled(heard.stint(), heard.count()));
        } else if (report instanceof LivenessReport.Verified verified) {
            membership.tell(new MembershipActor.Verified(verified.stint(), verified.suspect(), verified.alive()));
        } else if (report instanceof LivenessReport.ViewSeen seen) {
            membership.tell(new MembershipActor.ViewSeen(seen.view(), seen.byItsLeader()));
        } else if (report instanceof LivenessReport.Behind behind) {
            membership.tell(new MembershipActor.MemberBehind(behind.member()));
        } else if (report instanceof LivenessReport.Lagged lagged) {
            membership.tell(new MembershipActor.Lagged(lagged.stint()));
        } else if (report instanceof LivenessReport.Resumed) {
            membership.tell(new MembershipActor.Resumed());
        } else {
            throw new AssertionError("no handler for " + report);
        }
    }

    void fromElection(ElectionReport report) {
        if (report instanceof ElectionReport.Claim claim) {
            membership.tell(new MembershipActor.MayClaim(claim.stint(), claim.heard()));
        } else if (report instanceof ElectionReport.LeaderFresh fresh) {
            membership.tell(new MembershipActor.LeaderIsFresh(fresh.stint()));
        } else if (report instanceof ElectionReport.Over over) {
            membership.tell(new MembershipActor.ElectionOver(over.stint()));
        } else if (report instanceof ElectionReport.ViewSeen seen) {
            membership.tell(new MembershipActor.ViewSeen(seen.view(), true));
        } else if (report instanceof ElectionReport.Doubted) {
            liveness.tell(new LivenessActor.Probe());
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
            context.spawnAnonymous(Obituary.of(actor, gone));
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

    /** Completes a future when an actor is gone. */
    private static final class Obituary {
        static Behavior<Void> of(ActorRef<?> actor, CompletableFuture<Void> gone) {
            return Behaviors.setup(context -> {
                context.watch(actor);
                return Behaviors.receive(Void.class)
                        .onSignal(org.apache.pekko.actor.typed.Terminated.class, signal -> {
                            gone.complete(null);
                            return Behaviors.stopped();
                        })
                        .build();
            });
        }
    }
}
