package p2pchat.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import p2pchat.chat.ChatActor;
import p2pchat.chat.SimulatedMessenger;
import p2pchat.chat.UnaryMessages;
import p2pchat.log.LogStore;
import p2pchat.log.MemoryLogStore;
import p2pchat.log.SimulatedLog;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.View;
import p2pchat.sync.LocalLog;
import p2pchat.sync.SimulatedSync;
import p2pchat.sync.SyncActor;
import p2pchat.sync.SyncQuery;
import p2pchat.sync.SyncResponseHeader;

/** What one process says, hears, stores and fetches: log, chat and synchronisation, introduced as in a node. */
final class SimulatedChatNode {

    /** Lines of history that a console shows at the start. */
    private static final int HISTORY = 10;

    private final World world;
    private final SimulatedNode node;
    private final ChatChecker.Life life;
    private final LogStore.Summary atStart;
    private final SimulatedLog log;
    private final boolean newcomer;
    private Optional<SimulatedMessenger> messenger = Optional.empty();
    private Optional<SimulatedSync> sync = Optional.empty();

    SimulatedChatNode(World world, SimulatedNode node, ChatChecker ledger) {
        this.world = world;
        this.node = node;
        this.newcomer = node.store.node().isEmpty();
        this.life = ledger.begins(node.store);
        this.atStart = store().summaryNow();
        if (!store().waitingRows().isEmpty()) {
            ledger.reached(ChatChecker.Reached.WAITING_AT_START);
        }
        this.log = new SimulatedLog(
                store(),
                what -> world.timeline.after(world.random.nextInt(3), node, what),
                appended -> life.committed(),
                this::wallClock,
                world.random,
                world.promises);
    }

    // --- what the node is told

    void stands(MembershipSnapshot standing) {
        if (standing.node().isPresent() && standing.view().isPresent()) {
            view(
                    new MemberId(standing.node().get(), standing.uid()),
                    standing.view().get());
        }
    }

    void hears(NetworkEvent event) {
        if (event instanceof NetworkEvent.Entered entered) {
            view(entered.self(), entered.view());
            messenger.orElseThrow().replay(HISTORY);
        }
    }

    private void happened(NetworkEvent event) {
        life.event(event);
        if (event instanceof NetworkEvent.Said said && said.live()) {
            world.note(() -> "p" + node.place.number + " shows "
                    + said.message().author() + ": " + said.message().text());
        }
    }

    private void view(MemberId self, View view) {
        if (messenger.isEmpty()) {
            admit(self);
        }
        Set<NodeId> others = new TreeSet<>();
        view.others(self.uid()).forEach(member -> others.add(member.node()));
        life.meets(others, world.timeline.now());
        messenger.orElseThrow().view(view);
        sync.orElseThrow().view(view);
    }

    private void admit(MemberId self) {
        Wires wires = new Wires(world, node);
        BiConsumer<Duration, Runnable> timers = (delay, what) -> world.timeline.after(delay.toMillis(), node, what);
        SimulatedChatLog ports = new SimulatedChatLog(log, atStart, world.random, world.promises);
        messenger = Optional.of(new SimulatedMessenger(
                self,
                log.now().vector().of(self.node()),
                store().cursorsNow(),
                newcomer,
                new ChatActor.Ports(
                        ports,
                        wires,
                        wires,
                        doubted -> node.mailroom.toRooms(() -> node.liveness.doubt(doubted.uid())),
                        unreached -> {},
                        this::happened,
                        sender -> sync.ifPresent(running -> running.waiting(sender)),
                        world.timeline::now,
                        this::wallClock),
                timers,
                world.random,
                world.promises));
        sync = Optional.of(new SimulatedSync(
                self,
                node.store.kept.absent(),
                new SyncActor.Ports(
                        new SimulatedLocalLog(log, messenger.get(), world.promises),
                        wires,
                        this::digest,
                        this::happened,
                        world.timeline::now,
                        this::wallClock,
                        world.random),
                timers,
                world.promises));
    }

    // --- what people do

    void say(String text) {
        messenger.ifPresent(speaker -> said(speaker.say(new MessageDraft.Text(text))));
    }

    /** About one of this node's own messages, if it has any that stands: its first or its last, so that several meet at one. */
    void amend(boolean deletes) {
        List<ChatMessage> own = store().rows().values().stream()
                .map(MemoryLogStore.Row::message)
                .filter(message -> message.kind() == ChatMessage.Kind.TEXT
                        && message.erased().isEmpty())
                .filter(message -> node.standing().node().equals(Optional.of(message.author())))
                .toList();
        if (!own.isEmpty()) {
            MessageId target =
                    own.get(world.random.nextBoolean() ? 0 : own.size() - 1).id();
            messenger.ifPresent(speaker -> said(speaker.say(
                    deletes
                            ? new MessageDraft.Delete(target)
                            : new MessageDraft.Edit(target, "better " + world.timeline.now()))));
        }
    }

    private void said(CompletionStage<MessageId> accepted) {
        accepted.thenAccept(id -> life.accepted(id, world.timeline.now()));
    }

    // --- what other processes ask

    boolean admitted() {
        return messenger.isPresent();
    }

    /** A member said what it holds of this author's messages, or cannot be asked. */
    void told(NodeId member, Ranges held) {
        life.told(member, held, world.timeline.now());
    }

    CompletionStage<Ranges> greeted(MemberId from) {
        return messenger.orElseThrow().greeted(from);
    }

    CompletionStage<ChatActor.Ack> arrived(MemberId from, List<ChatMessage> messages) {
        life.acquaintances.speaks(from.node(), world.timeline.now());
        if (node.standing().find(from.uid()).isEmpty()) {
            world.note(
                    () -> "p" + node.place.number + " gets words of " + from.node() + ", whom its view does not name");
        }
        return messenger.orElseThrow().arrived(from, messages).whenComplete((ack, cause) -> {
            if (cause == null) {
                life.acknowledged(from.node(), messages, ack.stored(), world.timeline.now());
            } else {
                life.acquaintances.answered();
            }
        });
    }

    CompletionStage<UnaryMessages.RelayAnswer> passOn(MemberId from, UnaryMessages.RelayRequest relay) {
        life.acquaintances.asks(from.node(), world.timeline.now());
        return messenger.orElseThrow().passOn(from, relay);
    }

    CompletionStage<SyncResponseHeader> asked(Optional<NodeId> by, SyncQuery query) {
        return sync.orElseThrow().asked(by, query);
    }

    CompletionStage<LocalLog.Page> next(SyncResponseHeader offer, Optional<HistoryPlace> after) {
        return sync.map(running -> running.next(offer, after)).orElseGet(world.promises::open);
    }

    void digestSeen(NodeId member, Digest digest) {
        sync.ifPresent(running -> running.digestSeen(member, digest));
    }

    boolean shows(String text) {
        return store().rows().values().stream()
                .anyMatch(row -> row.delivered() && row.message().text().equals(text));
    }

    Digest digest() {
        return log.now().digest();
    }

    // --- what judges ask

    MemoryLogStore store() {
        return node.store.log;
    }

    /** What of its own messages it takes each other member to have, where that is not all. */
    Optional<String> behind() {
        if (sync.filter(SimulatedSync::catchingUp).isPresent()) {
            return Optional.of("is catching up");
        }
        if (life.acquaintances.owesAnswers()) {
            return Optional.of("says to somebody neither that their words are stored nor that they are not");
        }
        Ranges own =
                node.standing().node().map(self -> log.now().vector().of(self)).orElse(Ranges.NONE);
        for (var member : node.standing().others()) {
            Ranges missing = own.minus(messenger.orElseThrow().believed(member.node()));
            if (!missing.isEmpty()) {
                return Optional.of("thinks that " + member.node() + " lacks " + missing);
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
