package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.failure;
import static p2pchat.transport.Loopback.get;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Exchanges;
import p2pchat.membership.Coordinator;
import p2pchat.membership.ViewReason;
import p2pchat.model.Address;
import p2pchat.model.ChatMessage;
import p2pchat.model.Cuts;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberRole;
import p2pchat.model.Nick;
import p2pchat.model.Ranges;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.Batch;
import p2pchat.proto.MessageReply;
import p2pchat.proto.MessageRequest;
import p2pchat.proto.Refused.Reason;
import p2pchat.proto.SyncReply;

/** The streams and messages of a removed member. */
class RemovedMemberTest extends ClosedNetworkFixture {

    /** Attack 6. {@code RosterGateTest} shows that nothing delays it on this node. */
    @Test
    void streamsOfARemovedMemberClose() throws Exception {
        RawChannel.Call exchange = stream(bob);
        RawChannel.Call pull = bobs.open(PEER + "Sync").send(sync(bob));
        pull.reply();

        kickBob(Cuts.NONE);
        exchange.send(batch(bob, 1));

        assertThat(exchange.status().getDescription()).contains("do not admit");
        assertThat(pull.status().getDescription()).contains("do not admit");
        assertThat(node.arrived).isEmpty();
    }

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
}
