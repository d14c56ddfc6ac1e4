package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.failure;
import static p2pchat.transport.Loopback.get;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import p2pchat.model.Act;
import p2pchat.model.Cuts;
import p2pchat.model.Member;
import p2pchat.model.MemberRole;
import p2pchat.model.Ranges;
import p2pchat.model.Statement;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.CoordinatorReply;
import p2pchat.proto.ElectionReply;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.JoinNetworkReply;
import p2pchat.proto.LeaveNetworkReply;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.MessageReply;
import p2pchat.proto.Refused;
import p2pchat.proto.Refused.Reason;
import p2pchat.proto.RosterReply;
import p2pchat.proto.RosterRequest;
import p2pchat.proto.SyncReply;
import p2pchat.roster.RosterActor;

/** The answers of a closed network to members, removed members, readers, newcomers and strangers. */
class ClosedNetworkTest extends ClosedNetworkFixture {

    @Test
    void memberTakesPart() throws Exception {
        assertThat(stored(stream(bob).send(batch(bob, 1)))).isEqualTo(Ranges.upTo(1));
        assertThat(SyncReply.parseFrom(bobs.ask(PEER + "Sync", sync(bob)).reply())
                        .hasRefused())
                .isFalse();
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

    /** A second terminal, and {@code send} without a running node, are other devices of the person (attack 48). */
    @Test
    void otherDeviceOfMemberNeedsNoInvitation() throws Exception {
        Keys terminal = bob.otherDevice(9);
        carol.lead(ServedNetwork.VIEW.epoch());
        try (RawChannel channel = new RawChannel(node.address, terminal.tls())) {
            JoinNetworkReply reply = JoinNetworkReply.parseFrom(
                    channel.ask(PEER + "JoinNetwork", join(terminal, "bob2")).reply());
            assertThat(reply.hasOk()).isTrue();
            know(terminal, "bob2");
            RawChannel.Call stream = channel.open(PEER + "Exchange").send(hello(terminal));
            assertThat(ExchangeReply.parseFrom(stream.reply()).hasHave()).isTrue();
            assertThat(stored(stream.send(batch(terminal, 1)))).isEqualTo(Ranges.upTo(1));

            kickBob(Cuts.NONE);
            assertThat(refusals(channel, terminal).values()).containsOnly(Reason.REMOVED);
        }
    }

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
}
