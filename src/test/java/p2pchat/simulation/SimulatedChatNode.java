package p2pchat.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import p2pchat.chat.ChatActor;
import p2pchat.chat.SimulatedMessenger;
import p2pchat.chat.UnaryMessages;
import p2pchat.liveness.Liveness;
import p2pchat.log.LogStore;
import p2pchat.log.MemoryLogStore;
import p2pchat.log.SimulatedLog;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.ForkProof;
import p2pchat.model.Head;
import p2pchat.model.HistoryPlace;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.RecipientStatus;
import p2pchat.model.Restrictions;
import p2pchat.model.View;
import p2pchat.sync.LocalLog;
import p2pchat.sync.SimulatedSync;
import p2pchat.sync.SyncActor;
import p2pchat.sync.SyncQuery;
import p2pchat.sync.SyncResponseHeader;

/** Runs log, chat, and synchronisation of one process, connected as in a node. */
final class SimulatedChatNode {

    /** Messages that a console shows as history at the start. */
    private static final int HISTORY_SIZE = 10;

    private final World world;
    private final SimulatedNode node;
    private final ChatChecker.ProcessChecker checker;
    private final LogStore.Summary atStart;
    private final SimulatedLog log;
    private final boolean newcomer;
    private int newestRestriction;
    private Optional<SimulatedMessenger> messenger = Optional.empty();
    private Optional<SimulatedSync> sync = Optional.empty();

    SimulatedChatNode(World world, SimulatedNode node, ChatChecker chatChecker) {
        this.world = world;
        this.node = node;
        this.newcomer = node.store.node().isEmpty();
        this.checker = chatChecker.processStarted(node.store);
        this.atStart = store().summaryNow();
        if (!store().waitingRows().isEmpty()) {
            chatChecker.cover(ChatChecker.Coverage.WAITING_AT_START);
        }
        this.log = new SimulatedLog(
                store(),
                world.keys.signer(node.store.applicant.uid()),
                action -> world.loop.schedule(world.random.nextInt(3), node, action),
                appended -> checker.committed(),
                this::wallClock,
                world.random,
                world.futures);
    }

    // --- membership

    void membershipChanged(MembershipSnapshot snapshot) {
        if (snapshot.node().isPresent() && snapshot.view().isPresent()) {
            viewChanged(
                    new MemberId(snapshot.node().get(), snapshot.uid()),
                    snapshot.view().get());
        }
    }

    /** A leader admitted this node. Its next messages must be placed after all that the leader had delivered. */
    void admitted(List<Head> leaders) {
        List<HistoryPlace> places = leaders.stream().map(Head::place).toList();
        checker.admitted(places);
        log.follow(leaders, () -> checker.followed(places));
    }

    List<Head> frontier() {
        checkCovered(log.now().newestHeads().stream().map(Head::place).toList());
        return log.now().newestHeads();
    }

    /** The frontier is placed after all else that this node has delivered, unless a restored author numbers down. */
    private void checkCovered(List<HistoryPlace> frontier) {
        long newest = frontier.stream().mapToLong(HistoryPlace::lamport).max().orElse(0);
        long previous = 0;
        Optional<MessageKey> above = Optional.empty();
        for (MemoryLogStore.Row row : store().rows().values()) {
            ChatMessage message = row.message();
            boolean counts = row.delivered() && log.now().settled().contains(message.key());
            if (message.key().seq() > 1 && message.lamport() <= previous) {
                return;
            }
            previous = message.lamport();
            above = counts && message.lamport() > newest ? Optional.of(message.key()) : above;
        }
        SafetyChecker.check(
                above.isEmpty(), "M10: the frontier of " + node.store.hostName() + " does not cover " + above);
    }

    void membershipEvent(NetworkEvent event) {
        if (event instanceof NetworkEvent.Entered entered) {
            viewChanged(entered.self(), entered.view());
            messenger.orElseThrow().replay(HISTORY_SIZE);
        }
    }

    private void chatEvent(NetworkEvent event) {
        checker.chatEvent(event);
        if (event instanceof NetworkEvent.Said said && said.live()) {
            world.note(() -> "p" + node.host.number + " shows " + said.message().author() + ": "
                    + said.message().text());
        }
    }

    private void viewChanged(MemberId self, View view) {
        if (messenger.isEmpty()) {
            startChat(self);
        }
        Set<NodeId> others = new TreeSet<>();
        view.others(self.uid()).forEach(member -> others.add(member.node()));
        checker.viewChanged(others, world.loop.now());
        messenger.orElseThrow().viewChanged(view);
        sync.orElseThrow().viewChanged(view);
    }

    private void startChat(MemberId self) {
        SimulatedTransport transport = new SimulatedTransport(world, node);
        BiConsumer<Duration, Runnable> timers = (delay, action) -> world.loop.schedule(delay.toMillis(), node, action);
        SimulatedChatLog chatLog = new SimulatedChatLog(log, atStart, world.random, world.futures);
        messenger = Optional.of(new SimulatedMessenger(
                self,
                log.now().vector().of(self.node()),
                store().cursorsNow(),
                newcomer,
                new ChatActor.Ports(
                        chatLog,
                        transport,
                        transport,
                        doubted -> node.scheduler.deliver(
                                () -> node.liveness.handle(new Liveness.Input.AckOverdue(doubted.uid()))),
                        unreached -> {},
                        this::chatEvent,
                        sender -> sync.ifPresent(running -> running.messageWaiting(sender)),
                        world.loop::now,
                        this::wallClock),
                timers,
                world.random,
                world.futures));
        sync = Optional.of(new SimulatedSync(
                self,
                node.store.membership.absent(),
                new SyncActor.Ports(
                        new SimulatedLocalLog(log, messenger.get(), world.futures),
                        transport,
                        this::digest,
                        this::chatEvent,
                        world.loop::now,
                        this::wallClock,
                        world.random),
                timers,
                world.futures));
    }

    // --- users

    void send(String text) {
        messenger.ifPresent(chat -> checkAccepted(chat.say(new MessageDraft.Text(text))));
    }

    /** Edits or deletes the node's first or last message, if it has one, so that amendments meet at one message. */
    void amend(boolean deletes) {
        List<ChatMessage> own = store().rows().values().stream()
                .map(MemoryLogStore.Row::message)
                .filter(message -> message.kind() == ChatMessage.Kind.TEXT && !message.isErased())
                .filter(message -> node.snapshot().node().equals(Optional.of(message.author())))
                .toList();
        if (!own.isEmpty()) {
            MessageId target =
                    own.get(world.random.nextBoolean() ? 0 : own.size() - 1).id();
            messenger.ifPresent(chat -> checkAccepted(chat.say(
                    deletes
                            ? new MessageDraft.Delete(target)
                            : new MessageDraft.Edit(target, "better " + world.loop.now()))));
        }
    }

    /**
     * The node's authority changed. It is set again after a failure of the store, and after a restart. An older one than
     * the last is ignored, because a node knows only one.
     */
    void restrict(Restrictions restrictions, int number) {
        if (number < newestRestriction) {
            return;
        }
        newestRestriction = number;
        log.restrict(restrictions).whenComplete((result, cause) -> {
            if (cause == null) {
                node.store.restrictions = Math.max(number, node.store.restrictions);
                messenger.ifPresent(chat ->
                        chat.restricted(new ChatActor.Restricted(result.voided(), Map.of(), result.delivered())));
            }
        });
    }

    private void checkAccepted(CompletionStage<MessageId> accepted) {
        accepted.thenAccept(id -> checker.accepted(id, world.loop.now()));
    }

    // --- other processes

    boolean isStarted() {
        return messenger.isPresent();
    }

    /** A member reported which of this author's messages it has, or none because it could not be asked. */
    void memberReported(NodeId member, Ranges held) {
        checker.memberReported(member, held, world.loop.now());
    }

    CompletionStage<Ranges> streamOpened(MemberId from) {
        return messenger.orElseThrow().helloReceived(from);
    }

    CompletionStage<ChatActor.Ack> receive(MemberId from, List<ChatMessage> messages) {
        checker.unknownSenders.received(from.node(), world.loop.now());
        if (node.snapshot().find(from.uid()).isEmpty()) {
            world.note(() -> "p" + node.host.number + " gets messages of " + from.node() + ", who is not in its view");
        }
        return messenger.orElseThrow().arrived(from, messages).whenComplete((ack, cause) -> {
            if (cause == null) {
                checker.acknowledged(from.node(), messages, ack.stored(), world.loop.now());
            } else {
                checker.unknownSenders.answered();
            }
        });
    }

    CompletionStage<UnaryMessages.RelayAnswer> relay(MemberId from, UnaryMessages.RelayRequest relay) {
        checker.unknownSenders.relayRequested(from.node(), world.loop.now());
        return messenger.orElseThrow().relayRequested(from, relay);
    }

    CompletionStage<SyncResponseHeader> answerSync(Optional<NodeId> by, SyncQuery query) {
        return sync.orElseThrow().answer(by, query);
    }

    CompletionStage<LocalLog.Page> nextPage(SyncResponseHeader header, Optional<HistoryPlace> after) {
        return sync.map(running -> running.readPage(header, after)).orElseGet(world.futures::incomplete);
    }

    void digestSeen(NodeId member, Digest digest) {
        sync.ifPresent(running -> running.digestReceived(member, digest));
    }

    boolean hasDelivered(String text) {
        return store().rows().values().stream()
                .anyMatch(row -> row.delivered() && row.message().text().equals(text));
    }

    Digest digest() {
        return log.now().digest();
    }

    Conduct conduct() {
        return node.conduct;
    }

    /** Returns the messages of a frame that this node may use; empty if it refuses the frame. */
    Optional<List<ChatMessage>> verified(List<ChatMessage> frame) {
        if (world.byzantine.isEmpty()) {
            return Optional.of(frame);
        }
        Optional<List<ChatMessage>> known = world.keys.verify(frame, world.safety::owner);
        if (known.isEmpty() && node.isHonest()) {
            checker.forgedFrame();
        }
        return known;
    }

    boolean areProven(List<ForkProof> proofs) {
        return proofs.stream()
                .flatMap(proof -> Stream.of(proof.first(), proof.second()))
                .allMatch(message -> verified(List.of(message)).isPresent());
    }

    // --- state

    MemoryLogStore store() {
        return node.store.log;
    }

    boolean catchingUp() {
        return sync.filter(SimulatedSync::catchingUp).isPresent();
    }

    /** Returns what this node still has to do before the logs can be equal. */
    Optional<String> pendingWork() {
        if (catchingUp()) {
            return Optional.of("is catching up");
        }
        if (checker.unknownSenders.owesAnswers()) {
            return Optional.of("has neither acknowledged nor refused a batch");
        }
        Ranges own =
                node.snapshot().node().map(self -> log.now().vector().of(self)).orElse(Ranges.NONE);
        for (var member : honestOthers()) {
            Ranges missing = own.minus(messenger.orElseThrow().cursor(member.node()));
            if (!missing.isEmpty()) {
                return Optional.of("has no acknowledgement of " + missing + " from " + member.node());
            }
        }
        return unreported(own);
    }

    private List<Member> honestOthers() {
        return node.snapshot().others().stream()
                .filter(member -> !world.isByzantine(member.node()))
                .toList();
    }

    /** Every delivery settles, and the last report on a member that has the message says so. */
    private Optional<String> unreported(Ranges own) {
        Set<NodeId> others = new TreeSet<>();
        honestOthers().forEach(member -> others.add(member.node()));
        for (long seq = 1; seq <= own.last(); seq++) {
            Optional<NetworkEvent.Delivery> delivery =
                    messenger.orElseThrow().deliveryReport(seq).delivery();
            boolean told = delivery.filter(report -> report.recipients().stream()
                            .filter(share -> others.contains(share.member()))
                            .anyMatch(share ->
                                    !share.state().isStored() && share.state() != RecipientStatus.State.REFUSED))
                    .isEmpty();
            if (!told || delivery.filter(report -> !report.isSettled()).isPresent()) {
                return Optional.of("has reported " + delivery);
            }
        }
        return Optional.empty();
    }

    Map<NodeId, Ranges> vector() {
        return log.now().vector().byAuthor();
    }

    private long wallClock() {
        return node.wallClock() + node.store.skewMillis;
    }
}
