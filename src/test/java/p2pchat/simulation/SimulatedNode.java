package p2pchat.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import p2pchat.election.Election;
import p2pchat.liveness.Liveness;
import p2pchat.membership.Coordinator;
import p2pchat.membership.Membership;
import p2pchat.membership.MembershipEffect;
import p2pchat.membership.MembershipInput;
import p2pchat.membership.MembershipReport;
import p2pchat.membership.ViewReason;
import p2pchat.model.Digest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.nds.LeaderCheck;
import p2pchat.node.ReportRouter;
import p2pchat.node.StoreWatch;
import p2pchat.simulation.SimulatedNetwork.Host;

/** Runs one member's process: connects its three machines, and performs the effects of membership. */
final class SimulatedNode implements EventLoop.Process {

    /** Adds every effect of membership to the transcript, for debugging. */
    private static final boolean VERBOSE = Boolean.getBoolean("verbose");

    private final World world;
    final Host<SimulatedNode> host;
    final NodeStore store;
    final Conduct conduct;
    final Membership membership;
    final SimulatedLiveness liveness;
    final SimulatedElection election;
    private final Optional<SimulatedChatNode> chat;
    final SimulatedRequests requests;
    private MembershipSnapshot snapshot;
    final SimulatedScheduler scheduler;
    private final Deque<MembershipEffect> pendingEffects = new ArrayDeque<>();
    final ReportRouter reports;
    private boolean storing;
    private boolean storeHangs;
    private Runnable afterHang = () -> {};
    private boolean stopped;
    private boolean leaveRequested;
    private boolean defiant;
    private long pausedUntil;
    long wallClockAheadMillis;
    private Optional<Deception> deception = Optional.empty();

    /** Receives the events shown to the user. */
    Consumer<NetworkEvent> eventListener = event -> {};

    SimulatedNode(World world, Host<SimulatedNode> host, NodeStore store, Profile profile) {
        this.world = world;
        this.host = host;
        this.store = store;
        this.conduct = world.byzantine
                .filter(any -> host.number == world.byzantineHost)
                .map(kind -> kind.conduct(world.random, world.keys.signer(store.applicant.uid())))
                .orElse(Conduct.HONEST);
        this.scheduler = new SimulatedScheduler(world, this);
        this.requests = new SimulatedRequests(world, this);
        this.membership = new Membership(profile.membership(), store.applicant, store.network, store.membership);
        this.liveness = new SimulatedLiveness(world, this, profile.liveness());
        this.election = new SimulatedElection(world, this, profile.election());
        this.reports = new ReportRouter(this::handle, liveness::handle, election::handle);
        this.snapshot = membership.snapshot();
        this.chat = world.chatChecker.map(chatChecker -> new SimulatedChatNode(world, this, chatChecker));
    }

    void start() {
        world.safety.processStarted(store.applicant.uid(), store.membership.view());
        world.roster.add(uid());
        handle(new MembershipInput.Start());
        authorityChanged();
        liveness.start();
    }

    // --- faults

    void stop() {
        stopped = true;
    }

    void pause(long millis) {
        pausedUntil = Math.max(pausedUntil, now() + millis);
    }

    /** Simulates a suspended machine: its wall clock runs on while its timers stop. */
    void advanceWallClock(long millis) {
        wallClockAheadMillis += millis;
    }

    /** Sends the members, as their leader, a next view in which two known members swap their ids. */
    void showSwappedIds() {
        View view = snapshot.view().orElseThrow();
        List<Member> others = view.others(uid());
        if (others.size() < 2) {
            return;
        }
        Member one = others.get(0);
        Member two = others.get(1);
        List<Member> members = view.members().stream()
                .map(member -> member.equals(one)
                        ? renumbered(two, one.node())
                        : member.equals(two) ? renumbered(one, two.node()) : member)
                .toList();
        Coordinator lie = new Coordinator(
                new View(view.id().next(), view.leader(), members), Optional.empty(), ViewReason.UNKNOWN);
        world.liarSeen = true;
        others.stream()
                .map(Leader::of)
                .filter(to -> world.host(to.address())
                        .flatMap(host -> host.process)
                        .flatMap(node -> node.snapshot.view())
                        .filter(known -> known.contains(one.id()) && known.contains(two.id()))
                        .isPresent())
                .forEach(to -> requests.perform(new MembershipEffect.Coordinate(0, to, lie, 1_000)));
    }

    /** Leads with two views of each id from now on: these hosts do not learn of members that join. */
    void deceive(Predicate<Integer> hosts) {
        deception = Optional.of(
                new Deception(uid(), hosts, snapshot.view().orElseThrow().members()));
        world.liarSeen = true;
        world.safety.exclude(uid());
    }

    /** Returns the view as this node shows it to a host, which differs if it lies. */
    View shownTo(Leader to, View view) {
        return deception
                .flatMap(lie -> world.host(to.address()).map(host -> lie.shownTo(host.number, view)))
                .orElse(view);
    }

    private boolean hasOtherView(Optional<View> other) {
        return deception.isEmpty()
                && snapshot.view()
                        .filter(mine -> other.filter(theirs -> theirs.id().equals(mine.id()) && !theirs.equals(mine))
                                .isPresent())
                        .isPresent();
    }

    /** A ping or its answer carried the proofs of another node. */
    void proofsSeen(Set<Uid> liars) {
        liars.forEach(liar ->
                handle(new MembershipInput.LeaderLied(liar, snapshot.viewId().epoch(), true)));
    }

    private static Member renumbered(Member member, NodeId node) {
        return new Member(new MemberId(node, member.uid()), member.address(), member.nick(), member.joinedAt());
    }

    /** Goes on as if it knew no statement. */
    void defy() {
        defiant = true;
    }

    /** Learns statements. */
    void learn(Set<Integer> statements) {
        if (!defiant && store.statements.addAll(statements)) {
            world.note(() -> "p" + host.number + " knows statements " + store.statements);
            authorityChanged();
        }
    }

    void authorityChanged() {
        if (!world.roster.isEmpty()) {
            handle(new MembershipInput.AuthorityChanged(
                    world.roster.removed(store.statements), world.roster.unfit(store.statements)));
        }
    }

    /** Returns the members of which this node has proofs. */
    Set<Uid> liars() {
        return snapshot.unfit().stream()
                .filter(uid -> !world.roster.isUnfit(uid, store.statements))
                .collect(Collectors.toSet());
    }

    boolean isHonest() {
        return conduct == Conduct.HONEST;
    }

    boolean isLeaving() {
        return leaveRequested;
    }

    void leave() {
        leaveRequested = true;
        handle(new MembershipInput.LeaveWanted());
    }

    void connectionLost(Uid peer) {
        liveness.handle(new Liveness.Input.ConnectionLost(peer));
    }

    // --- state

    MembershipSnapshot snapshot() {
        return snapshot;
    }

    Uid uid() {
        return store.applicant.uid();
    }

    boolean hasRole(Role role) {
        return snapshot.role() == role;
    }

    MemberId id() {
        return new MemberId(snapshot.node().orElseThrow(), uid());
    }

    /** Returns this node's chat if chat is simulated and the node is in the observed network. */
    Optional<SimulatedChatNode> chat() {
        return chat.filter(
                any -> membership.network().filter(world::isObservedNetwork).isPresent());
    }

    /** A ping or pong carried the digest of a member's log. */
    void digestSeen(Optional<NodeId> member, Optional<Digest> digest) {
        chat().ifPresent(chat -> member.ifPresent(from -> digest.ifPresent(theirs -> chat.digestSeen(from, theirs))));
    }

    LeaderCheck.Confirmation confirmed(Leader leader, long epoch) {
        return liveness.confirmed(leader, epoch);
    }

    // --- membership

    void handle(MembershipInput input) {
        pendingEffects.addAll(membership.on(now(), world.random, input));
        performPending();
    }

    private void performPending() {
        while (!storing && !pendingEffects.isEmpty()) {
            perform(pendingEffects.remove());
        }
    }

    private void perform(MembershipEffect effect) {
        if (VERBOSE) {
            world.note(() -> "    p" + host.number + " " + effect);
        }
        if (effect instanceof MembershipEffect.Store store) {
            store(store);
        } else if (effect instanceof MembershipEffect.Schedule schedule) {
            scheduler.startTimer(
                    schedule.timer(),
                    schedule.delayMillis(),
                    () -> handle(new MembershipInput.TimerFired(schedule.timer())));
        } else if (effect instanceof MembershipEffect.Cancel cancel) {
            scheduler.cancelTimer(cancel.timer());
        } else if (effect instanceof MembershipEffect.Report report) {
            report(report.report());
        } else {
            requests.perform(effect);
        }
    }

    private void report(MembershipReport report) {
        if (report instanceof MembershipReport.Changed changed) {
            publish(changed.snapshot());
        } else if (report instanceof MembershipReport.Verify verify) {
            scheduler.deliver(() -> liveness.handle(new Liveness.Input.Verify(verify.stint(), verify.suspect())));
        } else if (report instanceof MembershipReport.Admitted admitted) {
            chat.ifPresent(chat -> chat.admitted(admitted.frontier()));
        } else if (report instanceof MembershipReport.Event event) {
            emit(event.event());
        } else {
            throw new AssertionError("no handler for " + report);
        }
    }

    private void store(MembershipEffect.Store effect) {
        storing = true;
        world.loop.schedule(world.random.nextInt(4), this, () -> {
            if (storeHangs) {
                afterHang = () -> stored(effect);
            } else {
                stored(effect);
            }
        });
    }

    private void stored(MembershipEffect.Store effect) {
        store.membership = effect.kept();
        store.network = membership.network();
        storing = false;
        performPending();
    }

    /** Lets writes hang, and has it noticed as {@link StoreWatch} does if one begins at once. */
    void hangStore(long millis) {
        storeHangs = true;
        world.loop.schedule(StoreWatch.LIMIT.toMillis(), this, () -> storeStalled(storeHangs));
        world.loop.schedule(millis, this, () -> {
            storeHangs = false;
            Runnable held = afterHang;
            afterHang = () -> {};
            held.run();
            storeStalled(false);
        });
    }

    private void storeStalled(boolean stalled) {
        liveness.handle(new Liveness.Input.StoreStalled(stalled));
        handle(new MembershipInput.StoreStalled(stalled));
    }

    private void emit(NetworkEvent event) {
        eventListener.accept(event);
        SafetyChecker.check(
                world.liarSeen
                        || !(event instanceof NetworkEvent.Trouble trouble
                                && trouble.problem() instanceof Problem.ViewRefused),
                "V6: n" + host.number + " refuses an honest leader's view: " + event);
        chat().ifPresent(chat -> scheduler.deliver(() -> chat.membershipEvent(event)));
        TranscriptText.of(event).ifPresent(text -> world.note(() -> "p" + host.number + " emits " + text));
        if (event instanceof NetworkEvent.Ended) {
            exit();
        }
    }

    /** Ends the process after it left the network. */
    private void exit() {
        world.loop.schedule(1, this, () -> {
            stopped = true;
            host.process = Optional.empty();
            List.copyOf(world.connections).forEach(connection -> connection.processDied(this));
        });
    }

    private void publish(MembershipSnapshot now) {
        boolean changed = !snapshot.stint().equals(now.stint());
        checkLeader(now);
        snapshot = now;
        if (changed) {
            if (membership.network().filter(world::isObservedNetwork).isPresent()) {
                world.safety.stateChanged(now);
            }
            world.note(() -> "p" + host.number + " " + TranscriptText.of(now));
        }
        scheduler.deliver(() -> {
            election.handle(new Election.Input.MembershipChanged(now));
            liveness.handle(new Liveness.Input.MembershipChanged(now));
            chat().ifPresent(chat -> chat.membershipChanged(now));
        });
    }

    /** Checks that no honest node follows or admits a member that it knows to be dismissed (attacks 14 and 38). */
    private void checkLeader(MembershipSnapshot now) {
        SafetyChecker.check(
                now.role() != Role.MEMBER || !now.leaderIsUnfit() || isLeaving(),
                "R1: p" + host.number + " follows a leader that may not lead");
        SafetyChecker.check(
                now.role() != Role.LEADER
                        || now.isUnfit() // until it has handed over
                        || now.view().orElseThrow().members().stream()
                                .noneMatch(member -> world.roster.isRemoved(member.uid(), store.statements)
                                        && now.unfit().contains(member.uid())),
                "R2: p" + host.number + " leads a removed member");
    }

    // --- calls and clocks

    interface Callee<A> {
        void accept(SimulatedNode node, Header header, Consumer<A> answer);
    }

    <A> void callPeer(Leader to, long timeout, Callee<A> request, Consumer<A> onAnswer, Runnable onFailure) {
        Header header = snapshot.header(to.uid());
        Optional<Host<SimulatedNode>> callee = world.host(to.address());
        boolean hides = deception.isPresent();
        BiConsumer<SimulatedNode, Consumer<A>> deliver = (node, answer) -> {
            if (!hides && node.hasOtherView(snapshot.view())) {
                node.liveness.handle(new Liveness.Input.ViewDiffers(uid()));
            }
            node.learn(Set.copyOf(store.statements));
            request.accept(node, header, reply -> {
                learn(Set.copyOf(node.store.statements));
                answer.accept(reply);
            });
        };
        callee.ifPresentOrElse(
                target -> world.network.call(this, host.number, target, timeout, deliver, onAnswer, onFailure),
                () -> world.loop.schedule(1, this, onFailure));
    }

    private long now() {
        return world.loop.now();
    }

    long wallClock() {
        return world.wallClock() + wallClockAheadMillis;
    }

    @Override
    public boolean exited() {
        return stopped;
    }

    @Override
    public long pausedUntil() {
        return pausedUntil;
    }
}
