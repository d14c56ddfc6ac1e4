package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Cuts;
import p2pchat.model.MemberRole;
import p2pchat.model.Ranges;
import p2pchat.model.Statement;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.Batch;
import p2pchat.proto.CoordinatorRequest;
import p2pchat.proto.Direct;
import p2pchat.proto.ElectionRequest;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.Header;
import p2pchat.proto.Hello;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.proto.LivenessPingRequest;
import p2pchat.proto.MessageRequest;
import p2pchat.proto.SyncRequest;
import p2pchat.roster.RosterActor;

/** A node of Carol in a network that admits only with an invitation, its member Bob, and the calls of others. */
abstract class ClosedNetworkFixture {

    static final String PEER = "p2pchat.Peer/";
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final Keys carol = Keys.founder(1, AdmissionPolicy.INVITE);
    final Keys bob = new Keys(7, carol.genesis);
    final Keys dan = new Keys(8, carol.genesis);

    ServedNetwork node;
    RawChannel bobs;

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
    void know(Keys member, String nick) {
        try {
            carol.ring.add(member.card(nick));
        } catch (p2pchat.crypto.ForgedException e) {
            throw new AssertionError(e);
        }
        carol.edge.ids().add(List.of(member.member(nick)));
        carol.edge.gate().membersKnown();
    }

    Statement admit(Keys person, MemberRole role) {
        return carol.roster.state(new Act.SetRole(person.person(), role, Cuts.NONE));
    }

    Statement kickBob(Cuts cuts) {
        return carol.roster.state(new Act.Remove(bob.person(), false, "", cuts));
    }

    byte[] view(Keys leader, long epoch) {
        leader.lead(epoch);
        View view = new View(new ViewId(epoch, 1), leader.id.node(), List.of(leader.member("leader")));
        return CoordinatorRequest.newBuilder()
                .setHeader(leader.header(Optional.of(carol.uid())))
                .setView(leader.edge.proto(view))
                .build()
                .toByteArray();
    }

    Header header(Keys caller) {
        return caller.header(Optional.of(carol.uid()));
    }

    byte[] hello(Keys caller) {
        return ExchangeRequest.newBuilder()
                .setHello(Hello.newBuilder().setHeader(header(caller)))
                .build()
                .toByteArray();
    }

    byte[] sync(Keys caller) {
        return SyncRequest.newBuilder().setHeader(header(caller)).build().toByteArray();
    }

    byte[] election(Keys caller) {
        return ElectionRequest.newBuilder()
                .setHeader(header(caller))
                .setEpoch(1)
                .build()
                .toByteArray();
    }

    byte[] ping(Keys caller) {
        return LivenessPingRequest.newBuilder()
                .setHeader(header(caller))
                .setDirect(Direct.newBuilder().setWantsView(true))
                .build()
                .toByteArray();
    }

    byte[] join(Keys caller, String nick) {
        return JoinNetworkRequest.newBuilder()
                .setHeader(header(caller))
                .setCard(WireKeys.proto(caller.card(nick)))
                .build()
                .toByteArray();
    }

    byte[] message(Keys author) {
        Batch.Builder signed = SignedFrames.batch(author, SignedFrames.text(author.id.node(), 1, "hello"));
        return MessageRequest.newBuilder()
                .setHeader(header(author))
                .setMessage(
                        signed.getMessagesBuilder(0).setChatId(header(author).getChatId()))
                .addSeals(signed.getSeals(0))
                .build()
                .toByteArray();
    }

    static byte[] batch(Keys author, long seq) {
        Batch.Builder signed = SignedFrames.batch(author, SignedFrames.text(author.id.node(), seq, "text"));
        return ExchangeRequest.newBuilder().setBatch(signed).build().toByteArray();
    }

    RawChannel.Call stream(Keys caller) throws InterruptedException {
        RawChannel.Call stream = bobs.open(PEER + "Exchange").send(hello(caller));
        stream.reply();
        return stream;
    }

    static Ranges stored(RawChannel.Call stream) throws Exception {
        return Wire.ranges(
                "ack", ExchangeReply.parseFrom(stream.reply()).getAck().getStored());
    }

    p2pchat.model.MemberId nextDiffering() throws InterruptedException {
        return next(RosterActor.FrontierDiffers.class).member().id();
    }

    <C extends RosterActor.Command> C next(Class<C> type) throws InterruptedException {
        while (true) {
            RosterActor.Command command = carol.roster.commands.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(command).isNotNull();
            if (type.isInstance(command)) {
                return type.cast(command);
            }
        }
    }
}
