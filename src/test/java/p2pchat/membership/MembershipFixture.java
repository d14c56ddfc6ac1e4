package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.events;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.member;
import static p2pchat.membership.TestGroup.uid;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** A membership of the node ann, with the inputs and answers that its tests share. */
abstract class MembershipFixture {

    static final NetworkName NAME = new NetworkName("ops");
    static final NetworkId NETWORK = new NetworkId(new UUID(42, 42));
    static final Uid ME = uid(1);
    static final Applicant APPLICANT =
            new Applicant(NAME, ME, new Nick("ann"), new Address("p", 7001), new Address("d", 7100), true);

    final RandomGenerator random = new SplittableRandom(1);

    Membership membership =
            new Membership(MembershipSettings.DEFAULT, APPLICANT, Optional.of(NETWORK), ViewStore.Kept.NOTHING);

    @BeforeEach
    void start() {
        on(new MembershipInput.Start());
    }

    static List<String> memberChanges(List<MembershipEffect> effects) {
        return events(effects).stream()
                .filter(NetworkEvent.MemberChanged.class::isInstance)
                .map(NetworkEvent.MemberChanged.class::cast)
                .map(changed -> changed.change() + " " + changed.member().nick()
                        + changed.previousNick().map(nick -> " " + nick).orElse(""))
                .toList();
    }

    List<MembershipEffect> found() {
        MembershipEffect.AskDirectory create = findRecord(Optional.empty(), MembershipEffect.AskDirectory.class);
        Leader founder = ((DirectoryRequest.Create) create.request()).founder();
        return on(new MembershipInput.DirectoryAnswered(
                create.ticket(), new DirectoryReply.Granted(1, founder, new IdBlock(1, 16), Optional.empty())));
    }

    <T> T findRecord(Optional<NetworkInfo> record, Class<T> next) {
        long ticket = first(on(new MembershipInput.TimerFired(Timer.LOOP)), MembershipEffect.FindRecord.class)
                .ticket();
        return first(on(new MembershipInput.RecordFound(ticket, record)), next);
    }

    /** Joins n7, which leads; this node is n1. */
    List<MembershipEffect> follow(ViewId id) {
        long ticket = findRecord(Optional.of(info(id.epoch(), leader(7))), MembershipEffect.Join.class)
                .ticket();
        View view = new View(id, new NodeId(7), List.of(member(7), member(1)));
        List<MembershipEffect> effects = on(new MembershipInput.JoinAnswered(
                ticket, new JoinReply.Joined(member(1).id(), view)));
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
        return effects;
    }

    List<MembershipEffect> show(ViewId id, Member... members) {
        Header header = new Header(Optional.of(new NodeId(7)), uid(7), Optional.of(ME), id);
        View view = new View(id, new NodeId(7), List.of(members));
        return on(new MembershipInput.CoordinatorRequested(
                5, header, new Coordinator(view, Optional.empty(), ViewReason.UNKNOWN)));
    }

    /** Joins under the nick of the uid. */
    JoinReply.Joined join(Uid uid, Optional<NodeId> presented) {
        return (JoinReply.Joined) reply(uid, presented, ViewId.NONE);
    }

    JoinReply reply(Uid uid, Optional<NodeId> presented, ViewId view) {
        return reply(uid, presented, view, nickOf(uid));
    }

    JoinReply reply(Uid uid, Optional<NodeId> presented, ViewId view, Nick nick) {
        Header header = new Header(presented, uid, Optional.of(ME), view);
        JoinRequest request = new JoinRequest(nick, new Address("p", 7000), false);
        return first(on(new MembershipInput.JoinRequested(9, header, request)), MembershipEffect.AnswerJoin.class)
                .reply();
    }

    static Nick nickOf(Uid uid) {
        return new Nick("u" + uid.value().getMostSignificantBits());
    }

    static NetworkInfo info(long epoch, Leader leader) {
        return new NetworkInfo(NETWORK, NAME, epoch, Optional.of(leader), Duration.ZERO, 1);
    }

    static Leader me() {
        return new Leader(member(1).id(), new Address("p", 7001));
    }

    static Leader leader(int node) {
        return Leader.of(member(node));
    }

    List<MembershipEffect> on(MembershipInput input) {
        return membership.on(0, random, input);
    }
}
