package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import p2pchat.membership.JoinReply;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Ended;
import p2pchat.model.NetworkEvent.Entered;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.node.NetworkSettings.Entry;

/** The way of a node into a network, and the reasons that end it. */
class NetworkEntryTest extends NodeFixture {

    @Test
    void joinsExistingNetwork() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        endpoint.leader = NetworkEntryTest::admits;
        enter(Entry.ONLY_JOIN);
        Entered entered = awaitEntered();
        assertThat(entered.created()).isFalse();
        assertThat(entered.self().node()).isEqualTo(new NodeId(2));
        assertThat(stores.opened).containsExactly(THEIRS);
    }

    @Test
    void joinsOtherNetworkAfterLosingNameRace() throws Exception { // H15
        endpoint.records.add(NOTHING); // when the node looks for the name
        endpoint.records.add(NOTHING); // when it is about to found it
        endpoint.records.add(LED_BY_ADA);
        endpoint.directory = request -> CompletableFuture.completedFuture(new DirectoryReply.NameTaken(ledByAda()));
        endpoint.leader = NetworkEntryTest::admits;
        enter(Entry.JOIN_OR_CREATE);
        Entered entered = awaitEntered();
        assertThat(entered.view().leader()).isEqualTo(ADA.node());
        assertThat(stores.opened).hasSize(2).endsWith(THEIRS);
        assertThat(stores.closing).containsExactly(stores.opened.get(0));
        assertThat(endpoint.closed).isEqualTo(stores.closing);
        assertThat(endpoint.admitted).containsExactly(THEIRS);
        get(say("hello"));
    }

    @Test
    void entryEndsWithWrongKeyOfLeader() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        enter(Entry.ONLY_JOIN);
        awaitTrue(() -> endpoint.answering.isPresent());
        endpoint.answering.orElseThrow().wrongKeys().accept(wrongKey(ADA.address()));
        passUntil(NetworkEvent.Trouble.class);
        time.timePasses(Duration.ofSeconds(30));
        assertThat(await(Ended.class).problem()).contains(wrongKey(ADA.address()));
    }

    @Test
    void endsWhenNameCannotBeResolved() throws Exception {
        endpoint.records.add(NOTHING);
        enter(Entry.ONLY_JOIN);
        assertThat(await(Ended.class).problem()).contains(new Problem.NetworkUnknown(NAME, DIRECTORY));
        assertThat(stores.opened).isEmpty();
    }

    @Test
    void failsToSendBeforeEntry() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        endpoint.leader = header -> new CompletableFuture<>();
        enter(Entry.ONLY_JOIN);
        awaitTrue(() -> !endpoint.opened.isEmpty());
        assertThatThrownBy(() -> get(say("hello"))).hasMessageContaining("not in g1 yet");
        CompletableFuture<MessageId> elsewhere = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(
                new NetworkName("other"), new NetworkRequest.Send(new MessageDraft.Text("hello"), elsewhere)));
        assertThatThrownBy(() -> get(elsewhere)).hasMessageContaining("not in other");
    }

    @Test
    void leaveEndsSearchAtOnce() throws Exception {
        endpoint.records.add(new CompletableFuture<>());
        enter(Entry.JOIN_OR_CREATE);
        get(leave());
        assertThat(await(Ended.class).problem()).isEmpty();
    }

    @Test
    void givesUpOnSilentDirectoryAfterThirtySeconds() throws Exception {
        endpoint.records.add(new CompletableFuture<>());
        enter(Entry.JOIN_OR_CREATE);
        awaitTrue(() -> endpoint.searches.get() > 0); // its timer runs
        time.timePasses(Duration.ofMillis(29_999));
        assertThat(events).isEmpty();
        time.timePasses(Duration.ofMillis(1));
        assertThat(await(Ended.class).problem()).containsInstanceOf(Problem.DirectoryUnreachable.class);
    }

    /** A newcomer sees a reason after the first try, and gives up after a few (public 24). */
    @Test
    void lateDirectoryIsReportedOnceAndGivenUp() throws Exception {
        endpoint.says(CompletableFuture.failedFuture(new TimeoutException()));
        enter(Entry.JOIN_OR_CREATE);
        Problem foreign = new Problem.DirectoryForeign(DIRECTORY, "it accepts connections but does not answer");
        assertThat(events.poll(15, TimeUnit.SECONDS)).isEqualTo(new NetworkEvent.Trouble(foreign));
        assertThat(events.poll(15, TimeUnit.SECONDS)).isEqualTo(new Ended(Optional.of(foreign)));
        assertThat(endpoint.searches).hasValue(4);
    }

    @Test
    void reportsLastProblemAfterThirtySeconds() throws Exception {
        endpoint.records.add(LED_BY_ADA); // found by the first search only
        endpoint.records.add(NOTHING);
        enter(Entry.ONLY_JOIN);
        awaitTrue(() -> !endpoint.opened.isEmpty());
        passUntil(NetworkEvent.Trouble.class);
        time.timePasses(Duration.ofSeconds(30));
        assertThat(await(Ended.class).problem()).contains(new Problem.NetworkUnknown(NAME, DIRECTORY));
        get(leave());
        assertThat(stores.closing).containsExactly(THEIRS);
    }

    @Test
    void waitsForApprovalWithoutLimit() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        endpoint.leader = header -> CompletableFuture.completedFuture(new JoinReply.Waiting());
        enter(Entry.ONLY_JOIN);
        passUntil(NetworkEvent.Trouble.class);
        assertThat(await(NetworkEvent.Trouble.class).problem()).isEqualTo(new Problem.AwaitingApproval(NAME));
        time.timePasses(Duration.ofSeconds(40));
        get(handled());
        assertThat(events).noneMatch(Ended.class::isInstance);
        endpoint.leader = NetworkEntryTest::admits;
        awaitEntered();
    }

    /** A former member is not in the network before it is admitted again (reliability F5). */
    @Test
    void unreachedFormerMemberEndsAfterThirtySeconds() throws Exception {
        stores.kept = formerMember();
        endpoint.says(FakeEndpoint.silent());
        enter(Entry.JOIN_OR_CREATE);
        passUntil(NetworkEvent.Condition.class);
        get(describe());
        time.timePasses(Duration.ofSeconds(30));
        assertThat(await(Ended.class).problem()).containsInstanceOf(Problem.DirectoryUnreachable.class);
    }

    @Test
    void persistentFormerMemberReportsOneState() throws Exception {
        stores.kept = formerMember();
        endpoint.says(FakeEndpoint.silent());
        enter(Entry.JOIN_OR_CREATE, true);
        passUntil(NetworkEvent.Condition.class);
        NetworkEvent.Condition first = await(NetworkEvent.Condition.class);
        assertThat(first.directoryReachable()).isFalse();
        time.timePasses(Duration.ofSeconds(60));
        get(handled());
        get(describe());
        assertThat(events).as("no further state").noneMatch(NetworkEvent.Condition.class::isInstance);
        get(leave());
        assertThat(await(Ended.class).problem()).isEmpty();
    }

    private static Kept formerMember() {
        Member bob = member(2, new Uid(new UUID(7, 2)), "bob");
        View view = new View(new ViewId(3, 1), ADA.node(), List.of(ADA, bob));
        return new Kept(Optional.of(bob.id()), Optional.of(view), List.of());
    }

    private static CompletableFuture<JoinReply> admits(Header header) {
        Member bob = new Member(new MemberId(new NodeId(2), header.uid()), HERE, new Nick("bob"), new ViewId(1, 2));
        View view = new View(new ViewId(1, 2), ADA.node(), List.of(ADA, bob));
        return CompletableFuture.completedFuture(new JoinReply.Joined(bob.id(), view));
    }
}
