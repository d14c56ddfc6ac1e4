package p2pchat.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import p2pchat.election.Election;
import p2pchat.election.ElectionAnswer;
import p2pchat.election.ElectionReport;
import p2pchat.liveness.Frame;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.LivenessReport;
import p2pchat.liveness.PingAnswer;
import p2pchat.membership.CoordinatorReply;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.Membership;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Role;
import p2pchat.model.Standing;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.nds.LeaderCheck;
import p2pchat.simulation.SimulatedNetwork.Place;

/** One process of a member: the three machines, what introduces them to each other, and what performs their effects. */
final class SimulatedNode implements Timeline.Running {

    private static final long INFORMATION_TIMEOUT = 1_000;
    /** Longer than a directory needs to ask an old leader twice. */
    private static final long DIRECTORY_TIMEOUT = 2_000;

    /** Transcripts with every effect of the role machine, for the hunt. */
    private static final boolean VERBOSE = Boolean.getBoolean("verbose");

    private final World world;
    final Place<SimulatedNode> place;
    final NodeStore store;
    private final Membership membership;
    private final Liveness liveness;
    private Election election;
    private Standing standing;
    private final Map<Object, Long> timers =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private final Deque<Membership.Effect> waiting = new ArrayDeque<>();
    private final Map<Long, Consumer<JoinReply>> joiners = new TreeMap<>();
    private final Map<Long, Consumer<LeaveReply>> leavers = new TreeMap<>();
    private final Map<Long, Consumer<CoordinatorReply>> coordinators = new TreeMap<>();
    private final Map<Long, Consumer<PingAnswer>> pingers = new TreeMap<>();
    private final Map<Long, Consumer<ElectionAnswer>> challengers = new TreeMap<>();
    private final List<NetworkEvent> events = new ArrayList<>();
    private boolean keeping;
    private boolean gone;
    private boolean leaving;
    private long pausedUntil;
    private long lastTicket;
    private long roomsBusyUntil;
    private long timerNumber;
    private long wallClockAhead;

    SimulatedNode(World world, Place<SimulatedNode> place, NodeStore store, Profile profile) {
        this.world = world;
        this.place = place;
        this.store = store;
        this.membership = new Membership(profile.membership(), store.applicant, store.network, store.kept);
        this.liveness = new Liveness(profile.liveness());
        this.election = Election.idle(profile.election());
        this.standing = membership.standing();
    }

    void start() {
        world.ledger.restarted(store.applicant.uid(), store.kept.view());
        perform(membership.start(now(), world.random));
        performLiveness(liveness.start(now(), wallClock()));
    }

    // --- what the faults do

    void stop() {
        gone = true;
    }

    void pause(long millis) {
        pausedUntil = Math.max(pausedUntil, now() + millis);
    }

    /** The machine was suspended: its wall clock went on while its timers stood. */
    void suspended(long millis) {
        wallClockAhead += millis;
    }

    boolean isLeaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
        perform(membership.leave(now(), world.random));
    }

    void connectionLost(Uid peer) {
        performLiveness(liveness.connectionLost(now(), world.random, peer));
    }

    // --- what the judges ask

    Standing standing() {
        return standing;
    }

    Uid uid() {
        return store.applicant.uid();
    }

    List<NetworkEvent> events() {
        return events;
    }

    boolean is(Role role) {
        return standing.role() == role;
    }

    LeaderCheck.Confirmation confirmed(Leader leader, long epoch) {
        Liveness.Confirmed word = liveness.confirmed(now(), leader.id(), epoch);
        return new LeaderCheck.Confirmation(word.leading(), word.heard());
    }

    // --- membership

    private void perform(List<Membership.Effect> effects) {
        waiting.addAll(effects);
        while (!keeping && !waiting.isEmpty()) {
            perform(waiting.remove());
        }
    }

    private void perform(Membership.Effect effect) {
        if (VERBOSE) {
            world.note(() -> "    p" + place.number + " " + effect);
        }
        if (effect instanceof Membership.Effect.Keep keep) {
            keeping = true;
            world.timeline.after(world.random.nextInt(4), this, () -> {
                store.kept = keep.kept();
                store.network = membership.network();
                keeping = false;
                perform(List.of());
            });
        } else if (effect instanceof Membership.Effect.AskInformation ask) {
            world.network.<SimulatedDirectory, Optional<NetworkInfo>>call(
                    this,
                    place.number,
                    world.directory,
                    INFORMATION_TIMEOUT,
                    (directory, answer) -> answer.accept(directory.info()),
                    info -> perform(membership.informed(now(), world.random, ask.ticket(), info)),
                    () -> perform(membership.directoryFailed(now(), world.random, ask.ticket())));
        } else if (effect instanceof Membership.Effect.AskDirectory ask) {
            world.network.<SimulatedDirectory, DirectoryReply>call(
                    this,
                    place.number,
                    world.directory,
                    DIRECTORY_TIMEOUT,
                    (directory, answer) -> directory.ask(ask.request(), answer),
                    reply -> perform(membership.directoryAnswered(now(), world.random, ask.ticket(), reply)),
                    () -> perform(membership.directoryFailed(now(), world.random, ask.ticket())));
        } else if (effect instanceof Membership.Effect.Join join) {
            this.<JoinReply>peer(
                    join.to(),
                    join.timeoutMillis(),
                    (node, header, answer) -> node.joinRequested(header, join.request(), answer),
                    reply -> {
                        perform(membership.joinAnswered(now(), world.random, join.ticket(), reply));
                        if (reply instanceof JoinReply.NotLeader other) {
                            heardAnswer(join.to(), Optional.of(other.view()));
                        }
                    },
                    () -> perform(membership.peerFailed(now(), world.random, join.ticket())));
        } else if (effect instanceof Membership.Effect.Leave leave) {
            this.<LeaveReply>peer(
                    leave.to(),
                    leave.timeoutMillis(),
                    (node, header, answer) -> node.leaveRequested(header, answer),
                    reply -> perform(membership.leaveAnswered(now(), world.random, leave.ticket(), reply)),
                    () -> perform(membership.peerFailed(now(), world.random, leave.ticket())));
        } else if (effect instanceof Membership.Effect.Coordinate push) {
            this.<CoordinatorReply>peer(
                    push.to(),
                    push.timeoutMillis(),
                    (node, header, answer) -> node.coordinatorRequested(header, push, answer),
                    reply -> {
                        perform(membership.coordinatorAnswered(now(), world.random, push.ticket(), reply));
                        viewOf(reply).ifPresent(view -> heardAnswer(push.to(), Optional.of(view)));
                    },
                    () -> perform(membership.peerFailed(now(), world.random, push.ticket())));
        } else if (effect instanceof Membership.Effect.AnswerJoin answer) {
            joiners.remove(answer.ticket()).accept(answer.reply());
        } else if (effect instanceof Membership.Effect.AnswerLeave answer) {
            leavers.remove(answer.ticket()).accept(answer.reply());
        } else if (effect instanceof Membership.Effect.AnswerCoordinator answer) {
            coordinators.remove(answer.ticket()).accept(answer.reply());
        } else if (effect instanceof Membership.Effect.Schedule schedule) {
            timer(
                    schedule.timer(),
                    schedule.delayMillis(),
                    () -> perform(membership.timer(now(), world.random, schedule.timer())));
        } else if (effect instanceof Membership.Effect.Cancel cancel) {
            timers.remove(cancel.timer());
        } else if (effect instanceof Membership.Effect.Stand stand) {
            stand(stand.standing());
        } else if (effect instanceof Membership.Effect.Verify verify) {
            toRooms(() -> performLiveness(liveness.verify(world.random, verify.stint(), verify.suspect())));
        } else if (effect instanceof Membership.Effect.Tell tell) {
            events.add(tell.event());
            Words.of(tell.event()).ifPresent(words -> world.note(() -> "p" + place.number + " hears that " + words));
            if (tell.event() instanceof NetworkEvent.Ended) {
                exits();
            }
        } else {
            throw new AssertionError("no performer for " + effect);
        }
    }

    /** Nobody runs a process that is out; the port is free again. */
    private void exits() {
        world.timeline.after(1, this, () -> {
            gone = true;
            place.process = Optional.empty();
        });
    }

    private void stand(Standing now) {
        boolean moved = !standing.stint().equals(now.stint());
        standing = now;
        if (moved) {
            if (membership.network().filter(world::isTheNetwork).isPresent()) {
                world.ledger.stands(now);
            }
            world.note(() -> "p" + place.number + " " + Words.of(now));
        }
        toRooms(() -> {
            performElection(election.stand(now));
            performLiveness(liveness.stand(now(), world.random, now));
        });
    }

    private static Optional<ViewId> viewOf(CoordinatorReply reply) {
        if (reply instanceof CoordinatorReply.Installed installed) {
            return Optional.of(installed.view());
        }
        return reply instanceof CoordinatorReply.Stale stale ? Optional.of(stale.view()) : Optional.empty();
    }

    // --- liveness

    private void performLiveness(List<Liveness.Effect> effects) {
        for (Liveness.Effect effect : effects) {
            if (effect instanceof Liveness.Effect.Send send) {
                if (send.afterMillis() > 0) {
                    world.timeline.after(send.afterMillis(), this, () -> ping(send));
                } else {
                    ping(send);
                }
            } else if (effect instanceof Liveness.Effect.Answer answer) {
                pingers.remove(answer.ticket()).accept(answer.answer());
            } else if (effect instanceof Liveness.Effect.Schedule schedule) {
                timer(
                        schedule.timer(),
                        schedule.delayMillis(),
                        () -> performLiveness(liveness.timer(now(), wallClock(), world.random, schedule.timer())));
            } else if (effect instanceof Liveness.Effect.Cancel cancel) {
                timers.remove(cancel.timer());
            } else if (effect instanceof Liveness.Effect.Report report) {
                toRooms(() -> report(report.report()));
            } else {
                throw new AssertionError("no performer for " + effect);
            }
        }
    }

    private void ping(Liveness.Effect.Send send) {
        this.<PingAnswer>peer(
                send.to(),
                send.timeoutMillis(),
                (node, header, answer) -> node.pinged(header, send, answer),
                reply -> performLiveness(liveness.ponged(now(), world.random, send.ticket(), reply)),
                () -> performLiveness(liveness.failed(now(), world.random, send.ticket())));
    }

    private void report(LivenessReport report) {
        if (report instanceof LivenessReport.LeaderLost lost) {
            perform(membership.leaderLost(now(), world.random, lost.stint()));
        } else if (report instanceof LivenessReport.LeaderDenies denies) {
            perform(membership.leaderDenies(now(), world.random, denies.stint()));
        } else if (report instanceof LivenessReport.LeaderSuspected suspected) {
            perform(membership.leaderSuspected(suspected.stint(), suspected.suspected()));
        } else if (report instanceof LivenessReport.LeaderFresh fresh) {
            performElection(election.leaderFresh(fresh.stint(), fresh.fresh()));
        } else if (report instanceof LivenessReport.MemberLost lost) {
            perform(membership.memberLost(now(), world.random, lost.stint(), lost.member()));
        } else if (report instanceof LivenessReport.Heard heard) {
            performElection(election.polled(heard.stint(), heard.count()));
        } else if (report instanceof LivenessReport.Verified verified) {
            perform(membership.verified(now(), world.random, verified.stint(), verified.suspect(), verified.alive()));
        } else if (report instanceof LivenessReport.ViewSeen seen) {
            perform(membership.viewSeen(now(), world.random, seen.view(), seen.byItsLeader()));
        } else if (report instanceof LivenessReport.Behind behind) {
            perform(membership.memberBehind(now(), world.random, behind.member()));
        } else if (report instanceof LivenessReport.Lagged lagged) {
            perform(membership.lagged(now(), world.random, lagged.stint()));
        } else if (report instanceof LivenessReport.Resumed) {
            perform(membership.resumed(now(), world.random));
        } else {
            throw new AssertionError("nobody listens to " + report);
        }
    }

    // --- election

    private void performElection(Election.Step step) {
        election = step.next();
        for (Election.Effect effect : step.effects()) {
            if (effect instanceof Election.Effect.Ask ask) {
                this.<ElectionAnswer>peer(
                        ask.to(),
                        ask.timeoutMillis(),
                        (node, header, answer) -> node.challenged(header, answer),
                        reply -> {
                            performElection(election.answered(ask.ticket(), reply));
                            if (!(reply instanceof ElectionAnswer.Refused)) {
                                heardAnswer(ask.to(), Optional.empty());
                            }
                        },
                        () -> performElection(election.unanswered(ask.ticket())));
            } else if (effect instanceof Election.Effect.Answer answer) {
                challengers.remove(answer.ticket()).accept(answer.answer());
            } else if (effect instanceof Election.Effect.Schedule schedule) {
                timer(
                        schedule.timer(),
                        schedule.delayMillis(),
                        () -> performElection(election.timer(schedule.timer())));
            } else if (effect instanceof Election.Effect.Cancel cancel) {
                timers.remove(cancel.timer());
            } else if (effect instanceof Election.Effect.Report report) {
                toRooms(() -> report(report.report()));
            } else {
                throw new AssertionError("no performer for " + effect);
            }
        }
    }

    private void report(ElectionReport report) {
        if (report instanceof ElectionReport.Claim claim) {
            perform(membership.mayClaim(now(), world.random, claim.stint(), claim.heard()));
        } else if (report instanceof ElectionReport.LeaderFresh fresh) {
            perform(membership.leaderIsFresh(now(), world.random, fresh.stint()));
        } else if (report instanceof ElectionReport.Over over) {
            perform(membership.electionOver(now(), world.random, over.stint()));
        } else if (report instanceof ElectionReport.ViewSeen seen) {
            perform(membership.viewSeen(now(), world.random, seen.view(), true));
        } else if (report instanceof ElectionReport.Doubted) {
            performLiveness(liveness.probe(now()));
        } else {
            throw new AssertionError("nobody listens to " + report);
        }
    }

    // --- requests that come in

    private void joinRequested(Header header, JoinRequest request, Consumer<JoinReply> answer) {
        joiners.put(++lastTicket, answer);
        heardRequest(header);
        perform(membership.joinRequested(now(), world.random, lastTicket, header, request));
    }

    private void leaveRequested(Header header, Consumer<LeaveReply> answer) {
        leavers.put(++lastTicket, answer);
        heardRequest(header);
        perform(membership.leaveRequested(now(), world.random, lastTicket, header));
    }

    private void coordinatorRequested(
            Header header, Membership.Effect.Coordinate push, Consumer<CoordinatorReply> answer) {
        coordinators.put(++lastTicket, answer);
        perform(membership.coordinatorRequested(now(), world.random, lastTicket, header, push.coordinator()));
        heardRequest(header);
    }

    private void pinged(Header header, Liveness.Effect.Send send, Consumer<PingAnswer> answer) {
        pingers.put(++lastTicket, answer);
        performLiveness(liveness.pinged(now(), world.random, lastTicket, header, send.ping()));
    }

    private void challenged(Header header, Consumer<ElectionAnswer> answer) {
        challengers.put(++lastTicket, answer);
        heardRequest(header);
        performElection(election.challenged(lastTicket, header));
    }

    private void heardRequest(Header header) {
        if (!header.misses(uid())) {
            performLiveness(
                    liveness.heard(now(), world.random, new Frame(header.uid(), Optional.of(header.view()), false)));
        }
    }

    private void heardAnswer(Leader from, Optional<ViewId> view) {
        performLiveness(liveness.heard(now(), world.random, new Frame(from.uid(), view, true)));
    }

    // --- wires, timers, mailboxes

    private interface Callee<A> {
        void accept(SimulatedNode node, Header header, Consumer<A> answer);
    }

    private <A> void peer(Leader to, long timeout, Callee<A> request, Consumer<A> answered, Runnable failed) {
        Header header = standing.header(to.uid());
        Optional<Place<SimulatedNode>> target = world.place(to.address());
        BiConsumer<SimulatedNode, Consumer<A>> deliver = (node, answer) -> request.accept(node, header, answer);
        target.ifPresentOrElse(
                there -> world.network.call(this, place.number, there, timeout, deliver, answered, failed),
                () -> world.timeline.after(1, this, failed));
    }

    private void timer(Object key, long delay, Runnable fires) {
        long number = ++timerNumber;
        timers.put(key, number);
        world.timeline.after(delay, this, () -> {
            if (timers.getOrDefault(key, 0L) == number) {
                timers.remove(key);
                fires.run();
            }
        });
    }

    /** Rooms have mailboxes: what one tells another arrives in order, now and then a little later. */
    private void toRooms(Runnable message) {
        long delay = world.random.nextInt(8) == 0 ? 1 : 0;
        roomsBusyUntil = Math.max(roomsBusyUntil, now() + delay);
        world.timeline.after(roomsBusyUntil - now(), this, message);
    }

    private long now() {
        return world.timeline.now();
    }

    private long wallClock() {
        return world.wallClock() + wallClockAhead;
    }

    @Override
    public boolean gone() {
        return gone;
    }

    @Override
    public long pausedUntil() {
        return pausedUntil;
    }
}
