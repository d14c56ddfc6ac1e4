package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.failure;
import static p2pchat.transport.Loopback.get;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Exchanges;
import p2pchat.membership.Coordinator;
import p2pchat.membership.ViewReason;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.ChatMessage;
import p2pchat.model.Cuts;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberRole;
import p2pchat.model.Nick;
import p2pchat.model.Ranges;
import p2pchat.model.Statement;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.Batch;
import p2pchat.proto.CoordinatorReply;
import p2pchat.proto.CoordinatorRequest;
import p2pchat.proto.Direct;
import p2pchat.proto.ElectionReply;
import p2pchat.proto.ElectionRequest;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.Header;
import p2pchat.proto.Hello;
import p2pchat.proto.JoinNetworkReply;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.proto.LeaveNetworkReply;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.LivenessPingRequest;
import p2pchat.proto.MessageReply;
import p2pchat.proto.MessageRequest;
import p2pchat.proto.Refused;
import p2pchat.proto.Refused.Reason;
import p2pchat.proto.RosterReply;
import p2pchat.proto.RosterRequest;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;
import p2pchat.roster.RosterActor;

/** A node of a network that admits only with an invitation, and what removed members, readers and strangers get of it. */
class ClosedNetworkTest {

    private static final String PEER = "p2pchat.Peer/";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Keys carol = Keys.founder(1, AdmissionPolicy.INVITE);
    private final Keys bob = new Keys(7, carol.genesis);
    private final Keys dan = new Keys(8, carol.genesis);

    private ServedNetwork node;
    private RawChannel bobs;

    @BeforeEach
    void serve() {
        node = new ServedNetwork(new Address("127.0.0.1", 0), carol);
        know(bob, "bob");
        admit(bob, MemberRole.MEMBER);
        bobs = new RawChannel(node.address, bob.tls());
    }

    @AfterEach
    void stop() {
        bobs.close();
        node.close();
    }

    /** Makes a member known, as a view does. */
    private void know(Keys member, String nick) {
        try {
            carol.ring.add(member.card(nick));
        } catch (p2pchat.crypto.ForgedException e) {
            throw new AssertionError(e);
        }
        carol.edge.ids().add(List.of(member.member(nick)));
        carol.edge.gate().membersKnown();
    }

    private Statement admit(Keys person, MemberRole role) {
        return carol.roster.state(new Act.SetRole(person.person(), role, Cuts.NONE));
    }

    private Statement kickBob(Cuts cuts) {
        return carol.roster.state(new Act.Remove(bob.person(), false, "", cuts));
    }

    // ---- members and those that were removed

    @Test
    void memberTakesPart() throws Exception {
        assertThat(stored(stream(bob).send(batch(bob, 1)))).isEqualTo(Ranges.upTo(1));
        assertThat(SyncReply.parseFrom(bobs.ask(PEER + "Sync", sync(bob)).reply())
                        .hasRefused())
                .isFalse();
    }

    /** Attack 6. */
    @Test
    void streamsOfARemovedMemberClose() throws Exception {
        RawChannel.Call exchange = stream(bob);
        RawChannel.Call pull = bobs.open(PEER + "Sync").send(sync(bob));
        pull.reply();

        long before = System.nanoTime();
        kickBob(Cuts.NONE);
        exchange.send(batch(bob, 1));

        assertThat(exchange.status().getDescription()).contains("do not admit");
        assertThat(pull.status().getDescription()).contains("do not admit");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(node.arrived).isEmpty();
    }

    /** Attack 5: a new connection is a full handshake, and every call on it is refused. */
    @Test
    void refusesEveryCallOfARemovedMember() throws Exception {
        kickBob(Cuts.NONE);
        try (RawChannel again = new RawChannel(node.address, bob.tls())) {
            assertThat(refusals(again, bob).values()).containsOnly(Reason.REMOVED);
        }
        assertThat(node.arrived).isEmpty();
        assertThat(node.heard).isEmpty();
        assertThat(node.commands).isEmpty();
    }

    /** A revoked device is refused although its person stays; attack 49. */
    @Test
    void refusesARevokedDevice() throws Exception {
        Act.Revoke revoke = bob.ring.revoke(bob.rings.device().key(), Cuts.NONE);
        bob.roster.add(carol.roster.all());
        RawChannel.Call exchange = stream(bob);
        carol.roster.add(List.of(bob.roster.sign(revoke)));
        assertThat(exchange.status().getDescription()).contains("do not admit");
        assertThat(refusals(bobs, bob).values()).containsOnly(Reason.REMOVED);
    }

    /** Statements of a member that this node removed may show that it is in again. */
    @Test
    void asksARemovedMemberForItsStatements() throws Exception {
        kickBob(Cuts.NONE);
        bob.roster.add(carol.roster.all().subList(0, 1));
        carol.roster.commands.clear();
        bobs.ask(PEER + "LivenessPing", ping(bob)).reply();
        assertThat(nextDiffering()).isEqualTo(bob.id);
    }

    // ---- strangers and newcomers

    /** Attacks 3 and 9: a stranger learns that it is not invited, and nothing else, even with a grant of the directory. */
    @Test
    void refusesEveryCallOfAStranger() throws Exception {
        Keys mallory = new Keys(9, carol.genesis);
        try (RawChannel hostile = new RawChannel(node.address, mallory.tls())) {
            Map<String, Reason> reasons = refusals(hostile, mallory);
            assertThat(reasons.remove("Coordinator")).isEqualTo(Reason.NOT_ALLOWED);
            assertThat(reasons.values()).containsOnly(Reason.NOT_INVITED);
            JoinNetworkReply join = JoinNetworkReply.parseFrom(
                    hostile.ask(PEER + "JoinNetwork", join(mallory, "mallory")).reply());
            assertThat(join.getRefused().getReason()).isEqualTo(Reason.NOT_INVITED);
        }
        assertThat(node.arrived).isEmpty();
        assertThat(node.commands).isEmpty();
    }

    @Test
    void newcomerWaitsForTheStatementThatAdmitsIt() throws Exception {
        carol.edge.gate().waitFor(PATIENCE);
        know(dan, "dan");
        try (RawChannel dans = new RawChannel(node.address, dan.tls())) {
            RawChannel.Call stream = dans.open(PEER + "Exchange").send(hello(dan));
            assertThat(nextDiffering()).isEqualTo(dan.id);
            admit(dan, MemberRole.MEMBER);
            assertThat(ExchangeReply.parseFrom(stream.reply()).hasHave()).isTrue();
        }
    }

    @Test
    void newcomerWaitsForTheViewThatNamesIt() throws Exception {
        carol.edge.gate().waitFor(PATIENCE);
        admit(dan, MemberRole.MEMBER);
        try (RawChannel dans = new RawChannel(node.address, dan.tls())) {
            RawChannel.Call stream = dans.open(PEER + "Exchange").send(hello(dan));
            stream.send(batch(dan, 1));
            know(dan, "dan");
            assertThat(ExchangeReply.parseFrom(stream.reply()).hasHave()).isTrue();
            assertThat(stored(stream)).isEqualTo(Ranges.upTo(1));
        }
    }

    /** A join is judged for the person whose device calls, so that nobody uses the proof of another (attack 35). */
    @Test
    void joinIsJudgedForTheCaller() throws Exception {
        admit(dan, MemberRole.MEMBER);
        carol.lead(ServedNetwork.VIEW.epoch());
        try (RawChannel dans = new RawChannel(node.address, dan.tls())) {
            JoinNetworkReply reply = JoinNetworkReply.parseFrom(
                    dans.ask(PEER + "JoinNetwork", join(dan, "dan")).reply());
            assertThat(reply.hasOk()).isTrue();
            assertThat(reply.getOk().getRoster()).isEqualTo(WireRoster.frontier(carol.roster.authority()));
        }
        RosterActor.Apply apply = next(RosterActor.Apply.class);
        assertThat(apply.application().person()).isEqualTo(dan.person());
        assertThat(apply.application().device()).isEqualTo(dan.rings.device().key());
    }

    // ---- readers

    /** Attack 38. */
    @Test
    void readerReadsButNeitherWritesNorVotes() throws Exception {
        know(dan, "dan");
        admit(dan, MemberRole.READER);
        try (RawChannel dans = new RawChannel(node.address, dan.tls())) {
            assertThat(SyncReply.parseFrom(dans.ask(PEER + "Sync", sync(dan)).reply())
                            .hasRefused())
                    .isFalse();
            ElectionReply vote = ElectionReply.parseFrom(
                    dans.ask(PEER + "Election", election(dan)).reply());
            assertThat(vote.getRefused().getReason()).isEqualTo(Reason.NOT_ALLOWED);
            RawChannel.Call stream = dans.open(PEER + "Exchange").send(hello(dan));
            stream.reply();
            stream.send(batch(dan, 1)).done();
            assertThat(stream.status().isOk()).isTrue();
            MessageReply message = MessageReply.parseFrom(
                    dans.ask(PEER + "Message", message(dan)).reply());
            assertThat(message.getRefused().getReason()).isEqualTo(Reason.NOT_ALLOWED);
        }
        assertThat(node.arrived).isEmpty();
    }

    // ---- views

    /** Attacks 14 and 38: neither a removed member nor a reader leads, even with a grant. */
    @Test
    void refusesViewsOfLeadersThatMayNotLead() throws Exception {
        know(dan, "dan");
        admit(dan, MemberRole.READER);
        assertThat(shownViewOf(bob, 5).hasOk()).isTrue();
        assertThat(shownViewOf(dan, 6).getRefused().getDetail()).contains("may not lead");
        kickBob(Cuts.NONE);
        Member bobsEntry = bob.member("bob");
        View view = new View(new ViewId(7, 1), bob.id.node(), List.of(bobsEntry));
        bob.lead(7);
        assertThat(failure(carol.edge.view("view", bob.edge.proto(view)))).hasMessageContaining("may not lead");
        assertThat(get(carol.edge.shownView("shown", bob.edge.proto(view)))).isEmpty();
    }

    /** A leader that came in while this node was away shows itself by its view, and then its statements. */
    @Test
    void viewMakesItsLeaderKnown() throws Exception {
        carol.edge.gate().waitFor(PATIENCE);
        Statement admission = carol.roster.sign(new Act.SetRole(dan.person(), MemberRole.MEMBER, Cuts.NONE));
        CompletableFuture<CoordinatorReply> reply = CompletableFuture.supplyAsync(() -> {
            try {
                return shownViewOf(dan, 5);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(nextDiffering()).isEqualTo(dan.id);
        carol.roster.add(List.of(admission));
        assertThat(get(reply).hasOk()).isTrue();
    }

    private CoordinatorReply shownViewOf(Keys leader, long epoch) throws Exception {
        try (RawChannel channel = new RawChannel(node.address, leader.tls())) {
            return CoordinatorReply.parseFrom(
                    channel.ask(PEER + "Coordinator", view(leader, epoch)).reply());
        }
    }

    private byte[] view(Keys leader, long epoch) {
        leader.lead(epoch);
        View view = new View(new ViewId(epoch, 1), leader.id.node(), List.of(leader.member("leader")));
        return CoordinatorRequest.newBuilder()
                .setHeader(leader.header(Optional.of(carol.uid())))
                .setView(leader.edge.proto(view))
                .build()
                .toByteArray();
    }

    // ---- messages

    /** Attack 28: what a removed member wrote above the cut, through a member that does not know of the removal. */
    @Test
    void leavesOutMessagesAboveTheCut() throws Exception {
        kickBob(new Cuts(Map.of(), Map.of(bob.uid(), 2L)));
        List<p2pchat.proto.ChatMessage.Builder> texts = new ArrayList<>();
        for (long seq = 1; seq <= 4; seq++) {
            texts.add(SignedFrames.text(bob.id.node(), seq, "text " + seq));
        }
        Batch.Builder signed = SignedFrames.batch(bob, texts);
        SyncReply reply = SyncReply.newBuilder()
                .addAllMessages(signed.getMessagesList())
                .addAllSeals(signed.getSealsList())
                .build();
        assertThat(WireSync.chunk(reply, carol.edge))
                .extracting(message -> message.key().seq())
                .containsExactly(1L, 2L);
    }

    /** Attack 28, through a relay. */
    @Test
    void refusesARelayOfAMessageAboveTheCut() throws Exception {
        kickBob(Cuts.NONE);
        know(dan, "dan");
        admit(dan, MemberRole.MEMBER);
        try (RawChannel dans = new RawChannel(node.address, dan.tls())) {
            MessageRequest relayed = MessageRequest.parseFrom(message(bob)).toBuilder()
                    .setHeader(dan.header(Optional.of(carol.uid())))
                    .build();
            MessageReply reply = MessageReply.parseFrom(
                    dans.ask(PEER + "Message", relayed.toByteArray()).reply());
            assertThat(reply.getRefused().getReason()).isEqualTo(Reason.NOT_ALLOWED);
        }
        assertThat(node.arrived).isEmpty();
    }

    // ---- what this node sends

    /** Attack 6, for the streams and calls that this node opens. */
    @Test
    void sendsNothingToARemovedMember() throws Exception {
        try (ServedNetwork theirs = servedBy(bob)) {
            bob.roster.add(carol.roster.all());
            knowBack();
            GrpcClients clients = new GrpcClients(node.system, carol.tls());
            Member to = new Member(bob.id, theirs.address, new Nick("bob"), ViewId.firstOf(1));
            ExchangeListener listener = new ExchangeListener();
            new ExchangeClient(node.system, clients, node.hosted, carol.edge.network(), carol.id).open(to, listener);
            get(listener.opened);

            kickBob(Cuts.NONE);

            get(listener.closed);
            ExchangeListener again = new ExchangeListener();
            new ExchangeClient(node.system, clients, node.hosted, carol.edge.network(), carol.id).open(to, again);
            assertThat(get(again.closed)).contains("removed");
            View view = new View(new ViewId(1, 1), carol.id.node(), List.of(carol.member("carol"), bob.member("bob")));
            carol.lead(1);
            assertThat(failure(new PeerCalls(clients, node.hosted, carol.edge.network())
                            .coordinate(
                                    Leader.of(to),
                                    new p2pchat.model.Header(
                                            Optional.of(carol.id.node()),
                                            carol.uid(),
                                            Optional.of(bob.uid()),
                                            view.id()),
                                    new Coordinator(view, Optional.empty(), ViewReason.JOINED),
                                    PATIENCE)))
                    .hasMessageContaining("removed");
            assertThat(theirs.commands).isEmpty();
        }
    }

    /** Sends nothing. */
    private static final class ExchangeListener implements Exchanges.StreamListener {
        private final CompletableFuture<Ranges> opened = new CompletableFuture<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();

        @Override
        public void opened(Ranges held) {
            opened.complete(held);
        }

        @Override
        public CompletionStage<List<ChatMessage>> nextBatch() {
            return new CompletableFuture<>();
        }

        @Override
        public void acknowledged(Ranges stored, Map<Long, String> refused) {}

        @Override
        public void closed(String cause) {
            closed.complete(cause);
        }
    }

    private void knowBack() {
        try {
            bob.ring.add(carol.card("carol"));
        } catch (p2pchat.crypto.ForgedException e) {
            throw new AssertionError(e);
        }
        bob.edge.ids().add(List.of(carol.member("carol")));
    }

    private static ServedNetwork servedBy(Keys keys) {
        return new ServedNetwork(new Address("127.0.0.1", 0), keys);
    }

    // ---- requests

    /** Returns the answers to all calls but a join. They wait for an admission together. */
    private Map<String, Reason> refusals(RawChannel channel, Keys caller) throws Exception {
        Map<String, byte[]> requests = new LinkedHashMap<>();
        requests.put(
                "LeaveNetwork",
                LeaveNetworkRequest.newBuilder()
                        .setHeader(header(caller))
                        .build()
                        .toByteArray());
        requests.put("Coordinator", view(caller, 4));
        requests.put("Election", election(caller));
        requests.put("LivenessPing", ping(caller));
        requests.put("Message", message(caller));
        requests.put("Exchange", hello(caller));
        requests.put("Sync", sync(caller));
        requests.put(
                "Roster",
                RosterRequest.newBuilder().setHeader(header(caller)).build().toByteArray());
        Map<String, RawChannel.Call> calls = new LinkedHashMap<>();
        requests.forEach((method, request) -> calls.put(method, channel.ask(PEER + method, request)));
        Map<String, Reason> reasons = new LinkedHashMap<>();
        for (Map.Entry<String, RawChannel.Call> call : calls.entrySet()) {
            reasons.put(
                    call.getKey(),
                    refused(call.getKey(), call.getValue().reply()).getReason());
        }
        return reasons;
    }

    private static Refused refused(String method, byte[] reply) throws Exception {
        return switch (method) {
            case "LeaveNetwork" -> LeaveNetworkReply.parseFrom(reply).getRefused();
            case "Coordinator" -> CoordinatorReply.parseFrom(reply).getRefused();
            case "Election" -> ElectionReply.parseFrom(reply).getRefused();
            case "LivenessPing" -> LivenessPingReply.parseFrom(reply).getRefused();
            case "Message" -> MessageReply.parseFrom(reply).getRefused();
            case "Exchange" -> ExchangeReply.parseFrom(reply).getRefused();
            case "Sync" -> SyncReply.parseFrom(reply).getRefused();
            case "Roster" -> RosterReply.parseFrom(reply).getRefused();
            default -> throw new AssertionError(method);
        };
    }

    private Header header(Keys caller) {
        return caller.header(Optional.of(carol.uid()));
    }

    private byte[] hello(Keys caller) {
        return ExchangeRequest.newBuilder()
                .setHello(Hello.newBuilder().setHeader(header(caller)))
                .build()
                .toByteArray();
    }

    private byte[] sync(Keys caller) {
        return SyncRequest.newBuilder().setHeader(header(caller)).build().toByteArray();
    }

    private byte[] election(Keys caller) {
        return ElectionRequest.newBuilder()
                .setHeader(header(caller))
                .setEpoch(1)
                .build()
                .toByteArray();
    }

    private byte[] ping(Keys caller) {
        return LivenessPingRequest.newBuilder()
                .setHeader(header(caller))
                .setDirect(Direct.newBuilder().setWantsView(true))
                .build()
                .toByteArray();
    }

    private byte[] join(Keys caller, String nick) {
        return JoinNetworkRequest.newBuilder()
                .setHeader(header(caller))
                .setCard(WireKeys.proto(caller.card(nick)))
                .build()
                .toByteArray();
    }

    private byte[] message(Keys author) {
        Batch.Builder signed = SignedFrames.batch(author, SignedFrames.text(author.id.node(), 1, "hello"));
        return MessageRequest.newBuilder()
                .setHeader(header(author))
                .setMessage(
                        signed.getMessagesBuilder(0).setChatId(header(author).getChatId()))
                .addSeals(signed.getSeals(0))
                .build()
                .toByteArray();
    }

    private static byte[] batch(Keys author, long seq) {
        Batch.Builder signed = SignedFrames.batch(author, SignedFrames.text(author.id.node(), seq, "text"));
        return ExchangeRequest.newBuilder().setBatch(signed).build().toByteArray();
    }

    private RawChannel.Call stream(Keys caller) throws InterruptedException {
        RawChannel.Call stream = bobs.open(PEER + "Exchange").send(hello(caller));
        stream.reply();
        return stream;
    }

    private static Ranges stored(RawChannel.Call stream) throws Exception {
        return Wire.ranges(
                "ack", ExchangeReply.parseFrom(stream.reply()).getAck().getStored());
    }

    private p2pchat.model.MemberId nextDiffering() throws InterruptedException {
        return next(RosterActor.FrontierDiffers.class).member().id();
    }

    private <C extends RosterActor.Command> C next(Class<C> type) throws InterruptedException {
        while (true) {
            RosterActor.Command command = carol.roster.commands.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(command).isNotNull();
            if (type.isInstance(command)) {
                return type.cast(command);
            }
        }
    }
}
