package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Address;
import p2pchat.model.DeliveryReport;
import p2pchat.model.Header;
import p2pchat.model.Member;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.SafetyNumber;
import p2pchat.model.SyncedCount;
import p2pchat.model.Verification;
import p2pchat.model.ViewId;

/** A node in a network. */
class NodeGuardianTest extends NodeFixture {

    @Test
    void createsNetworkAndSendsMessage() throws Exception {
        found();
        assertThat(endpoint.opened)
                .isEqualTo(stores.opened)
                .isEqualTo(endpoint.admitted)
                .hasSize(1);
        MessageId id = get(say("hello"));
        assertThat(await(Said.class).message().id()).isEqualTo(id);
    }

    /** A new member shows a prompt at once, so it must receive messages sent from then on. */
    @Test
    void newMemberReceivesMessagesSentAfterAdmission() throws Exception {
        found();
        JoinReply.Joined joined = (JoinReply.Joined) get(join(ADA));
        get(say("hello"));
        assertThat(await(NetworkEvent.MemberChanged.class).member().id()).isEqualTo(joined.id());
        assertThat(await(Said.class).message().text()).isEqualTo("hello");
        assertThat(get(trace(1)).delivery().orElseThrow().pending())
                .containsExactly(joined.id().node());
    }

    /** (public 6) */
    @Test
    void leaderStepsDownWhileStoreHangs() throws Exception {
        found();
        stores.running.set(7);
        time.timePasses(StoreWatch.LIMIT.plus(StoreWatch.TICK));
        assertThat(await(NetworkEvent.Trouble.class).problem()).isEqualTo(new Problem.StoreStalled(NAME));
        assertThat(awaitCondition(NetworkEvent.State.ELECTING).leader()).isEmpty();
    }

    @Test
    void reportsStatus() throws Exception {
        found();
        get(say("hello"));
        NetworkStatus status = get(describe());
        assertThat(status.network()).isEqualTo(stores.opened.get(0));
        assertThat(status.snapshot().orElseThrow().leading()).isTrue();
        assertThat(status.stored().size()).isEqualTo(1);
        assertThat(status.inSync()).as("no other member").isEqualTo(new SyncedCount(0, 0));
        assertThat(status.people())
                .extracting(NetworkStatus.Person::presence, NetworkStatus.Person::since)
                .containsExactly(tuple(NetworkStatus.Presence.PRESENT, Optional.of(1_000L)));
        assertThat(get(trace(1)).delivery().orElseThrow().isSettled()).isTrue();
        assertThat(get(trace(2)).delivery()).isEmpty();
        get(leave());
        get(leave()); // returns when the guardian is forgotten
        assertThatThrownBy(() -> get(trace(1))).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> get(describe())).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void changesNick() throws Exception {
        found();
        CompletableFuture<Nick> given = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.Rename(new Nick("zoe"), given)));
        assertThat(get(given)).isEqualTo(new Nick("zoe"));
        NetworkEvent.MemberChanged told = await(NetworkEvent.MemberChanged.class);
        assertThat(told.change()).isEqualTo(NetworkEvent.Change.RENAMED);
        assertThat(told.member().nick()).isEqualTo(new Nick("zoe"));
    }

    @Test
    void comparesKeysWithMember() throws Exception {
        stores.verified.put(person(9), ADA.nick());
        found();
        endpoint.people.put(endpoint.answering.orElseThrow().uid(), person(1));
        endpoint.people.put(ADA.uid(), person(2));
        get(join(ADA));
        assertThat(await(NetworkEvent.NewKey.class).before()).isEqualTo(person(9));
        Nick ada = ADA.nick();
        assertProblem(verify(ada, true), new Problem.NumberNotShown(ada));
        assertProblem(verify(new Nick("eve"), false), new Problem.MemberUnknown(NAME, new Nick("eve")));
        assertThat(get(verify(ada, false)).number()).isEqualTo(SafetyNumber.of(person(1), person(2)));
        assertThat(get(verify(ada, true)).state()).isEqualTo(Verification.State.VERIFIED);
        assertThat(stores.verified).containsEntry(person(2), ada);
        assertThat(get(describe()).people())
                .extracting(NetworkStatus.Person::identity)
                .contains(Optional.of(new NetworkStatus.Identity(person(2), true, true)));
    }

    @Test
    void reportsMemberWithWrongKeyOnce() throws Exception {
        found();
        get(join(ADA));
        Consumer<Problem.WrongKey> wrongKeys = endpoint.answering.orElseThrow().wrongKeys();
        wrongKeys.accept(wrongKey(DIRECTORY));
        wrongKeys.accept(wrongKey(ADA.address()));
        assertThat(await(NetworkEvent.Trouble.class).problem()).isEqualTo(wrongKey(ADA.address()));
        wrongKeys.accept(wrongKey(ADA.address()));
        get(describe());
        assertThat(events).noneMatch(NetworkEvent.Trouble.class::isInstance);
    }

    /** Connections from the old address are dead (public 11). */
    @Test
    void newAddressDropsConnectionsAndIsShown() throws Exception {
        found();
        Address moved = new Address("10.0.0.10", 4_900);
        node.tell(new NodeGuardian.AddressChanged(moved));
        awaitTrue(() -> get(describe()).address().equals(moved));
        assertThat(endpoint.reconnects).hasValue(1);
    }

    private CompletableFuture<Verification> verify(Nick nick, boolean confirmed) {
        CompletableFuture<Verification> compared = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.Verify(nick, confirmed, compared)));
        return compared;
    }

    private static void assertProblem(CompletableFuture<?> failed, Problem problem) {
        assertThatThrownBy(() -> get(failed))
                .satisfies(failure -> assertThat(ProblemException.find(failure)).contains(problem));
    }

    private CompletableFuture<JoinReply> join(Member member) {
        CompletableFuture<JoinReply> reply = new CompletableFuture<>();
        endpoint.answering
                .orElseThrow()
                .membership()
                .tell(new MembershipActor.JoinRequested(
                        new Header(Optional.empty(), member.uid(), Optional.empty(), ViewId.NONE),
                        new JoinRequest(member.nick(), member.address(), false),
                        reply));
        return reply;
    }

    private CompletableFuture<DeliveryReport> trace(long seq) {
        CompletableFuture<DeliveryReport> reach = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.GetDelivery(seq, reach)));
        return reach;
    }

    private NetworkEvent.Condition awaitCondition(NetworkEvent.State state) throws Exception {
        NetworkEvent.Condition next = await(NetworkEvent.Condition.class);
        while (next.state() != state) {
            next = await(NetworkEvent.Condition.class);
        }
        return next;
    }
}
